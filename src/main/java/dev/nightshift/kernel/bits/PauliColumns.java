package dev.nightshift.kernel.bits;

/**
 * Many Pauli strings side by side, by qubit: bit i of {@code x} and {@code z} is the letter of
 * string i on one qubit, bit i of {@code negative} its sign. Each method conjugates all strings, P
 * to gPg*; the arrays have one length.
 */
public final class PauliColumns {
  private PauliColumns() {}

  /** Pauli Y: changes the sign of X and Z. */
  public static void y(long[] x, long[] z, long[] negative) {
    for (int k = 0; k < x.length; k++) {
      negative[k] ^= x[k] ^ z[k];
    }
  }

  /** H, but for the exchange of x and z: Y changes its sign. */
  public static void h(long[] x, long[] z, long[] negative) {
    for (int k = 0; k < x.length; k++) {
      negative[k] ^= x[k] & z[k];
    }
  }

  /** S: X to Y, Y to -X. With x and z exchanged it is the inverse of SX: Z to Y, Y to -Z. */
  public static void s(long[] x, long[] z, long[] negative) {
    for (int k = 0; k < x.length; k++) {
      negative[k] ^= x[k] & z[k];
      z[k] ^= x[k];
    }
  }

  /** The inverse of S: X to -Y, Y to X. With x and z exchanged it is SX: Z to -Y, Y to Z. */
  public static void sdg(long[] x, long[] z, long[] negative) {
    for (int k = 0; k < x.length; k++) {
      negative[k] ^= x[k] & ~z[k];
      z[k] ^= x[k];
    }
  }

  /** CX from control c to target t. */
  public static void cx(long[] xc, long[] zc, long[] xt, long[] zt, long[] negative) {
    for (int k = 0; k < xc.length; k++) {
      negative[k] ^= xc[k] & zt[k] & ~(xt[k] ^ zc[k]);
      xt[k] ^= xc[k];
      zc[k] ^= zt[k];
    }
  }

  /** CZ of a and b. */
  public static void cz(long[] xa, long[] za, long[] xb, long[] zb, long[] negative) {
    for (int k = 0; k < xa.length; k++) {
      negative[k] ^= xa[k] & xb[k] & (za[k] ^ zb[k]);
      za[k] ^= xb[k];
      zb[k] ^= xa[k];
    }
  }
}
