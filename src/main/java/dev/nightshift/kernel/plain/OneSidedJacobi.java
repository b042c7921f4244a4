package dev.nightshift.kernel.plain;

/**
 * Singular values by rotations: pairs of vectors are turned until all are orthogonal. Their lengths
 * are then the singular values of the matrix they are the columns of, and divided by it they are
 * its left singular vectors, small ones as exact as large ones.
 *
 * <p>No library in reach decomposes complex matrices without boxing each number, hence this. Put
 * behind {@link PivotedQr}, on the rows of R, a few sweeps do.
 *
 * @see <a href="https://doi.org/10.1137/0910023">de Rijk 1989</a>, for the order of the vectors
 * @see <a href="https://doi.org/10.1137/050639193">Drmač and Veselić 2008</a>, for the factor in
 *     front
 */
public final class OneSidedJacobi {
  private static final int MAX_SWEEPS = 60;

  private OneSidedJacobi() {}

  /**
   * Makes vectors orthogonal and sorts them by length, the longest first.
   *
   * @param re {@code [count][length]}, and so is {@code im}
   * @param squares receives the {@code count} squared lengths
   * @return the number of sweeps
   * @throws ArithmeticException when they are not orthogonal after 60 sweeps, as with NaN
   */
  public static int orthogonalize(
      double[][] re, double[][] im, int count, int length, double[] squares) {
    double tolerance = 1e-15 * Math.sqrt(length);
    double[] dot = new double[2];
    for (int sweep = 1; sweep <= MAX_SWEEPS; sweep++) {
      for (int p = 0; p < count; p++) {
        squares[p] = square(re[p], im[p], length);
      }
      boolean turned = false;
      for (int p = 0; p < count - 1; p++) {
        toFront(re, im, count, squares, p);
        for (int q = p + 1; q < count; q++) {
          dot(re[p], im[p], re[q], im[q], length, dot);
          double size = Math.hypot(dot[0], dot[1]);
          if (!(size <= tolerance * Math.sqrt(squares[p]) * Math.sqrt(squares[q]))) {
            turned = true;
            double zeta = (squares[q] - squares[p]) / (2 * size);
            double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
            double c = 1 / Math.sqrt(1 + t * t);
            rotate(re[p], im[p], re[q], im[q], length, c, c * t, dot[0] / size, dot[1] / size);
            squares[p] = Math.max(0, squares[p] - t * size);
            squares[q] += t * size;
          }
        }
      }
      if (!turned) {
        return sweep;
      }
    }
    throw new ArithmeticException("vectors are not orthogonal after " + MAX_SWEEPS + " sweeps");
  }

  /** Exchanges vector p with the longest behind it. */
  private static void toFront(double[][] re, double[][] im, int count, double[] squares, int p) {
    int longest = p;
    for (int q = p + 1; q < count; q++) {
      longest = squares[q] > squares[longest] ? q : longest;
    }
    double[] row = re[p];
    re[p] = re[longest];
    re[longest] = row;
    row = im[p];
    im[p] = im[longest];
    im[longest] = row;
    double square = squares[p];
    squares[p] = squares[longest];
    squares[longest] = square;
  }

  private static double square(double[] re, double[] im, int length) {
    double even = 0;
    double odd = 0;
    for (int j = 0; j < length; j++) {
      even += re[j] * re[j];
      odd += im[j] * im[j];
    }
    return even + odd;
  }

  /** Σ conj(a) b; the sums are kept apart so that the additions need not wait for each other. */
  private static void dot(
      double[] ar, double[] ai, double[] br, double[] bi, int length, double[] out) {
    double rr = 0;
    double ii = 0;
    double ri = 0;
    double ir = 0;
    double rr1 = 0;
    double ii1 = 0;
    double ri1 = 0;
    double ir1 = 0;
    int even = length & ~1;
    for (int j = 0; j < even; j += 2) {
      rr += ar[j] * br[j];
      ii += ai[j] * bi[j];
      ri += ar[j] * bi[j];
      ir += ai[j] * br[j];
      rr1 += ar[j + 1] * br[j + 1];
      ii1 += ai[j + 1] * bi[j + 1];
      ri1 += ar[j + 1] * bi[j + 1];
      ir1 += ai[j + 1] * br[j + 1];
    }
    if (even < length) {
      rr += ar[even] * br[even];
      ii += ai[even] * bi[even];
      ri += ar[even] * bi[even];
      ir += ai[even] * br[even];
    }
    out[0] = rr + rr1 + (ii + ii1);
    out[1] = ri + ri1 - (ir + ir1);
  }

  /** With y = conj(e) b: a becomes c a - s y, b becomes s a + c y. */
  private static void rotate(
      double[] ar,
      double[] ai,
      double[] br,
      double[] bi,
      int length,
      double c,
      double s,
      double er,
      double ei) {
    for (int j = 0; j < length; j++) {
      double yr = er * br[j] + ei * bi[j];
      double yi = er * bi[j] - ei * br[j];
      double xr = ar[j];
      double xi = ai[j];
      ar[j] = c * xr - s * yr;
      ai[j] = c * xi - s * yi;
      br[j] = s * xr + c * yr;
      bi[j] = s * xi + c * yi;
    }
  }
}
