package dev.nightshift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.kernel.plain.Apply;
import dev.nightshift.kernel.plain.States;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random states and matrices come from seed 2. */
class StateKernelsTest {
  private static final int SIZE = 1 << 10;

  private static final StateKernels PLAIN = new States();
  private static final StateKernels FAST = Kernels.fastestForStates();

  private final SplittableRandom random = Seed.of(2).random();
  private final double[] re = numbers(SIZE);
  private final double[] im = numbers(SIZE);

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  /** One kernel on a range of base points. */
  @FunctionalInterface
  private interface Kernel {
    void run(StateKernels kernels, double[] re, double[] im, int from, int to);
  }

  /** Runs both twins over an odd range, whole vectors, what is left, and all at once. */
  private double[][] twins(int points, Kernel kernel) {
    int[] cuts = {0, 7, 64, 192, points};
    double[][] plain = {re.clone(), im.clone()};
    double[][] twin = {re.clone(), im.clone()};
    for (int part = 0; part + 1 < cuts.length; part++) {
      kernel.run(PLAIN, plain[0], plain[1], cuts[part], cuts[part + 1]);
      kernel.run(FAST, twin[0], twin[1], cuts[part], cuts[part + 1]);
    }

    assertThat(twin).isDeepEqualTo(plain);
    double[][] whole = {re.clone(), im.clone()};
    double[][] fast = {re.clone(), im.clone()};
    kernel.run(PLAIN, whole[0], whole[1], 0, points);
    kernel.run(FAST, fast[0], fast[1], 0, points);
    assertThat(fast).isDeepEqualTo(whole);
    return whole;
  }

  private void assertIsGeneral(double[][] found, int[] offsets, int mask, double[] u) {
    double[][] general = {re.clone(), im.clone()};
    double[] work = new double[2 * offsets.length];
    Apply.matrix(general[0], general[1], offsets, mask, 0, u, work, 0, Apply.points(SIZE, mask));
    for (int i = 0; i < SIZE; i++) {
      assertThat(found[0][i]).isCloseTo(general[0][i], within(1e-13));
      assertThat(found[1][i]).isCloseTo(general[1][i], within(1e-13));
    }
  }

  private static double[] complex(double[] real) {
    double[] u = new double[2 * real.length];
    for (int k = 0; k < real.length; k++) {
      u[2 * k] = real[k];
    }
    return u;
  }

  @Test
  void oneQubitMatricesHaveTwinsOfTheSameBitsAndAgreeWithTheGeneralKernel() {
    for (int qubit = 0; qubit < 10; qubit++) {
      int a = 1 << qubit;
      double[] u = numbers(8);
      double[] r = numbers(4);

      double[][] found = twins(SIZE / 2, (k, x, y, from, to) -> k.matrix1(x, y, a, u, from, to));
      double[][] real = twins(SIZE / 2, (k, x, y, from, to) -> k.real1(x, y, a, r, from, to));

      assertIsGeneral(found, new int[] {0, a}, a, u);
      assertIsGeneral(real, new int[] {0, a}, a, complex(r));
    }
  }

  @Test
  void twoQubitMatricesHaveTwinsOfTheSameBitsAndAgreeWithTheGeneralKernel() {
    for (int low = 0; low < 9; low++) {
      for (int high = low + 1; high < 10; high++) {
        int a = 1 << low;
        int b = 1 << high;
        double[] u = numbers(32);
        double[] r = numbers(16);

        double[][] found =
            twins(SIZE / 4, (k, x, y, from, to) -> k.matrix2(x, y, a, b, u, from, to));
        double[][] real = twins(SIZE / 4, (k, x, y, from, to) -> k.real2(x, y, a, b, r, from, to));

        assertIsGeneral(found, new int[] {0, a, b, a | b}, a | b, u);
        assertIsGeneral(real, new int[] {0, a, b, a | b}, a | b, complex(r));
      }
    }
  }

  @Test
  void phasesHaveTwinsOfTheSameBitsAndAreComplexProducts() {
    double[] fr = numbers(SIZE);
    double[] fi = numbers(SIZE);
    double c = 0.6;
    double s = -0.8;

    double[][] one = twins(SIZE, (k, x, y, from, to) -> k.scale(x, y, c, s, from, to));
    double[][] rows = twins(SIZE, (k, x, y, from, to) -> k.scale(x, y, fr, fi, c, s, from, to));
    double[][] products = twins(SIZE, (k, x, y, from, to) -> k.times(re, im, fr, fi, x, y, to));

    for (int i = 0; i < SIZE; i++) {
      assertThat(one[0][i]).isCloseTo(c * re[i] - s * im[i], within(1e-15));
      assertThat(one[1][i]).isCloseTo(c * im[i] + s * re[i], within(1e-15));
    }
    for (int i = 0; i < SIZE; i++) {
      double r = fr[i] * c - fi[i] * s;
      double m = fr[i] * s + fi[i] * c;
      assertThat(rows[0][i]).isCloseTo(re[i] * r - im[i] * m, within(1e-14));
      assertThat(rows[1][i]).isCloseTo(re[i] * m + im[i] * r, within(1e-14));
      assertThat(products[0][i]).isCloseTo(re[i] * fr[i] - im[i] * fi[i], within(1e-15));
      assertThat(products[1][i]).isCloseTo(re[i] * fi[i] + im[i] * fr[i], within(1e-15));
    }
  }

  @Test
  void exchangesHaveTwinsOfTheSameBits() {
    // No control, controls low and high of both polarities, and swaps.
    for (int target = 0; target < 10; target++) {
      for (int control = 0; control < 10; control++) {
        for (int second = 0; second < 10; second++) {
          int b = 1 << target;
          int c = 1 << control;
          int d = 1 << second;
          for (int value : new int[] {0, c, d, c | d}) {
            if (target != control && target != second && control != second) {
              assertExchanges(0, b, b | c | d, value);
              assertExchanges(c, b, b | c | d, value & d);
            }
          }
        }
      }
      assertExchanges(0, 1 << target, 1 << target, 0);
    }
  }

  private void assertExchanges(int a, int b, int mask, int value) {
    double[][] plain = {re.clone(), im.clone()};
    double[][] twin = {re.clone(), im.clone()};
    PLAIN.exchange(plain[0], plain[1], a, b, mask, value);
    FAST.exchange(twin[0], twin[1], a, b, mask, value);
    assertThat(Arrays.equals(twin[0], plain[0]) && Arrays.equals(twin[1], plain[1]))
        .as("%d and %d under %d, %d", a, b, mask, value)
        .isTrue();
  }

  @Test
  void transitionsHaveTwinsOfTheSameBitsAndAreInnerProducts() {
    for (int size : new int[] {2, 8, 16, SIZE}) {
      double[][] a = {Arrays.copyOf(re, size), Arrays.copyOf(im, size)};
      double[][] b = {numbers(size), numbers(size)};
      for (int bit = 1; bit < size; bit *= 2) {
        double[] plain = new double[8];
        double[] twin = new double[8];
        double[] expected = new double[8];
        for (int i = 0; i < size; i++) {
          for (int c = 0; c < 2; c++) {
            int j = i & ~bit | c * bit;
            int at = 2 * (2 * ((i & bit) == 0 ? 0 : 1) + c);
            expected[at] += a[0][i] * b[0][j] + a[1][i] * b[1][j];
            expected[at + 1] += a[0][i] * b[1][j] - a[1][i] * b[0][j];
          }
        }

        PLAIN.transition(a[0], a[1], b[0], b[1], bit, plain);
        FAST.transition(a[0], a[1], b[0], b[1], bit, twin);

        assertThat(twin).isEqualTo(plain);
        for (int k = 0; k < 8; k++) {
          assertThat(plain[k]).isCloseTo(expected[k], within(1e-12));
        }
      }
    }
  }
}
