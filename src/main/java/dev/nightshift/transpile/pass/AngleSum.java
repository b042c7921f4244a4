package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Binary;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.circuit.ParameterExpression.Negate;
import dev.nightshift.circuit.ParameterExpression.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * An angle as multiples of symbolic expressions plus a number, radians.
 *
 * <p>Sums, differences, signs and numeric factors are taken apart; anything else is a term as the
 * user wrote it. So {@code a + 0.5 - a} is the number 0.5, and sums do not nest deeper each time a
 * pass adds to them. Immutable.
 */
final class AngleSum {
  static final AngleSum ZERO = new AngleSum(List.of(), 0);

  /** An angle this near to a multiple of a full turn is none. */
  static final double NOTHING = 1e-12;

  /** What sums of eighths of a turn leave as rounding. */
  private static final double ROUNDING = 4e-15;

  private static final double TURN = 2 * Math.PI;

  private record Term(ParameterExpression expression, double factor) {}

  private final List<Term> terms;
  private final double constant;

  private AngleSum(List<Term> terms, double constant) {
    this.terms = terms;
    this.constant = constant;
  }

  static AngleSum of(double constant) {
    return constant == 0 ? ZERO : new AngleSum(List.of(), constant);
  }

  static AngleSum of(ParameterExpression expression) {
    if (expression instanceof Constant(double value)) {
      return of(value);
    }
    List<Term> terms = new ArrayList<>(2);
    double constant = collect(expression, 1, terms);
    return new AngleSum(terms, constant);
  }

  /** Adds the terms of a multiple to a list; returns its number. */
  private static double collect(ParameterExpression expression, double factor, List<Term> terms) {
    return switch (expression) {
      case Constant(double value) -> factor * value;
      case Negate(var operand) -> collect(operand, -factor, terms);
      case Binary(Operator operator, var left, var right) when operator == Operator.ADD ->
          collect(left, factor, terms) + collect(right, factor, terms);
      case Binary(Operator operator, var left, var right) when operator == Operator.SUBTRACT ->
          collect(left, factor, terms) + collect(right, -factor, terms);
      case Binary(Operator operator, Constant(double value), var right)
          when operator == Operator.MULTIPLY ->
          scaled(right, factor * value, terms);
      case Binary(Operator operator, var left, Constant(double value))
          when operator == Operator.MULTIPLY ->
          scaled(left, factor * value, terms);
      default -> {
        add(terms, expression, factor);
        yield 0;
      }
    };
  }

  /** A factor is not multiplied into a sum: that would round each of its terms. */
  private static double scaled(ParameterExpression expression, double factor, List<Term> terms) {
    return switch (expression) {
      case Constant(double value) -> factor * value;
      case Negate(var operand) -> scaled(operand, -factor, terms);
      default -> {
        add(terms, expression, factor);
        yield 0;
      }
    };
  }

  private static void add(List<Term> terms, ParameterExpression expression, double factor) {
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      if (term.expression.equals(expression)) {
        double sum = term.factor + factor;
        if (sum == 0) {
          terms.remove(i);
        } else {
          terms.set(i, new Term(expression, sum));
        }
        return;
      }
    }
    if (factor != 0) {
      terms.add(new Term(expression, factor));
    }
  }

  AngleSum plus(double number) {
    return number == 0 ? this : new AngleSum(terms, constant + number);
  }

  AngleSum plus(AngleSum other) {
    if (other.terms.isEmpty()) {
      // What is added to nothing is itself.
      return terms.isEmpty() && constant == 0 ? other : plus(other.constant);
    }
    if (terms.isEmpty()) {
      return other.plus(constant);
    }
    List<Term> all = new ArrayList<>(terms);
    other.terms.forEach(term -> add(all, term.expression, term.factor));
    return new AngleSum(all, constant + other.constant);
  }

  AngleSum minus(AngleSum other) {
    return plus(other.negated());
  }

  AngleSum negated() {
    return times(-1);
  }

  AngleSum times(double factor) {
    List<Term> scaled =
        terms.isEmpty()
            ? terms
            : terms.stream().map(term -> new Term(term.expression, term.factor * factor)).toList();
    return new AngleSum(scaled, constant * factor);
  }

  boolean isConstant() {
    return terms.isEmpty();
  }

  /** The number beside the symbolic terms. */
  double constant() {
    return constant;
  }

  /** How many full turns stand between the number and (-π, π]. */
  long turns() {
    return (long) Math.ceil((constant - Math.PI - ROUNDING) / TURN);
  }

  /** Less so many full turns, the number freed of what rounding left beside an eighth of a turn. */
  AngleSum lessTurns(long turns) {
    double rest = constant - turns * TURN;
    double eighth = Math.rint(rest / (Math.PI / 4)) * (Math.PI / 4);
    return new AngleSum(terms, Math.abs(rest - eighth) < ROUNDING ? eighth : rest);
  }

  /** Whether it is a number of full turns. */
  boolean isNothing() {
    return terms.isEmpty() && isMultiple(constant, TURN);
  }

  /** Whether an angle is a multiple of another, to rounding. */
  static boolean isMultiple(double angle, double part) {
    // The exact remainder takes long; it is only needed where many turns would round.
    return Math.abs(angle) < 100
        ? Math.abs(angle - Math.rint(angle / part) * part) < NOTHING
        : Math.abs(Math.IEEEremainder(angle, part)) < NOTHING;
  }

  /** Whether it is 0, not a turn. */
  boolean isExactlyZero() {
    return terms.isEmpty() && constant == 0;
  }

  ParameterExpression toExpression() {
    if (terms.isEmpty()) {
      return ParameterExpression.of(constant);
    }
    ParameterExpression sum = ParameterExpression.ZERO;
    for (Term term : terms) {
      if (sum == ParameterExpression.ZERO) {
        sum = term.factor == -1 ? term.expression.negated() : term.expression.times(term.factor);
      } else if (term.factor < 0) {
        sum = sum.minus(term.expression.times(-term.factor));
      } else {
        sum = sum.plus(term.expression.times(term.factor));
      }
    }
    return constant < 0
        ? sum.minus(ParameterExpression.of(-constant))
        : sum.plus(ParameterExpression.of(constant));
  }
}
