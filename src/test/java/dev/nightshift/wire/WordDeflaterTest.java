package dev.nightshift.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The inflater of the JDK, which is zlib's own, is the oracle: it checks codes and sum. */
class WordDeflaterTest {
  private static final int MIB = 1 << 20;

  @Test
  void nothingIsAStreamToo() {
    assertThat(roundTrip(new long[0])).isEmpty();
  }

  @Test
  void everyByteHasItsLiteral() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }

    assertThat(Zlib.inflate(WordDeflater.deflate(all, new double[0]), MIB, "the bytes"))
        .isEqualTo(all);
  }

  @Test
  void matchesOfEveryLengthAreReadBack() {
    for (int length = 1; length <= 100; length++) {
      long[] words = new long[2 * length + 2];
      for (int i = 0; i < length; i++) {
        words[i] = 0x0123456789abcdefL * (i + 1);
        words[length + 1 + i] = words[i];
      }
      words[length] = -1;
      words[2 * length + 1] = -2;

      assertThat(roundTrip(words)).describedAs("length %d", length).isEqualTo(words);
    }
  }

  @Test
  void matchesAtEveryDistanceUpToTheWindowAndBeyondAreReadBack() {
    for (int distance = 1; distance <= 4200; distance += distance < 40 ? 1 : 61) {
      long[] words = new long[distance + 8];
      for (int i = 0; i < words.length; i++) {
        words[i] = 0x9e3779b97f4a7c15L * (i % distance + 1);
      }

      assertThat(roundTrip(words)).describedAs("distance %d", distance).isEqualTo(words);
    }
  }

  @Test
  void randomRowsThatRepeatAreReadBack() {
    long seed = 20_261_126;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      int columns = random.nextInt(1, 40);
      long[] words = new long[columns * random.nextInt(1, 200)];
      int unlike = random.nextInt(1, 50);
      for (int i = 0; i < words.length; i++) {
        words[i] =
            i < columns || random.nextInt(unlike) == 0
                ? random.nextLong() >>> random.nextInt(64)
                : words[i - columns];
      }

      assertThat(roundTrip(words)).describedAs("seed %d, round %d", seed, round).isEqualTo(words);
    }
  }

  @Test
  void wordsWithoutAnyRepetitionGrowByAnEighthAtMost() {
    SplittableRandom random = new SplittableRandom(7);
    long[] words = random.longs(5000).map(word -> word | 0x9090909090909090L).toArray();

    byte[] stream = WordDeflater.deflate(bytes(words), new double[0]);

    assertThat(stream.length).isLessThanOrEqualTo(words.length * 9 + 16);
    assertThat(roundTrip(words)).isEqualTo(words);
  }

  @Test
  void aLongRunTakesAHundredthOfItsBytes() {
    long[] words = new long[10_000];
    Arrays.fill(words, Double.doubleToLongBits(Math.PI));

    assertThat(WordDeflater.deflate(bytes(words), new double[0]).length)
        .isLessThan(words.length * 8 / 100);
    assertThat(roundTrip(words)).isEqualTo(words);
  }

  /** With all words in front, none, and some of them: the stream is the same. */
  private static long[] roundTrip(long[] words) {
    byte[] stream = WordDeflater.deflate(bytes(words), new double[0]);
    for (int head : new int[] {0, words.length / 3}) {
      double[] numbers =
          Arrays.stream(words, head, words.length).mapToDouble(Double::longBitsToDouble).toArray();
      assertThat(WordDeflater.deflate(bytes(Arrays.copyOf(words, head)), numbers))
          .describedAs("%d words in front", head)
          .isEqualTo(stream);
    }
    byte[] inflated = Zlib.inflate(stream, MIB, "the words");
    long[] back = new long[inflated.length / Long.BYTES];
    ByteBuffer.wrap(inflated).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(back);
    return back;
  }

  private static byte[] bytes(long[] words) {
    ByteBuffer buffer =
        ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(words);
    return buffer.array();
  }
}
