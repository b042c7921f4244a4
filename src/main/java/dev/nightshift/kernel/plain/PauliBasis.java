package dev.nightshift.kernel.plain;

/** Changes of basis: signs to probabilities, Pauli coefficients to density matrices and back. */
public final class PauliBasis {
  private PauliBasis() {}

  /**
   * The Walsh-Hadamard transform, in place: v_b becomes the sum of v_z (-1)^|b and z|.
   *
   * @param v a power of two of them
   */
  public static void walsh(double[] v) {
    for (int half = 1; half < v.length; half <<= 1) {
      for (int block = 0; block < v.length; block += 2 * half) {
        for (int lo = block; lo < block + half; lo++) {
          final double x = v[lo];
          final double y = v[lo + half];
          v[lo] = x + y;
          v[lo + half] = x - y;
        }
      }
    }
  }

  /**
   * Turns the digit (I, X, Z, Y) of one qubit into (|0><0|, |0><1|, |1><0|, |1><1|): rho has the
   * entries (I + Z)/2, (X - iY)/2, (X + iY)/2, (I - Z)/2.
   *
   * @param stride {@code 4^qubit}
   */
  public static void toEntries(double[] re, double[] im, int stride) {
    for (int block = 0; block < re.length; block += 4 * stride) {
      for (int a = block; a < block + stride; a++) {
        final int b = a + stride;
        final int c = b + stride;
        final int d = c + stride;
        final double ir = re[a];
        final double ii = im[a];
        final double xr = re[b];
        final double xi = im[b];
        final double zr = re[c];
        final double zi = im[c];
        final double yr = re[d];
        final double yi = im[d];
        re[a] = (ir + zr) / 2;
        im[a] = (ii + zi) / 2;
        re[b] = (xr + yi) / 2;
        im[b] = (xi - yr) / 2;
        re[c] = (xr - yi) / 2;
        im[c] = (xi + yr) / 2;
        re[d] = (ir - zr) / 2;
        im[d] = (ii - zi) / 2;
      }
    }
  }

  /** Undoes {@link #toEntries}: Tr of the entries with I, X, Z and Y. */
  public static void toCoefficients(double[] re, double[] im, int stride) {
    for (int block = 0; block < re.length; block += 4 * stride) {
      for (int a = block; a < block + stride; a++) {
        final int b = a + stride;
        final int c = b + stride;
        final int d = c + stride;
        final double ar = re[a];
        final double ai = im[a];
        final double br = re[b];
        final double bi = im[b];
        final double cr = re[c];
        final double ci = im[c];
        final double dr = re[d];
        final double di = im[d];
        re[a] = ar + dr;
        im[a] = ai + di;
        re[b] = br + cr;
        im[b] = bi + ci;
        re[c] = ar - dr;
        im[c] = ai - di;
        // Tr(rho Y) = i (rho_01 - rho_10).
        re[d] = ci - bi;
        im[d] = br - cr;
      }
    }
  }
}
