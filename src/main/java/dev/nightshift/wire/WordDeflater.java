package dev.nightshift.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Adler32;

/**
 * A zlib stream of 64-bit words, for arrays of numbers that repeat: a match is whole words, so the
 * search is one look at a table a word. The rows of a parameter shift take two fifths of the time
 * of zlib's quickest level and a tenth more bytes. Not thread-safe; one stream each.
 *
 * <p>One block with the fixed codes, in which every distance costs five bits and its extra bits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1950">RFC 1950</a> for the frame, and <a
 *     href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>, sections 3.2.5 and 3.2.6, for the
 *     codes
 */
final class WordDeflater {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int WORD_BYTES = Long.BYTES;

  /** The longest match that is whole words: 256 of the format's 258 bytes. */
  private static final int LONGEST = 32;

  /** The farthest match, words: 32 KiB. */
  private static final int FARTHEST = (1 << 15) / WORD_BYTES;

  /** A table that fits the first cache and costs nothing to clear; rows have fewer words each. */
  private static final int MOST_SLOTS = 1 << 10;

  /** What the longest literal or match takes and what the stream ends with, bytes. */
  private static final int ROOM = 32;

  /** Numbers whose bytes are summed up at once. */
  private static final int SUMMED = 512;

  /** Block header of a last block with the fixed codes: BFINAL, then BTYPE 01. */
  private static final int LAST_BLOCK_FIXED = 0b011;

  private static final int BLOCK_HEADER_BITS = 3;
  private static final int DISTANCE_BITS = 5;

  /** End of the block, seven zero bits. */
  private static final int END_BITS = 7;

  /** The code of each byte, its bits in the order they are sent, and how many they are. */
  private static final int[] LITERALS = new int[256];

  private static final int[] LITERAL_BITS = new int[256];

  /** The code of a match of so many words, its extra bits included, in the order they are sent. */
  private static final int[] LENGTHS = new int[LONGEST + 1];

  private static final int[] LENGTH_BITS = new int[LONGEST + 1];

  static {
    for (int value = 0; value < 256; value++) {
      LITERAL_BITS[value] = value < 144 ? 8 : 9;
      LITERALS[value] = sent(value < 144 ? 0x30 + value : 0x190 + value - 144, LITERAL_BITS[value]);
    }
    for (int words = 1; words <= LONGEST; words++) {
      lengthCode(words);
    }
  }

  private final byte[] head;
  private final int headWords;
  private final double[] numbers;
  private byte[] out;
  private int length;

  /** Bits that are not yet a byte, the first one lowest. */
  private long waiting;

  private int waitingBits;

  private WordDeflater(byte[] head, double[] numbers) {
    this.head = head;
    this.numbers = numbers;
    headWords = head.length / WORD_BYTES;
    // Rows that repeat take a tenth of their bytes.
    out = new byte[2 * head.length + numbers.length + ROOM];
  }

  /**
   * The stream of a header and the numbers behind it.
   *
   * @param head whole words
   * @param numbers little-endian in the stream
   */
  static byte[] deflate(byte[] head, double[] numbers) {
    WordDeflater deflater = new WordDeflater(head, numbers);
    deflater.frame();
    return Arrays.copyOf(deflater.out, deflater.length);
  }

  private void frame() {
    // A window of 32 KiB, quickest method; then what makes both a multiple of 31.
    out[length++] = 0x78;
    out[length++] = 0x01;
    put(LAST_BLOCK_FIXED, BLOCK_HEADER_BITS);
    block();
    put(0, END_BITS);
    put(0, -waitingBits & 7);
    put(Integer.reverseBytes(checksum()) & 0xffffffffL, Integer.SIZE);
  }

  private int checksum() {
    Adler32 checksum = new Adler32();
    checksum.update(head);
    ByteBuffer some =
        ByteBuffer.allocate(Math.min(SUMMED, numbers.length) * WORD_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < numbers.length; from += SUMMED) {
      int count = Math.min(SUMMED, numbers.length - from);
      some.clear().asDoubleBuffer().put(numbers, from, count);
      checksum.update(some.limit(count * WORD_BYTES));
    }
    return (int) checksum.getValue();
  }

  private void block() {
    int words = headWords + numbers.length;
    // The last place of a word with this hash, plus 1.
    int[] places = new int[Math.min(MOST_SLOTS, Integer.highestOneBit(words | 1) * 2)];
    int shift = Integer.numberOfLeadingZeros(places.length - 1);
    for (int at = 0; at < words; ) {
      if (out.length - length < ROOM) {
        out = Arrays.copyOf(out, Math.addExact(out.length, out.length));
      }
      long word = word(at);
      int slot = slot(word, shift);
      int before = places[slot] - 1;
      places[slot] = at + 1;
      if (before < 0 || at - before > FARTHEST || word(before) != word) {
        literal(word);
        at++;
        continue;
      }
      int same = same(before, at, Math.min(LONGEST, words - at), places, shift);
      match(same, (at - before) * WORD_BYTES);
      at += same;
    }
  }

  /** How many words are the same as before; the first is. Notes the places of the others. */
  private int same(int before, int at, int most, int[] places, int shift) {
    int same = 1;
    if (before < headWords) {
      long word;
      while (same < most && (word = word(at + same)) == word(before + same)) {
        places[slot(word, shift)] = at + same + 1;
        same++;
      }
      return same;
    }
    // Nearly all matches are among the numbers: through word() writing a job takes a fifth longer.
    final double[] those = numbers;
    final int there = before - headWords;
    final int here = at - headWords;
    while (same < most) {
      long word = Double.doubleToRawLongBits(those[here + same]);
      if (word != Double.doubleToRawLongBits(those[there + same])) {
        return same;
      }
      places[slot(word, shift)] = at + same + 1;
      same++;
    }
    return same;
  }

  private long word(int at) {
    return at < headWords
        ? (long) WORD.get(head, at * WORD_BYTES)
        : Double.doubleToRawLongBits(numbers[at - headWords]);
  }

  /** Fibonacci hashing: the upper bits of a product depend on all bits of the word. */
  private static int slot(long word, int shift) {
    return (int) (word * 0x9e3779b97f4a7c15L >>> 32) >>> shift;
  }

  private void literal(long word) {
    for (int i = 0; i < WORD_BYTES; i++) {
      int value = (int) (word >>> 8 * i) & 0xff;
      put(LITERALS[value], LITERAL_BITS[value]);
    }
  }

  private void match(int words, int distance) {
    put(LENGTHS[words], LENGTH_BITS[words]);
    // Above 4, two codes for each power of two: by the bit below the highest; the rest is extra.
    int beyond = distance - 1;
    int extra = 30 - Integer.numberOfLeadingZeros(beyond);
    int code = 2 * extra + (beyond >>> extra);
    put(sent(code, DISTANCE_BITS), DISTANCE_BITS);
    put(beyond & (1 << extra) - 1, extra);
  }

  /** Appends bits, the lowest first; at most 32. */
  private void put(long bits, int count) {
    waiting |= bits << waitingBits;
    waitingBits += count;
    while (waitingBits >= 8) {
      out[length++] = (byte) waiting;
      waiting >>>= 8;
      waitingBits -= 8;
    }
  }

  /** Codes are sent from their highest bit on, all other numbers from their lowest. */
  private static int sent(int code, int bits) {
    return Integer.reverse(code) >>> (Integer.SIZE - bits);
  }

  private static void lengthCode(int words) {
    // Above 10 bytes, four symbols for each power of two: by the two bits below the highest.
    int beyond = words * WORD_BYTES - 3;
    int extra = Math.max(0, 29 - Integer.numberOfLeadingZeros(beyond));
    int symbol = 257 + 4 * extra + (beyond >>> extra);
    int bits = symbol < 280 ? 7 : 8;
    int code = symbol < 280 ? symbol - 256 : 0xc0 + symbol - 280;
    LENGTHS[words] = sent(code, bits) | (beyond & (1 << extra) - 1) << bits;
    LENGTH_BITS[words] = bits + extra;
  }
}
