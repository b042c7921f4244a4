package dev.nightshift.qasm.check;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Condition.Comparison;
import dev.nightshift.qasm.ast.ClassicalType;
import dev.nightshift.qasm.ast.Expression;
import dev.nightshift.qasm.check.Measured.Digit;
import dev.nightshift.qasm.check.Measured.Open;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Expressions over measured bits, as statements about single bits and whole registers: what a
 * circuit can decide by.
 *
 * <p>Bits of a register are an unsigned number, bit 0 its lowest digit. Digits that are known while
 * the program is read are folded, so {@code (c & 3) == 1} asks two bits. Arithmetic and functions
 * of measured bits are refused by name.
 */
public final class Decisions {
  /** Largest condition: exclusive ors of many bits double with each of them. */
  private static final int LARGEST = 1 << 12;

  private static final int WIDEST = 64;
  private static final int DEFAULT_WIDTH = 32;

  private final Evaluator evaluator;
  private final Indices indices;
  private final Diagnostics diagnostics;

  /** When each bit was last measured into, in the order of the text. */
  private final Map<Integer, Long> written = new HashMap<>();

  private long now;

  public Decisions(Evaluator evaluator, Indices indices, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.indices = indices;
    this.diagnostics = diagnostics;
  }

  /** Notes a measurement: variables that were assigned the bit before hold what it no longer is. */
  public void wrote(int bit) {
    written.put(bit, ++now);
  }

  /** Puts a value that depends on measured bits into a variable, by its type. */
  public void assign(Symbol.Variable variable, Expression value, Scope scope) {
    variable.assign(cast(value.span(), variable.type(), value, scope), ++now);
  }

  /** Where an expression first names what was measured; null where it does not. */
  public @Nullable Span measured(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Identifier(Span span, String name) ->
          switch (scope.find(name)) {
            case Symbol.Bits _ -> span;
            case Symbol.Variable variable when variable.measured() != null -> span;
            case null, default -> null;
          };
      case Expression.UnaryExpression(_, _, Expression operand) -> measured(operand, scope);
      case Expression.BinaryExpression(_, _, Expression left, Expression right) -> {
        Span first = measured(left, scope);
        yield first == null ? measured(right, scope) : first;
      }
      case Expression.Cast(_, _, Expression operand) -> measured(operand, scope);
      case Expression.IndexExpression(_, Expression base, _) -> measured(base, scope);
      case Expression.FunctionCall(_, _, var arguments) -> {
        for (Expression argument : arguments) {
          Span found = measured(argument, scope);
          if (found != null) {
            yield found;
          }
        }
        yield null;
      }
      default -> null;
    };
  }

  /**
   * What an expression decides.
   *
   * @return the condition, or the value where it is known while the program is read
   */
  public Digit truth(Expression expression, Scope scope) {
    return checked(
        expression.span(),
        measured(expression, scope) == null
            ? Digit.of(evaluator.truth(expression.span(), evaluator.evaluate(expression, scope)))
            : number(expression, scope).truth());
  }

  /** Whether a number is a label of a switch. */
  public Digit equals(Span span, Measured number, long label) {
    return checked(span, number.compared(Comparison.EQUAL, BigInteger.valueOf(label)));
  }

  /** The number that an expression is once the program runs; it names something measured. */
  public Measured number(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Identifier name -> named(name, scope);
      case Expression.IndexExpression index -> indexed(index, scope);
      case Expression.UnaryExpression(Span span, String operator, Expression operand) ->
          switch (operator) {
            case "!" -> Measured.truth(truth(operand, scope).not());
            case "~" -> number(operand, scope).complement();
            default -> throw refused(span, "arithmetic on measured bits");
          };
      case Expression.BinaryExpression binary -> binary(binary, scope);
      case Expression.Cast(Span span, ClassicalType type, Expression operand) ->
          cast(span, evaluator.type(type, scope), operand, scope);
      case Expression.FunctionCall call ->
          throw refused(call.span(), "a function of measured bits");
      default -> throw refused(expression.span(), "such a use of measured bits");
    };
  }

  private Diagnostics.Rejected refused(Span span, String what) {
    return diagnostics.unsupported(span, what);
  }

  private Measured named(Expression.Identifier name, Scope scope) {
    switch (scope.find(name.name())) {
      case Symbol.Bits(_, int[] at, _) -> {
        List<Digit> digits = new ArrayList<>(at.length);
        for (int bit : at) {
          digits.add(new Open(Condition.bit(bit)));
        }
        return new Measured(digits, false);
      }
      case Symbol.Variable variable when variable.measured() != null -> {
        Measured value = variable.measured();
        for (Digit digit : value.digits()) {
          if (digit instanceof Open(Condition condition)) {
            for (int bit : condition.reads()) {
              if (written.getOrDefault(bit, 0L) > variable.assigned()) {
                throw refused(name.span(), "a variable whose bits are measured again");
              }
            }
          }
        }
        return value;
      }
      case null, default -> throw new IllegalStateException("nothing measured has this name");
    }
  }

  private Measured indexed(Expression.IndexExpression index, Scope scope) {
    if (index.base() instanceof Expression.Identifier(_, String name)
        && scope.find(name) instanceof Symbol.Bits(_, _, boolean scalar)
        && scalar) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX,
          index.span(),
          "a bit without a size has no index",
          "leave the brackets out, or declare it with a size");
    }
    Measured base = number(index.base(), scope);
    List<Digit> chosen = new ArrayList<>();
    for (int k : indices.select(index, base.width(), scope)) {
      chosen.add(base.digits().get(k));
    }
    return new Measured(chosen, false);
  }

  // Operators ----------------------------------------------------------------------------------

  private Measured binary(Expression.BinaryExpression expression, Scope scope) {
    Span span = expression.span();
    Expression left = expression.left();
    Expression right = expression.right();
    return switch (expression.operator()) {
      case "&&" -> Measured.truth(truth(left, scope).and(truth(right, scope)));
      case "||" -> Measured.truth(truth(left, scope).or(truth(right, scope)));
      case "==" -> compared(Comparison.EQUAL, left, right, scope);
      case "!=" -> compared(Comparison.NOT_EQUAL, left, right, scope);
      case "<" -> compared(Comparison.LESS, left, right, scope);
      case "<=" -> compared(Comparison.AT_MOST, left, right, scope);
      case ">" -> compared(Comparison.GREATER, left, right, scope);
      case ">=" -> compared(Comparison.AT_LEAST, left, right, scope);
      case "&" -> bitwise(span, Digit::and, left, right, scope);
      case "|" -> bitwise(span, Digit::or, left, right, scope);
      case "^" -> bitwise(span, Digit::xor, left, right, scope);
      case "<<", ">>" -> shifted(expression, scope);
      default -> throw refused(span, "arithmetic on measured bits");
    };
  }

  private Measured bitwise(
      Span span, BinaryOperator<Digit> operator, Expression left, Expression right, Scope scope) {
    Measured a = operand(left, right, scope);
    Measured b = operand(right, left, scope);
    boolean constant = measured(left, scope) == null || measured(right, scope) == null;
    if (!constant && a.width() != b.width() && !a.signed() && !b.signed()) {
      throw diagnostics.error(
          ErrorCode.QASM_TYPE,
          span,
          "%d bits are combined with %d".formatted(a.width(), b.width()),
          "give registers of one length");
    }
    Measured combined = a.combined(operator, b);
    combined.digits().forEach(digit -> checked(span, digit));
    return combined;
  }

  /** An operand; one that is known becomes a number as wide as the other, or as it needs. */
  private Measured operand(Expression expression, Expression other, Scope scope) {
    if (measured(expression, scope) != null) {
      return number(expression, scope);
    }
    BigInteger value = constant(expression, scope);
    if (value.signum() < 0) {
      throw refused(expression.span(), "a negative number combined with measured bits");
    }
    Measured partner = number(other, scope);
    int width = Math.max(partner.width(), value.bitLength());
    Measured known = Measured.of(value, width);
    return new Measured(known.digits(), partner.signed() && width == partner.width());
  }

  private BigInteger constant(Expression expression, Scope scope) {
    return switch (evaluator.evaluate(expression, scope)) {
      case Value.Int(long value, _, _) -> BigInteger.valueOf(value);
      case Value.Bool(boolean value) -> value ? BigInteger.ONE : BigInteger.ZERO;
      case Value.Bits(String bits) -> new BigInteger(bits, 2);
      case Value other ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              expression.span(),
              "measured bits are compared with an integer, found %s".formatted(other.typeName()));
    };
  }

  private Measured shifted(Expression.BinaryExpression expression, Scope scope) {
    if (measured(expression.right(), scope) != null) {
      throw refused(expression.right().span(), "a shift by measured bits");
    }
    Measured number = number(expression.left(), scope);
    long by = evaluator.integer(expression.right(), scope, "the length of a shift");
    return number.shifted(expression.operator().equals("<<") ? by : -by);
  }

  private Measured cast(Span span, Value.Type type, Expression operand, Scope scope) {
    Measured number = number(operand, scope);
    return switch (type.kind()) {
      case BOOL -> Measured.truth(number.truth());
      case INT, UINT -> {
        boolean signed = type.kind() == ClassicalType.Kind.INT;
        int width = type.width() == 0 ? DEFAULT_WIDTH : type.width();
        if (number.width() > (type.width() == 0 ? WIDEST : width)) {
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              span,
              "%s takes %d bits, found %d".formatted(type.name(), width, number.width()));
        }
        yield number.resized(Math.max(width, number.width()), signed);
      }
      case BIT -> {
        if (number.width() != Math.max(1, type.width())) {
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              span,
              "%s takes %d bits, found %d"
                  .formatted(type.name(), Math.max(1, type.width()), number.width()));
        }
        yield new Measured(number.digits(), false);
      }
      case FLOAT, ANGLE, COMPLEX, DURATION, STRETCH ->
          throw refused(span, "a %s of measured bits".formatted(type.name()));
    };
  }

  // Comparisons --------------------------------------------------------------------------------

  private Measured compared(Comparison comparison, Expression left, Expression right, Scope scope) {
    if (measured(right, scope) == null) {
      return Measured.truth(number(left, scope).compared(comparison, constant(right, scope)));
    }
    if (measured(left, scope) == null) {
      return Measured.truth(
          number(right, scope).compared(comparison.mirrored(), constant(left, scope)));
    }
    Measured a = number(left, scope).trimmed();
    Measured b = number(right, scope).trimmed();
    if (a.signed() || b.signed()) {
      throw refused(left.span(), "a comparison of two signed numbers of measured bits");
    }
    return Measured.truth(checked(left.span(), a.compared(comparison, b)));
  }

  private Digit checked(Span span, Digit digit) {
    if (digit instanceof Open(Condition condition) && condition.terms() > LARGEST) {
      throw refused(span, "a condition of more than %d terms".formatted(LARGEST));
    }
    return digit;
  }
}
