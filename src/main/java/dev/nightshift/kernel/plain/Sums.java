package dev.nightshift.kernel.plain;

/** Rarer work on a block of lanes: sums over pairs, images of states, wide matrices. */
public final class Sums {
  private Sums() {}

  /** Adds Σ 2 Re(conj(y) h x) over pairs (x, y) to {@code out}; h has one number a pair. */
  public static void weighPairs(
      double[] re, double[] im, int[] pairs, double[] hr, double[] hi, double[] out) {
    final int lanes = out.length;
    for (int k = 0; k < hr.length; k++) {
      final int x = pairs[2 * k] * lanes;
      final int y = pairs[2 * k + 1] * lanes;
      for (int l = 0; l < lanes; l++) {
        final double sr = re[y + l] * re[x + l] + im[y + l] * im[x + l];
        final double si = re[y + l] * im[x + l] - im[y + l] * re[x + l];
        out[l] += 2 * (hr[k] * sr - hi[k] * si);
      }
    }
  }

  /** Sets l_i to w_i x_i. */
  public static void image(
      double[] re, double[] im, double[] weights, double[] lre, double[] lim, int lanes) {
    for (int k = 0; k < weights.length; k++) {
      for (int i = k * lanes; i < (k + 1) * lanes; i++) {
        lre[i] = weights[k] * re[i];
        lim[i] = weights[k] * im[i];
      }
    }
  }

  /** Adds h x to l_y and conj(h) y to l_x over pairs (x, y). */
  public static void imagePairs(
      double[] re,
      double[] im,
      int[] pairs,
      double[] hr,
      double[] hi,
      double[] lre,
      double[] lim,
      int lanes) {
    for (int k = 0; k < hr.length; k++) {
      final int x = pairs[2 * k] * lanes;
      final int y = pairs[2 * k + 1] * lanes;
      for (int l = 0; l < lanes; l++) {
        lre[y + l] += hr[k] * re[x + l] - hi[k] * im[x + l];
        lim[y + l] += hr[k] * im[x + l] + hi[k] * re[x + l];
        lre[x + l] += hr[k] * re[y + l] + hi[k] * im[y + l];
        lim[x + l] += hr[k] * im[y + l] - hi[k] * re[y + l];
      }
    }
  }

  /**
   * Applies one matrix to groups of {@code width} amplitudes in every lane.
   *
   * @param u row-major, re/im pairs
   * @param work at least {@code 2 * width} doubles
   */
  public static void matrix(
      double[] re, double[] im, int[] groups, int width, double[] u, double[] work, int lanes) {
    for (int k = 0; k < groups.length; k += width) {
      for (int l = 0; l < lanes; l++) {
        for (int row = 0; row < width; row++) {
          double sr = 0;
          double si = 0;
          for (int column = 0; column < width; column++) {
            final int at = groups[k + column] * lanes + l;
            final double ur = u[2 * (row * width + column)];
            final double ui = u[2 * (row * width + column) + 1];
            sr += ur * re[at] - ui * im[at];
            si += ur * im[at] + ui * re[at];
          }
          work[2 * row] = sr;
          work[2 * row + 1] = si;
        }
        for (int row = 0; row < width; row++) {
          final int at = groups[k + row] * lanes + l;
          re[at] = work[2 * row];
          im[at] = work[2 * row + 1];
        }
      }
    }
  }
}
