package dev.nightshift.kernel.plain;

/**
 * Gates on one state of {@code 2^n} amplitudes, n up to 30, in place.
 *
 * <p>Where a gate acts is said by {@code mask} and {@code value}: the indices i with {@code i &
 * mask == value} are its base points, controls and (as 0) targets being the bits of the mask. Base
 * point number k is {@code Integer.expand(k, ~mask) | value}; {@code from} and {@code to} are a
 * range of these numbers, so callers may share a gate between threads.
 */
public final class Apply {
  private Apply() {}

  /** How many base points a mask leaves in a state of {@code size} amplitudes. */
  public static int points(int size, int mask) {
    return size >> Integer.bitCount(mask);
  }

  /** Multiplies the amplitudes at the base points by c + is. */
  public static void phase(
      double[] re, double[] im, int mask, int value, double c, double s, int from, int to) {
    final int free = re.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final int at = i | value;
      final double xr = re[at];
      final double xi = im[at];
      re[at] = c * xr - s * xi;
      im[at] = c * xi + s * xr;
      i = (i | ~free) + 1 & free;
    }
  }

  /** Multiplies by c - is where the parity of {@code i & z} is even, by c + is where it is odd. */
  public static void signedPhase(
      double[] re, double[] im, int z, int mask, int value, double c, double s, int from, int to) {
    final int free = re.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final int at = i | value;
      final double t = (Integer.bitCount(at & z) & 1) == 0 ? -s : s;
      final double xr = re[at];
      final double xi = im[at];
      re[at] = c * xr - t * xi;
      im[at] = c * xi + t * xr;
      i = (i | ~free) + 1 & free;
    }
  }

  /**
   * exp(-iθ/2 P) with c = cos θ/2, s = sin θ/2 for a Pauli string P that flips the bits x and signs
   * by z.
   *
   * @param mask holds one bit of x, 0 in {@code value}, so that every pair occurs once
   */
  public static void rotate(
      double[] re,
      double[] im,
      int x,
      int z,
      int mask,
      int value,
      double c,
      double s,
      int from,
      int to) {
    // P|i> = f(i)|i^x> with f(i) = i^ys (-1)^|i&z|, and f(i^x) is its conjugate.
    final int ys = Integer.bitCount(x & z);
    final boolean odd = (ys & 1) != 0;
    final double t = (ys & 2) != 0 ? -s : s;
    final int free = re.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final int a = i | value;
      final int b = a ^ x;
      final double u = (Integer.bitCount(a & z) & 1) == 0 ? t : -t;
      final double ar = re[a];
      final double ai = im[a];
      final double br = re[b];
      final double bi = im[b];
      if (odd) {
        re[a] = c * ar - u * br;
        im[a] = c * ai - u * bi;
        re[b] = c * br + u * ar;
        im[b] = c * bi + u * ai;
      } else {
        re[a] = c * ar + u * bi;
        im[a] = c * ai - u * br;
        re[b] = c * br + u * ai;
        im[b] = c * bi - u * ar;
      }
      i = (i | ~free) + 1 & free;
    }
  }

  /** Exchanges the amplitudes at base point | a and base point | b. */
  public static void exchange(
      double[] re, double[] im, int a, int b, int mask, int value, int from, int to) {
    final int free = re.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final int p = i | value | a;
      final int q = i | value | b;
      final double r = re[p];
      re[p] = re[q];
      re[q] = r;
      final double m = im[p];
      im[p] = im[q];
      im[q] = m;
      i = (i | ~free) + 1 & free;
    }
  }

  /** Applies the 2×2 matrix u (row-major, re/im pairs) to the pairs (i, i | bit). */
  public static void matrix1(
      double[] re, double[] im, int bit, int mask, int value, double[] u, int from, int to) {
    final double ar = u[0];
    final double ai = u[1];
    final double br = u[2];
    final double bi = u[3];
    final double cr = u[4];
    final double ci = u[5];
    final double dr = u[6];
    final double di = u[7];
    final int free = re.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final int lo = i | value;
      final int hi = lo | bit;
      final double xr = re[lo];
      final double xi = im[lo];
      final double yr = re[hi];
      final double yi = im[hi];
      re[lo] = ar * xr - ai * xi + br * yr - bi * yi;
      im[lo] = ar * xi + ai * xr + br * yi + bi * yr;
      re[hi] = cr * xr - ci * xi + dr * yr - di * yi;
      im[hi] = cr * xi + ci * xr + dr * yi + di * yr;
      i = (i | ~free) + 1 & free;
    }
  }

  /**
   * Applies a matrix of any width (row-major, re/im pairs) to the amplitudes at base point |
   * offsets[j].
   *
   * @param work at least {@code 2 * offsets.length} doubles
   */
  public static void matrix(
      double[] re,
      double[] im,
      int[] offsets,
      int mask,
      int value,
      double[] u,
      double[] work,
      int from,
      int to) {
    final int width = offsets.length;
    final int free = re.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final int at = i | value;
      for (int row = 0; row < width; row++) {
        double sr = 0;
        double si = 0;
        for (int column = 0; column < width; column++) {
          final double ur = u[2 * (row * width + column)];
          final double ui = u[2 * (row * width + column) + 1];
          final double xr = re[at | offsets[column]];
          final double xi = im[at | offsets[column]];
          sr += ur * xr - ui * xi;
          si += ur * xi + ui * xr;
        }
        work[2 * row] = sr;
        work[2 * row + 1] = si;
      }
      for (int row = 0; row < width; row++) {
        re[at | offsets[row]] = work[2 * row];
        im[at | offsets[row]] = work[2 * row + 1];
      }
      i = (i | ~free) + 1 & free;
    }
  }

  /** The squared norm of the amplitudes at the base points. */
  public static double norm(double[] re, double[] im, int mask, int value, int from, int to) {
    final int free = re.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    double sum = 0;
    for (int k = from; k < to; k++) {
      final int at = i | value;
      sum += re[at] * re[at] + im[at] * im[at];
      i = (i | ~free) + 1 & free;
    }
    return sum;
  }

  /** Σ conj(a_i) P b_i over a range of i, the real part in out[0], the imaginary in out[1]. */
  public static void pauliProduct(
      double[] ar,
      double[] ai,
      double[] br,
      double[] bi,
      int x,
      int z,
      int mask,
      int value,
      double[] out,
      int from,
      int to) {
    final int ys = Integer.bitCount(x & z) & 3;
    final int free = ar.length - 1 & ~mask;
    int i = Integer.expand(from, free);
    double sr = 0;
    double si = 0;
    for (int k = from; k < to; k++) {
      final int p = i | value;
      final int q = p ^ x;
      // conj(a_q) f(p) b_p without the i^ys.
      final double r = ar[q] * br[p] + ai[q] * bi[p];
      final double m = ar[q] * bi[p] - ai[q] * br[p];
      if ((Integer.bitCount(p & z) & 1) == 0) {
        sr += r;
        si += m;
      } else {
        sr -= r;
        si -= m;
      }
      i = (i | ~free) + 1 & free;
    }
    out[0] = ys == 0 ? sr : ys == 1 ? -si : ys == 2 ? -sr : si;
    out[1] = ys == 0 ? si : ys == 1 ? sr : ys == 2 ? -si : -sr;
  }
}
