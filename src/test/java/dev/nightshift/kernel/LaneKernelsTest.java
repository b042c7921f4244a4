package dev.nightshift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.kernel.plain.SinCos;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The twins do the same, bit by bit; random numbers come from seed 1. */
class LaneKernelsTest {
  private static final int AMPLITUDES = 13;

  private final SplittableRandom random = Seed.of(1).random();
  private final LaneKernels plain = Kernels.plain();
  private final LaneKernels fast = Kernels.fastest();

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  @FunctionalInterface
  private interface Use {
    void of(
        LaneKernels kernels, double[] re, double[] im, double[] lre, double[] lim, double[] out);
  }

  private void assertTwins(int lanes, Use use) {
    double[][] first = new double[5][];
    double[][] second = new double[5][];
    for (int i = 0; i < 5; i++) {
      first[i] = numbers(i == 4 ? lanes : AMPLITUDES * lanes);
      second[i] = first[i].clone();
    }
    use.of(plain, first[0], first[1], first[2], first[3], first[4]);
    use.of(fast, second[0], second[1], second[2], second[3], second[4]);
    for (int i = 0; i < 5; i++) {
      assertThat(second[i]).isEqualTo(first[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void everyKernelHasATwinOfTheSameBits(int blocks) {
    int lanes = blocks * fast.width();
    double[] c = numbers(lanes);
    double[] s = numbers(lanes);
    double[] u = numbers(8 * lanes);
    double[] weights = numbers(AMPLITUDES);
    int[] table = {12, 0, 3, 7, 1, 11, 2, 9, 5, 4};

    assertTwins(lanes, (k, re, im, _, _, _) -> k.phase(re, im, table, 1, 8, c, s, -1));
    assertTwins(lanes, (k, re, im, _, _, _) -> k.turnReal(re, im, table, 2, 10, c, s, 1));
    assertTwins(lanes, (k, re, im, _, _, _) -> k.turnImaginary(re, im, table, 0, 6, c, s, -1));
    assertTwins(
        lanes,
        (k, re, im, lre, lim, out) -> k.backPhase(re, im, lre, lim, table, 1, 8, c, s, -1, out));
    assertTwins(
        lanes,
        (k, re, im, lre, lim, out) -> k.backReal(re, im, lre, lim, table, 2, 8, c, s, 1, out));
    assertTwins(
        lanes,
        (k, re, im, lre, lim, out) ->
            k.backImaginary(re, im, lre, lim, table, 0, 10, c, s, -1, out));
    assertTwins(lanes, (k, re, im, _, _, _) -> k.matrix(re, im, table, u, lanes));
    assertTwins(lanes, (k, re, im, _, _, out) -> k.weigh(re, im, weights, out));
  }

  @Test
  void sinesHaveTwinsOfTheSameBitsInEveryQuadrantAndBeyond() {
    int lanes = 40 * fast.width();
    double[] angles = new double[lanes];
    for (int l = 0; l < lanes; l++) {
      angles[l] = (random.nextDouble() - 0.5) * Math.pow(10, l % 10);
    }
    double[][] first = new double[2][lanes];
    double[][] second = new double[2][lanes];

    plain.sinCos(angles, first[0], first[1]);
    fast.sinCos(angles, second[0], second[1]);

    assertThat(second).isDeepEqualTo(first);
  }

  @Test
  void sinesAndCosinesAreThoseOfTheLibrary() {
    double[] angles =
        IntStream.concat(IntStream.range(-40_000, 40_000), IntStream.range(-9, 9))
            .mapToDouble(i -> i > -10 && i < 9 ? i * Math.PI / 4 : i * 1.37e-3 * Math.abs(i % 97))
            .toArray();
    double[] c = new double[angles.length];
    double[] s = new double[angles.length];

    SinCos.fill(angles, c, s);

    for (int l = 0; l < angles.length; l++) {
      assertThat(c[l]).as("cos %s", angles[l]).isCloseTo(Math.cos(angles[l]), within(2.3e-16));
      assertThat(s[l]).as("sin %s", angles[l]).isCloseTo(Math.sin(angles[l]), within(2.3e-16));
    }
  }
}
