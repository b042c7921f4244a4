package dev.nightshift.kernel.bits;

/**
 * Pauli strings as rows of a table: the words of the x bits, then as many words of z bits. A qubit
 * with both bits is Y; the sign stands elsewhere.
 */
public final class PauliRows {
  private PauliRows() {}

  /**
   * Multiplies a row from the right.
   *
   * <p>A string is i^|x∧z| X^x Z^z, so P₁P₂ = i^k P₁₂ with k = |x₁∧z₁| + |x₂∧z₂| - |x₁₂∧z₁₂| + 2
   * |z₁∧x₂|: moving X^x₂ to the left of Z^z₁ costs the last term.
   *
   * @param row becomes the product, without its phase
   * @param words of x bits, as many as of z bits
   * @return k, from 0 to 3
   */
  public static int multiply(long[] row, long[] other, int words) {
    int phase = 0;
    for (int w = 0; w < words; w++) {
      long x1 = row[w];
      long z1 = row[words + w];
      long x2 = other[w];
      long z2 = other[words + w];
      long x = x1 ^ x2;
      long z = z1 ^ z2;
      phase +=
          Long.bitCount(x1 & z1)
              + Long.bitCount(x2 & z2)
              - Long.bitCount(x & z)
              + 2 * Long.bitCount(z1 & x2);
      row[w] = x;
      row[words + w] = z;
    }
    return phase & 3;
  }

  /** Whether two strings anticommute: whether an odd number of their letters do. */
  public static boolean anticommute(long[] a, long[] b, int words) {
    long odd = 0;
    for (int w = 0; w < words; w++) {
      odd ^= (a[w] & b[words + w]) ^ (a[words + w] & b[w]);
    }
    return (Long.bitCount(odd) & 1) != 0;
  }

  /** The first qubit whose letter is X or Y; -1 where the string has neither. */
  public static int firstX(long[] row, int words) {
    for (int w = 0; w < words; w++) {
      if (row[w] != 0) {
        return 64 * w + Long.numberOfTrailingZeros(row[w]);
      }
    }
    return -1;
  }
}
