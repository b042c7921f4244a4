package dev.nightshift.circuit;

import static dev.nightshift.circuit.ParameterExpression.PI;
import static dev.nightshift.circuit.ParameterExpression.ZERO;
import static dev.nightshift.circuit.ParameterExpression.call;
import static dev.nightshift.circuit.ParameterExpression.of;
import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.ParameterExpression.Function;
import dev.nightshift.circuit.ParameterExpression.Parameter;
import dev.nightshift.oracle.FiniteDifference;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterExpressionTest {
  private static final Parameter X = parameter("x");
  private static final Parameter Y = parameter("y");

  @Test
  void constantsFoldAsExpressionsAreBuilt() {
    assertThat(of(2).times(of(3))).isEqualTo(of(6));
    assertThat(of(2).power(of(5)).minus(of(2)).over(of(4)).plus(of(1))).isEqualTo(of(8.5));
    assertThat(call(Function.COS, ZERO)).isEqualTo(of(1));
    assertThat(of(2).negated()).isEqualTo(of(-2));
  }

  @Test
  void neutralElementsVanish() {
    assertThat(X.plus(ZERO)).isSameAs(X);
    assertThat(ZERO.plus(X)).isSameAs(X);
    assertThat(X.minus(ZERO)).isSameAs(X);
    assertThat(X.times(of(1))).isSameAs(X);
    assertThat(of(1).times(X)).isSameAs(X);
    assertThat(X.over(of(1))).isSameAs(X);
    assertThat(X.power(of(1))).isSameAs(X);
    assertThat(X.negated().negated()).isSameAs(X);
  }

  @Test
  void nothingElseIsRewritten() {
    assertThat(X.times(2).times(Y))
        .isEqualTo(
            new ParameterExpression.Binary(
                ParameterExpression.Operator.MULTIPLY,
                new ParameterExpression.Binary(ParameterExpression.Operator.MULTIPLY, of(2), X),
                Y));
    assertThat(X.minus(X)).isNotEqualTo(ZERO);
  }

  @Test
  void minusZeroIsZero() {
    assertThat(of(-0.0)).isEqualTo(of(0.0));
  }

  @Test
  void valuesFollowTheUsualRules() {
    ParameterExpression expression =
        PI.minus(X).times(2).times(PI.minus(Y)).plus(X.power(of(3)).over(Y)).negated();

    assertThat(expression.evaluate(name -> name.equals("x") ? 0.5 : -2.0))
        .isCloseTo(-(2 * (Math.PI - 0.5) * (Math.PI + 2) + 0.125 / -2.0), within(1e-14));
  }

  @Test
  void parametersAreListedOnceByName() {
    assertThat(Y.times(X).plus(Y).parameters()).containsExactly("x", "y");
    assertThat(Y.times(X).isConstant()).isFalse();
    assertThat(PI.times(2).isConstant()).isTrue();
  }

  @Test
  void substitutionFoldsAndLeavesTheRest() {
    ParameterExpression expression = X.times(Y).plus(call(Function.SIN, X));

    assertThat(expression.substitute(p -> p.equals(X) ? of(2) : p))
        .isEqualTo(of(2).times(Y).plus(of(Math.sin(2))));
    assertThat(expression.substitute(_ -> of(0))).isEqualTo(of(0));
    assertThat(expression.substitute(p -> p)).isEqualTo(expression);
  }

  @Test
  void derivativesAreWhatOneWritesByHand() {
    assertThat(X.derivative("x")).isEqualTo(of(1));
    assertThat(X.derivative("y")).isEqualTo(of(0));
    assertThat(X.times(3).derivative("x")).isEqualTo(of(3));
    assertThat(X.over(of(2)).derivative("x")).isEqualTo(of(0.5));
    assertThat(X.times(Y).derivative("x")).isEqualTo(Y);
    assertThat(X.plus(Y).negated().derivative("y")).isEqualTo(of(-1));
  }

  @ParameterizedTest
  @EnumSource
  void theDerivativeOfEveryFunctionIsThatOfFiniteDifferences(Function function) {
    ParameterExpression expression = call(function, X.times(0.5).plus(Y.power(of(2))));
    double[] at = {0.4, 0.6};

    agree(expression, at, function.qasmName());
  }

  @Test
  void theDerivativeOfRandomExpressionsIsThatOfFiniteDifferences() {
    long seed = 77;
    for (int trial = 0; trial < 200; trial++) {
      SplittableRandom random = Seed.of(seed).split(trial).random();
      ParameterExpression expression = random(random, 4);
      double[] at = {random.nextDouble(0.5, 1.5), random.nextDouble(0.5, 1.5)};

      agree(expression, at, "seed " + seed + ", trial " + trial + ": " + expression);
    }
  }

  private static void agree(ParameterExpression expression, double[] at, String what) {
    for (int i = 0; i < 2; i++) {
      double found =
          expression
              .derivative(i == 0 ? "x" : "y")
              .evaluate(name -> name.equals("x") ? at[0] : at[1]);
      double expected =
          FiniteDifference.derivative(
              values -> expression.evaluate(name -> name.equals("x") ? values[0] : values[1]),
              at,
              i);
      assertThat(found).as(what).isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
    }
  }

  /** Over parameters in [0.5, 1.5]; arguments of roots, logarithms and powers stay positive. */
  private static ParameterExpression random(SplittableRandom random, int depth) {
    if (depth == 0) {
      return List.of(X, Y, of(random.nextDouble(0.5, 2)), PI).get(random.nextInt(4));
    }
    ParameterExpression a = random(random, depth - 1);
    ParameterExpression b = random(random, depth - 1);
    ParameterExpression sine = call(Function.SIN, b);
    ParameterExpression positive = call(Function.COS, a).plus(of(1.5));
    return switch (random.nextInt(9)) {
      case 0 -> a.plus(b);
      case 1 -> a.minus(b);
      case 2 -> sine.times(call(Function.ARCTAN, a));
      case 3 -> a.over(sine.plus(of(2)));
      case 4 -> positive.power(sine);
      case 5 -> call(Function.SQRT, positive);
      case 6 -> call(Function.LOG, positive).negated();
      case 7 -> call(Function.EXP, sine);
      default -> positive.power(of(3));
    };
  }

  @Test
  void givenNumbersThatAreNotFinite_whenMade_thenTheErrorSaysWhich() {
    assertThatThrownBy(() -> of(Double.NaN))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("the angle NaN is not finite; give a finite number")
        .extracting(thrown -> ((NightshiftException) thrown).code())
        .isEqualTo(ErrorCode.BINDING_VALUE);
    assertThatThrownBy(() -> of(1).over(ZERO))
        .hasMessage("the angle Infinity is not finite; give a finite number");
    assertThatThrownBy(() -> parameter(""))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("a parameter needs a name; give one");
  }
}
