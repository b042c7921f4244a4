package dev.nightshift.kernel.bits;

/** Arrays of words of one length, combined word by word. */
public final class Words {
  /** The odd number closest to 2^64 over the golden ratio: steps of a Weyl sequence. */
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private Words() {}

  /** {@code to ^= from}. */
  public static void xor(long[] to, long[] from) {
    for (int k = 0; k < to.length; k++) {
      to[k] ^= from[k];
    }
  }

  /** {@code to |= from}. */
  public static void or(long[] to, long[] from) {
    for (int k = 0; k < to.length; k++) {
      to[k] |= from[k];
    }
  }

  /** {@code to = from ^ mask}, the mask one word for all. */
  public static void copy(long[] to, long[] from, long mask) {
    for (int k = 0; k < to.length; k++) {
      to[k] = from[k] ^ mask;
    }
  }

  /** The offsets for {@link #random}: word k of a row stands k steps into the sequence. */
  public static void steps(long[] steps) {
    for (int k = 0; k < steps.length; k++) {
      steps[k] = (k + 1) * GAMMA;
    }
  }

  /**
   * The state behind a row of {@link #random} words: where the next row begins.
   *
   * @param words of the row
   */
  public static long advance(long state, int words) {
    return state + words * GAMMA;
  }

  /**
   * Random words: SplitMix64, whose word k depends on state and k alone, so that a row is filled at
   * once.
   *
   * @param steps from {@link #steps}, as long as {@code to}
   */
  public static void random(long[] to, long[] steps, long state) {
    for (int k = 0; k < to.length; k++) {
      long z = state + steps[k];
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      to[k] = z ^ (z >>> 31);
    }
  }

  /**
   * Transposes a square of 64 x 64 bits in place: bit j of word i changes places with bit i of word
   * j. Squares of half the size change places across the diagonal, six times.
   */
  public static void transpose64(long[] square) {
    long mask = 0x00000000ffffffffL;
    for (int j = 32; j != 0; j >>= 1, mask ^= mask << j) {
      for (int i = 0; i < 64; i = (i + j + 1) & ~j) {
        long moved = ((square[i] >>> j) ^ square[i + j]) & mask;
        square[i] ^= moved << j;
        square[i + j] ^= moved;
      }
    }
  }
}
