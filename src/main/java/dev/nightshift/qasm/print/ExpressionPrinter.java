package dev.nightshift.qasm.print;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Operator;
import dev.nightshift.qasm.Profile;
import java.util.function.UnaryOperator;

/** Expressions as text, with parentheses by precedence only. */
final class ExpressionPrinter {
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int UNARY = 3;
  private static final int POWER = 4;
  private static final int ATOM = 5;
  private static final int LONGEST_PRODUCT = 16;

  private final StringBuilder out;
  private final UnaryOperator<String> names;
  private final Profile profile;

  /**
   * @param names a parameter's name as it is printed
   */
  ExpressionPrinter(StringBuilder out, UnaryOperator<String> names, Profile profile) {
    this.out = out;
    this.names = names;
    this.profile = profile;
  }

  void print(ParameterExpression expression) {
    print(expression, SUM);
  }

  /** Prints in a place that takes what binds at least that tightly. */
  private void print(ParameterExpression expression, int least) {
    if (precedence(expression) < least) {
      out.append('(');
      plain(expression);
      out.append(')');
    } else {
      plain(expression);
    }
  }

  private void plain(ParameterExpression expression) {
    switch (expression) {
      case ParameterExpression.Constant(double value) -> Numbers.append(out, value);
      case ParameterExpression.Parameter(String name) -> out.append(names.apply(name));
      case ParameterExpression.Negate(ParameterExpression operand) -> {
        out.append('-');
        // -2 ** x negates the power; a sign before a sign would read badly.
        print(operand, startsWithSign(operand) ? ATOM : UNARY);
      }
      case ParameterExpression.Binary(Operator operator, var left, var right)
          when operator == Operator.POWER && profile == Profile.QISKIT ->
          product(left, right);
      case ParameterExpression.Binary(Operator operator, var left, var right) -> {
        int own = precedence(operator);
        // ** goes to the right, the others to the left.
        boolean power = operator == Operator.POWER;
        print(left, power ? ATOM : own);
        out.append(' ').append(operator.symbol()).append(' ');
        print(right, power ? POWER : startsWithSign(right) ? ATOM : own + 1);
      }
      case ParameterExpression.Call(var function, ParameterExpression argument) -> {
        if (!function.isOpenQasm()) {
          throw new NightshiftException(
              ErrorCode.QASM_UNSUPPORTED,
              "OpenQASM 3 has no function %s; bind the parameters first"
                  .formatted(function.qasmName()));
        }
        if (profile == Profile.QISKIT) {
          throw refused(function.qasmName());
        }
        out.append(function.qasmName()).append('(');
        print(argument, SUM);
        out.append(')');
      }
    }
  }

  /** A whole power as a product: Qiskit's importer knows no {@code **}. */
  private void product(ParameterExpression base, ParameterExpression exponent) {
    boolean whole =
        exponent instanceof ParameterExpression.Constant(double count)
            && count == Math.rint(count)
            && count >= 1
            && count <= LONGEST_PRODUCT;
    if (!whole) {
      throw refused("**");
    }
    int count = (int) ((ParameterExpression.Constant) exponent).value();
    out.append('(');
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : " * ");
      print(base, i == 0 ? PRODUCT : ATOM);
    }
    out.append(')');
  }

  private static NightshiftException refused(String what) {
    return new NightshiftException(
        ErrorCode.QASM_UNSUPPORTED,
        "Qiskit's importer knows no %s in an angle; bind the parameters first".formatted(what));
  }

  private static boolean startsWithSign(ParameterExpression expression) {
    return expression instanceof ParameterExpression.Negate
        || expression instanceof ParameterExpression.Constant(double value) && value < 0;
  }

  private static int precedence(ParameterExpression expression) {
    return switch (expression) {
      case ParameterExpression.Constant(double value) ->
          Numbers.isFractionOfPi(value) && value != Math.PI && value != -Math.PI
              ? PRODUCT
              : value < 0 ? UNARY : ATOM;
      case ParameterExpression.Parameter _, ParameterExpression.Call _ -> ATOM;
      case ParameterExpression.Negate _ -> UNARY;
      case ParameterExpression.Binary(Operator operator, _, _) -> precedence(operator);
    };
  }

  private static int precedence(Operator operator) {
    return switch (operator) {
      case ADD, SUBTRACT -> SUM;
      case MULTIPLY, DIVIDE -> PRODUCT;
      case POWER -> POWER;
    };
  }
}
