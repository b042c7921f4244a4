package dev.nightshift.transpile.synth;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Binary;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.circuit.ParameterExpression.Negate;
import dev.nightshift.circuit.ParameterExpression.Operator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An angle as a constant and a sum of weighted terms, so that angles add up and cancel while their
 * parameters are free: θ + π - θ is π.
 *
 * <p>A term is a parameter or whatever is not a sum, such as a product of two parameters.
 * Immutable.
 */
public final class Angle {
  public static final Angle ZERO = new Angle(0, Map.of());

  /** Weights smaller than this are rounding: what is left of 1/3 + 2/3 - 1. */
  private static final double ROUNDING = 1e-13;

  private final double constant;
  private final Map<ParameterExpression, Double> terms;

  private Angle(double constant, Map<ParameterExpression, Double> terms) {
    this.constant = constant;
    this.terms = terms;
  }

  public static Angle of(double radians) {
    return new Angle(radians, Map.of());
  }

  public static Angle of(ParameterExpression expression) {
    if (expression instanceof Constant(double value)) {
      return of(value);
    }
    Map<ParameterExpression, Double> terms = new LinkedHashMap<>();
    double constant = collect(expression, 1, terms);
    return trimmed(constant, terms);
  }

  /** Adds a weighted expression to the terms; gives its constant part. */
  private static double collect(
      ParameterExpression expression, double weight, Map<ParameterExpression, Double> terms) {
    switch (expression) {
      case Constant(double value) -> {
        return weight * value;
      }
      case Negate(var operand) -> {
        return collect(operand, -weight, terms);
      }
      case Binary(Operator operator, var left, var right) -> {
        switch (operator) {
          case ADD -> {
            return collect(left, weight, terms) + collect(right, weight, terms);
          }
          case SUBTRACT -> {
            return collect(left, weight, terms) + collect(right, -weight, terms);
          }
          case MULTIPLY -> {
            if (left instanceof Constant(double factor)) {
              return collect(right, weight * factor, terms);
            }
            if (right instanceof Constant(double factor)) {
              return collect(left, weight * factor, terms);
            }
          }
          case DIVIDE -> {
            if (right instanceof Constant(double divisor) && divisor != 0) {
              return collect(left, weight / divisor, terms);
            }
          }
          case POWER -> {}
        }
      }
      case ParameterExpression.Parameter _, ParameterExpression.Call _ -> {}
    }
    terms.merge(expression, weight, Double::sum);
    return 0;
  }

  private static Angle trimmed(double constant, Map<ParameterExpression, Double> terms) {
    terms.values().removeIf(weight -> Math.abs(weight) < ROUNDING);
    return new Angle(constant, terms);
  }

  public Angle plus(Angle other) {
    if (other.terms.isEmpty()) {
      return new Angle(constant + other.constant, terms);
    }
    Map<ParameterExpression, Double> sum = new LinkedHashMap<>(terms);
    other.terms.forEach((term, weight) -> sum.merge(term, weight, Double::sum));
    return trimmed(constant + other.constant, sum);
  }

  public Angle plus(double radians) {
    return new Angle(constant + radians, terms);
  }

  public Angle minus(Angle other) {
    return plus(other.times(-1));
  }

  public Angle times(double factor) {
    Map<ParameterExpression, Double> scaled = new LinkedHashMap<>();
    terms.forEach((term, weight) -> scaled.put(term, factor * weight));
    return new Angle(factor * constant, scaled);
  }

  public Angle negated() {
    return times(-1);
  }

  /** Whether no parameter is left in it. */
  public boolean isConstant() {
    return terms.isEmpty();
  }

  /** The part without parameters, radians. */
  public double constant() {
    return constant;
  }

  /** The part with parameters. */
  public Angle free() {
    return new Angle(0, terms);
  }

  /** The sum as an expression: terms in the order they came, the constant last. */
  public ParameterExpression toExpression() {
    ParameterExpression sum = ParameterExpression.ZERO;
    boolean first = true;
    for (Map.Entry<ParameterExpression, Double> entry : terms.entrySet()) {
      double weight = entry.getValue();
      ParameterExpression size = entry.getKey().times(Math.abs(weight));
      if (first) {
        sum = weight < 0 ? size.negated() : size;
      } else {
        sum = weight < 0 ? sum.minus(size) : sum.plus(size);
      }
      first = false;
    }
    if (terms.isEmpty()) {
      return ParameterExpression.of(constant);
    }
    return constant < 0
        ? sum.minus(ParameterExpression.of(-constant))
        : sum.plus(ParameterExpression.of(constant));
  }

  @Override
  public String toString() {
    return toExpression().toString();
  }
}
