package dev.nightshift.circuit;

import dev.nightshift.circuit.ParameterExpression.Function;
import dev.nightshift.circuit.ParameterExpression.Operator;

/** The rules of differentiation for {@link ParameterExpression}, products with zero dropped. */
final class Derivatives {
  private Derivatives() {}

  static ParameterExpression ofBinary(
      Operator operator, ParameterExpression left, ParameterExpression right, String name) {
    ParameterExpression dLeft = left.derivative(name);
    ParameterExpression dRight = right.derivative(name);
    return switch (operator) {
      case ADD -> dLeft.plus(dRight);
      case SUBTRACT -> dLeft.minus(dRight);
      case MULTIPLY -> product(dLeft, right).plus(product(left, dRight));
      case DIVIDE ->
          quotient(dLeft, right)
              .minus(quotient(product(left, dRight), right.power(ParameterExpression.of(2))));
      case POWER -> {
        ParameterExpression lowered =
            product(product(right, left.power(right.minus(ParameterExpression.of(1)))), dLeft);
        ParameterExpression raised =
            isZero(dRight)
                ? ParameterExpression.ZERO
                : product(
                    product(left.power(right), ParameterExpression.call(Function.LOG, left)),
                    dRight);
        yield lowered.plus(raised);
      }
    };
  }

  static ParameterExpression ofCall(Function function, ParameterExpression x, String name) {
    ParameterExpression inner = x.derivative(name);
    if (isZero(inner)) {
      return ParameterExpression.ZERO;
    }
    ParameterExpression one = ParameterExpression.of(1);
    ParameterExpression square = x.power(ParameterExpression.of(2));
    ParameterExpression outer =
        switch (function) {
          case SIN -> ParameterExpression.call(Function.COS, x);
          case COS -> ParameterExpression.call(Function.SIN, x).negated();
          case TAN ->
              one.over(ParameterExpression.call(Function.COS, x).power(ParameterExpression.of(2)));
          case ARCSIN -> one.over(ParameterExpression.call(Function.SQRT, one.minus(square)));
          case ARCCOS ->
              one.over(ParameterExpression.call(Function.SQRT, one.minus(square))).negated();
          case ARCTAN -> one.over(one.plus(square));
          case EXP -> ParameterExpression.call(Function.EXP, x);
          case LOG -> one.over(x);
          case SQRT -> one.over(ParameterExpression.call(Function.SQRT, x).times(2));
          case ABS -> ParameterExpression.call(Function.SIGN, x);
          case SIGN -> ParameterExpression.ZERO;
        };
    return product(outer, inner);
  }

  private static ParameterExpression product(ParameterExpression a, ParameterExpression b) {
    return isZero(a) || isZero(b) ? ParameterExpression.ZERO : a.times(b);
  }

  private static ParameterExpression quotient(ParameterExpression a, ParameterExpression b) {
    return isZero(a) ? ParameterExpression.ZERO : a.over(b);
  }

  private static boolean isZero(ParameterExpression expression) {
    return expression instanceof ParameterExpression.Constant(double value) && value == 0;
  }
}
