package dev.nightshift.kernel.bits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random strings come from seed 1. */
class PauliRowsTest {
  /** Letter k times letter l is i^PHASE letter PRODUCT, with I, X, Z, Y as 0, 1, 2, 3 = x + 2z. */
  private static final int[][] PHASE = {{0, 0, 0, 0}, {0, 0, 3, 1}, {0, 1, 0, 3}, {0, 3, 1, 0}};

  @Test
  void productsOfLettersHaveTheirTextbookPhases() {
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        long[] row = {a & 1, a >> 1};

        int phase = PauliRows.multiply(row, new long[] {b & 1, b >> 1}, 1);

        assertThat(phase).isEqualTo(PHASE[a][b]);
        assertThat(row[0] + 2 * row[1]).isEqualTo(a ^ b);
      }
    }
  }

  @Test
  void productsOfLongStringsAddThePhasesOfTheirLetters() {
    SplittableRandom random = Seed.of(1).random();
    for (int words : new int[] {1, 2, 3, 7}) {
      long[] a = random.longs(2L * words).toArray();
      long[] b = random.longs(2L * words).toArray();
      int expected = 0;
      int anticommuting = 0;
      for (int bit = 0; bit < 64 * words; bit++) {
        int left = letter(a, bit, words);
        int right = letter(b, bit, words);
        expected += PHASE[left][right];
        anticommuting += PHASE[left][right] & 1;
      }
      long[] row = a.clone();

      int phase = PauliRows.multiply(row, b, words);

      assertThat(phase).isEqualTo(expected & 3);
      assertThat(PauliRows.anticommute(a, b, words)).isEqualTo((anticommuting & 1) == 1);
      for (int w = 0; w < 2 * words; w++) {
        assertThat(row[w]).isEqualTo(a[w] ^ b[w]);
      }
    }
  }

  private static int letter(long[] row, int bit, int words) {
    return (int) (row[bit / 64] >>> bit & 1) + 2 * (int) (row[words + bit / 64] >>> bit & 1);
  }

  @Test
  void givenXBitsInALaterWord_whenTheFirstIsAsked_thenItIsFound() {
    assertThat(PauliRows.firstX(new long[] {0, 0, -1, -1}, 2)).isEqualTo(-1);
    assertThat(PauliRows.firstX(new long[] {0, 1L << 63, 0, 0}, 2)).isEqualTo(127);
    assertThat(PauliRows.firstX(new long[] {4, 1, 0, 0}, 2)).isEqualTo(2);
  }
}
