package dev.nightshift.kernel.bits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void transposingExchangesRowsAndColumns() {
    long[] square = Seed.of(3).random().longs(64).toArray();
    long[] transposed = square.clone();

    Words.transpose64(transposed);

    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 64; j++) {
        assertThat(transposed[i] >>> j & 1).isEqualTo(square[j] >>> i & 1);
      }
    }
  }

  @Test
  void randomRowsAreTheSequenceOfSplitMix64() {
    long[] steps = new long[13];
    long[] first = new long[13];
    long[] second = new long[13];
    Words.steps(steps);

    Words.random(first, steps, 42);
    Words.random(second, steps, Words.advance(42, 13));

    // Java's own generator is SplitMix64, and steps by the same odd number when it is not split.
    SplittableRandom expected = new SplittableRandom(42);
    for (long word : first) {
      assertThat(word).isEqualTo(expected.nextLong());
    }
    for (long word : second) {
      assertThat(word).isEqualTo(expected.nextLong());
    }
  }

  @Test
  void rowsAreCombinedWordByWord() {
    SplittableRandom random = Seed.of(4).random();
    long[] a = random.longs(67).toArray();
    long[] b = random.longs(67).toArray();
    long[] xor = a.clone();
    long[] or = a.clone();
    long[] copy = new long[67];

    Words.xor(xor, b);
    Words.or(or, b);
    Words.copy(copy, a, -1L);

    for (int k = 0; k < a.length; k++) {
      assertThat(xor[k]).isEqualTo(a[k] ^ b[k]);
      assertThat(or[k]).isEqualTo(a[k] | b[k]);
      assertThat(copy[k]).isEqualTo(~a[k]);
    }
  }
}
