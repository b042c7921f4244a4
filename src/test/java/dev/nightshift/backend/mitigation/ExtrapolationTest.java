package dev.nightshift.backend.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.mitigation.Extrapolation.Fit;
import dev.nightshift.job.Mitigation.Extrapolator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExtrapolationTest {
  private static final List<Double> FACTORS = List.of(1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 9.0);
  private static final double NO_BOUND = 1e9;

  private static double[] along(List<Double> factors, DoubleUnaryOperator curve) {
    return factors.stream().mapToDouble(curve::applyAsDouble).toArray();
  }

  private static Optional<Fit> exact(
      Extrapolator extrapolator, List<Double> factors, DoubleUnaryOperator curve) {
    return Extrapolation.fit(
        extrapolator, factors, along(factors, curve), new double[factors.size()], NO_BOUND);
  }

  @ParameterizedTest
  @EnumSource(
      value = Extrapolator.class,
      mode = EnumSource.Mode.MATCH_ALL,
      names = "(LINEAR|POLYNOMIAL.*)")
  void aPolynomialOfItsDegreeIsFoundAgain(Extrapolator extrapolator) {
    int degree = extrapolator.factors() - 1;
    DoubleUnaryOperator polynomial =
        x -> {
          double value = 0.7;
          for (int k = 1; k <= degree; k++) {
            value += Math.pow(-x / 9, k) / k;
          }
          return value;
        };

    Fit fit = exact(extrapolator, FACTORS, polynomial).orElseThrow();

    assertThat(fit.at(0).value()).isCloseTo(0.7, within(1e-6));
    assertThat(fit.at(0).std()).isZero();
    assertThat(fit.at(2.5).value()).isCloseTo(polynomial.applyAsDouble(2.5), within(1e-6));
  }

  @Test
  void aDecayIsFoundAgainWhateverItsSign() {
    for (double amplitude : new double[] {0.9, -0.4}) {
      Fit fit =
          exact(
                  Extrapolator.EXPONENTIAL,
                  List.of(5.0, 1.0, 3.0),
                  x -> amplitude * Math.exp(-0.13 * x))
              .orElseThrow();

      assertThat(fit.at(0).value()).isCloseTo(amplitude, within(1e-9));
    }
  }

  @Test
  void aSumOfTwoDecaysIsFoundAgain() {
    Fit fit =
        exact(
                Extrapolator.DOUBLE_EXPONENTIAL,
                FACTORS,
                x -> 0.6 * Math.exp(-0.1 * x) + 0.3 * Math.exp(-0.8 * x))
            .orElseThrow();

    assertThat(fit.at(0).value()).isCloseTo(0.9, within(1e-4));
  }

  @Test
  void whatGrowsWithTheNoiseIsNoDecay() {
    assertThat(exact(Extrapolator.EXPONENTIAL, List.of(1.0, 3.0, 5.0), x -> 0.2 + 0.1 * x))
        .isEmpty();
  }

  @Test
  void fallbackIsTheValueWithTheLeastNoise() {
    Fit fit =
        Extrapolation.fit(
                Extrapolator.FALLBACK,
                List.of(3.0, 1.0),
                new double[] {0.5, 0.8},
                new double[] {0.01, 0.02},
                NO_BOUND)
            .orElseThrow();

    assertThat(fit.at(0)).isEqualTo(new Extrapolation.Point(0.8, 0.02));
    assertThat(fit.at(7)).isEqualTo(new Extrapolation.Point(0.8, 0.02));
  }

  @Test
  void aCurveLessCertainThanTheLargestValueTellsNothing() {
    double[] evs = {0.5, 0.4, 0.3};
    double[] stds = {2, 2, 2};
    List<Double> factors = List.of(1.0, 3.0, 5.0);

    assertThat(Extrapolation.fit(Extrapolator.LINEAR, factors, evs, stds, 1)).isEmpty();
    assertThat(Extrapolation.fit(Extrapolator.LINEAR, factors, evs, stds, 10)).isPresent();
  }

  /** For two points the line's error at 0 is that of a weighted difference. */
  @Test
  void theErrorOfALineIsPropagatedFromItsPoints() {
    Fit fit =
        Extrapolation.fit(
                Extrapolator.LINEAR,
                List.of(1.0, 3.0),
                new double[] {0.8, 0.4},
                new double[] {0.01, 0.03},
                NO_BOUND)
            .orElseThrow();

    assertThat(fit.at(0).value()).isCloseTo(1.5 * 0.8 - 0.5 * 0.4, within(1e-9));
    assertThat(fit.at(0).std()).isCloseTo(Math.hypot(1.5 * 0.01, 0.5 * 0.03), within(1e-9));
  }

  /**
   * Over 400 noisy data sets the stated error is the spread that is seen: their ratio has a
   * standard deviation of 1 / sqrt(800), and the test's false alarms are below 1e-6.
   */
  @Test
  void theErrorOfADecayIsItsSpreadOverNoisyData() {
    SplittableRandom random = new SplittableRandom(11);
    List<Double> factors = List.of(1.0, 3.0, 5.0);
    double[] stds = {0.01, 0.012, 0.015};
    double[] values = new double[400];
    double stated = 0;
    for (int k = 0; k < values.length; k++) {
      double[] evs = along(factors, x -> 0.8 * Math.exp(-0.2 * x));
      for (int f = 0; f < evs.length; f++) {
        evs[f] += stds[f] * random.nextGaussian();
      }
      Extrapolation.Point zero =
          Extrapolation.fit(Extrapolator.EXPONENTIAL, factors, evs, stds, 1).orElseThrow().at(0);
      values[k] = zero.value();
      stated += zero.std() / values.length;
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double spread = Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 399);

    assertThat(mean).isCloseTo(0.8, within(0.01));
    assertThat(spread / stated).isBetween(0.8, 1.2);
  }
}
