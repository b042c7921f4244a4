package dev.nightshift.qasm.print;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Operator;
import java.util.function.UnaryOperator;

/** Expressions as text, with parentheses by precedence only. */
final class ExpressionPrinter {
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int UNARY = 3;
  private static final int POWER = 4;
  private static final int ATOM = 5;

  private final StringBuilder out;
  private final UnaryOperator<String> names;

  /**
   * @param names a parameter's name as it is printed
   */
  ExpressionPrinter(StringBuilder out, UnaryOperator<String> names) {
    this.out = out;
    this.names = names;
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
      case ParameterExpression.Binary(Operator operator, var left, var right) -> {
        int own = precedence(operator);
        // ** goes to the right, the others to the left.
        boolean power = operator == Operator.POWER;
        print(left, power ? ATOM : own);
        out.append(' ').append(operator.symbol()).append(' ');
        print(right, power ? POWER : startsWithSign(right) ? ATOM : own + 1);
      }
      case ParameterExpression.Call(var function, ParameterExpression argument) -> {
        out.append(function.qasmName()).append('(');
        print(argument, SUM);
        out.append(')');
      }
    }
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
