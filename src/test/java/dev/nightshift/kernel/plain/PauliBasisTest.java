package dev.nightshift.kernel.plain;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;

import dev.nightshift.base.random.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PauliBasisTest {
  private final SplittableRandom random = Seed.of(7).random();

  @Test
  void walshSumsWithSigns() {
    double[] v = random.doubles(32, -1, 1).toArray();
    double[] expected = new double[32];
    for (int b = 0; b < 32; b++) {
      for (int z = 0; z < 32; z++) {
        expected[b] += (Integer.bitCount(b & z) & 1) == 0 ? v[z] : -v[z];
      }
    }

    PauliBasis.walsh(v);

    assertThatNumbers(v).isCloseTo(expected, 1e-13);
  }

  @Test
  void coefficientsOfOneQubitAreItsEntries() {
    // I + 0.1 X + 0.2 Z + 0.3 Y, halved: rho_01 is (X - iY)/2.
    double[] re = {1, 0.1, 0.2, 0.3};
    double[] im = new double[4];

    PauliBasis.toEntries(re, im, 1);

    assertThatNumbers(re).isCloseTo(new double[] {0.6, 0.05, 0.05, 0.4}, 1e-16);
    assertThatNumbers(im).isCloseTo(new double[] {0, -0.15, 0.15, 0}, 1e-16);
  }

  @Test
  void entriesAndCoefficientsUndoEachOther() {
    double[] re = random.doubles(256, -1, 1).toArray();
    double[] im = random.doubles(256, -1, 1).toArray();
    double[] re0 = re.clone();
    double[] im0 = im.clone();

    for (int stride = 1; stride < 256; stride *= 4) {
      PauliBasis.toEntries(re, im, stride);
    }
    for (int stride = 1; stride < 256; stride *= 4) {
      PauliBasis.toCoefficients(re, im, stride);
    }

    assertThatNumbers(re).isCloseTo(re0, 1e-15);
    assertThatNumbers(im).isCloseTo(im0, 1e-15);
  }
}
