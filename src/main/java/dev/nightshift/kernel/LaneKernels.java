package dev.nightshift.kernel;

/**
 * Gates on a block of lanes: amplitude i of lane l at {@code i * lanes + l}; the number of lanes is
 * the length of the coefficient arrays.
 *
 * <p>Where a gate acts is a table of amplitude numbers, read from {@code from} to {@code to}. Each
 * lane is computed by the same operations in the same order whatever the lanes beside it, and by
 * every implementation.
 */
public interface LaneKernels {

  /** How many lanes go at once; blocks are a multiple of it. */
  int width();

  /** Sine and cosine of every lane's angle, each within 2e-16. */
  void sinCos(double[] angles, double[] c, double[] s);

  /** Multiplies the amplitudes {@code at[from..to)} by c + i sign s. */
  void phase(
      double[] re, double[] im, int[] at, int from, int to, double[] c, double[] s, double sign);

  /** (x, y) becomes (c x - sign s y, c y + sign s x) for pairs (x, y) of amplitudes. */
  void turnReal(
      double[] re, double[] im, int[] pairs, int from, int to, double[] c, double[] s, double sign);

  /** (x, y) becomes (c x - i sign s y, c y - i sign s x) for pairs (x, y) of amplitudes. */
  void turnImaginary(
      double[] re, double[] im, int[] pairs, int from, int to, double[] c, double[] s, double sign);

  /**
   * Like {@link #phase} with sign negated, on two states; adds sign Im conj(l) x to {@code out}.
   */
  void backPhase(
      double[] re,
      double[] im,
      double[] lre,
      double[] lim,
      int[] at,
      int from,
      int to,
      double[] c,
      double[] s,
      double sign,
      double[] out);

  /** Undoes {@link #turnReal} on two states; adds sign Re(conj(ly) x - conj(lx) y). */
  void backReal(
      double[] re,
      double[] im,
      double[] lre,
      double[] lim,
      int[] pairs,
      int from,
      int to,
      double[] c,
      double[] s,
      double sign,
      double[] out);

  /** Undoes {@link #turnImaginary} on two states; adds sign Im(conj(ly) x + conj(lx) y). */
  void backImaginary(
      double[] re,
      double[] im,
      double[] lre,
      double[] lim,
      int[] pairs,
      int from,
      int to,
      double[] c,
      double[] s,
      double sign,
      double[] out);

  /**
   * Applies the 2×2 matrix u to pairs; entry k of {@code u} (row-major, re/im pairs) of lane l is
   * at {@code k * lanes + l}.
   */
  void matrix(double[] re, double[] im, int[] pairs, double[] u, int lanes);

  /** Adds Σ w_i |x_i|² to {@code out}. */
  void weigh(double[] re, double[] im, double[] weights, double[] out);
}
