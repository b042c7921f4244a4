package dev.nightshift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.kernel.plain.Apply;
import dev.nightshift.kernel.plain.States;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random states and matrices come from seed 2. */
class StateKernelsTest {
  private static final int SIZE = 1 << 10;

  @Test
  void twoQubitMatricesHaveTwinsOfTheSameBitsAndAgreeWithTheGeneralKernel() {
    SplittableRandom random = Seed.of(2).random();
    double[] u = random.doubles(32, -1, 1).toArray();
    double[] re = random.doubles(SIZE, -1, 1).toArray();
    double[] im = random.doubles(SIZE, -1, 1).toArray();
    StateKernels fast = Kernels.forState(1 << 20);
    for (int low = 0; low < 9; low++) {
      for (int high = low + 1; high < 10; high++) {
        int a = 1 << low;
        int b = 1 << high;
        // An odd range, a range of whole vectors, and what is left.
        int[] cuts = {0, 7, 64, 192, SIZE / 4};
        double[][] plain = {re.clone(), im.clone()};
        double[][] twin = {re.clone(), im.clone()};
        double[][] general = {re.clone(), im.clone()};
        for (int part = 0; part + 1 < cuts.length; part++) {
          new States().matrix2(plain[0], plain[1], a, b, u, cuts[part], cuts[part + 1]);
          fast.matrix2(twin[0], twin[1], a, b, u, cuts[part], cuts[part + 1]);
        }
        Apply.matrix(
            general[0],
            general[1],
            new int[] {0, a, b, a | b},
            a | b,
            0,
            u,
            new double[8],
            0,
            SIZE / 4);

        assertThat(twin).isDeepEqualTo(plain);
        for (int i = 0; i < SIZE; i++) {
          assertThat(plain[0][i]).isCloseTo(general[0][i], within(1e-13));
          assertThat(plain[1][i]).isCloseTo(general[1][i], within(1e-13));
        }
      }
    }
  }
}
