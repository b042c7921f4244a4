package dev.nightshift.kernel.plain;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;

import dev.nightshift.base.random.Seed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PauliTilesTest {
  private final SplittableRandom random = Seed.of(5).random();

  @Test
  void combinationsOfAnyLengthAreSums() {
    double[][] tile = new double[16][];
    Arrays.setAll(tile, row -> random.doubles(7).toArray());
    for (int count = 0; count <= 13; count++) {
      int[] rows = random.ints(count + 3, 0, 16).toArray();
      double[] weights = random.doubles(count + 3, -1, 1).toArray();
      double[] out = random.doubles(7).toArray();
      double[] expected = new double[7];
      for (int k = 2; k < 2 + count; k++) {
        for (int l = 0; l < 7; l++) {
          expected[l] += weights[k] * tile[rows[k]][l];
        }
      }

      PauliTiles.combine(tile, rows, weights, 2, 2 + count, out);

      assertThatNumbers(out).as("%d terms", count).isCloseTo(expected, 1e-14);
    }
  }

  @Test
  void whatIsLoadedIsStoredInItsPlace() {
    double[] r = random.doubles(256).toArray();
    double[] copy = r.clone();
    int[] offsets = {0, 4, 8, 12};
    int[] scattered = {0, 1, 2, 3, 16, 17, 18, 19};
    double[][] tile = new double[4][8];

    PauliTiles.load(r, 64, offsets, scattered, false, tile);
    assertThatNumbers(tile[2])
        .isCloseTo(new double[] {r[72], r[73], r[74], r[75], r[88], r[89], r[90], r[91]}, 0);
    Arrays.fill(r, 0);
    PauliTiles.store(r, 64, offsets, scattered, false, tile);
    assertThatNumbers(Arrays.copyOfRange(r, 64, 96)).isCloseTo(Arrays.copyOfRange(copy, 64, 96), 0);

    int[] neighbours = {0, 1, 2, 3};
    double[][] narrow = new double[4][4];
    PauliTiles.load(copy, 128, offsets, neighbours, true, narrow);
    PauliTiles.store(r, 128, offsets, neighbours, true, narrow);
    assertThatNumbers(Arrays.copyOfRange(r, 128, 144))
        .isCloseTo(Arrays.copyOfRange(copy, 128, 144), 0);
  }
}
