package dev.nightshift.kernel.plain;

import dev.nightshift.kernel.StateKernels;

/** Kernels on a large state as scalar loops. */
public final class States implements StateKernels {
  /** How many sums run side by side: as many as the longest vector has lanes. */
  public static final int LANES = 8;

  @Override
  public void matrix1(double[] re, double[] im, int a, double[] u, int from, int to) {
    final double ar = u[0];
    final double ai = u[1];
    final double br = u[2];
    final double bi = u[3];
    final double cr = u[4];
    final double ci = u[5];
    final double dr = u[6];
    final double di = u[7];
    final int free = re.length - 1 & ~a;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final double xr = re[i];
      final double xi = im[i];
      final double yr = re[i + a];
      final double yi = im[i + a];
      re[i] = ar * xr - ai * xi + br * yr - bi * yi;
      im[i] = ar * xi + ai * xr + br * yi + bi * yr;
      re[i + a] = dr * yr - di * yi + cr * xr - ci * xi;
      im[i + a] = dr * yi + di * yr + cr * xi + ci * xr;
      i = (i | ~free) + 1 & free;
    }
  }

  @Override
  public void real1(double[] re, double[] im, int a, double[] u, int from, int to) {
    final double ar = u[0];
    final double br = u[1];
    final double cr = u[2];
    final double dr = u[3];
    final int free = re.length - 1 & ~a;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final double xr = re[i];
      final double xi = im[i];
      final double yr = re[i + a];
      final double yi = im[i + a];
      re[i] = ar * xr + br * yr;
      im[i] = ar * xi + br * yi;
      re[i + a] = dr * yr + cr * xr;
      im[i + a] = dr * yi + cr * xi;
      i = (i | ~free) + 1 & free;
    }
  }

  @Override
  public void matrix2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    final double u00r = u[0];
    final double u00i = u[1];
    final double u01r = u[2];
    final double u01i = u[3];
    final double u02r = u[4];
    final double u02i = u[5];
    final double u03r = u[6];
    final double u03i = u[7];
    final double u10r = u[8];
    final double u10i = u[9];
    final double u11r = u[10];
    final double u11i = u[11];
    final double u12r = u[12];
    final double u12i = u[13];
    final double u13r = u[14];
    final double u13i = u[15];
    final double u20r = u[16];
    final double u20i = u[17];
    final double u21r = u[18];
    final double u21i = u[19];
    final double u22r = u[20];
    final double u22i = u[21];
    final double u23r = u[22];
    final double u23i = u[23];
    final double u30r = u[24];
    final double u30i = u[25];
    final double u31r = u[26];
    final double u31i = u[27];
    final double u32r = u[28];
    final double u32i = u[29];
    final double u33r = u[30];
    final double u33i = u[31];
    final int free = re.length - 1 & ~(a | b);
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final double x0r = re[i];
      final double x0i = im[i];
      final double x1r = re[i + a];
      final double x1i = im[i + a];
      final double x2r = re[i + b];
      final double x2i = im[i + b];
      final double x3r = re[i + a + b];
      final double x3i = im[i + a + b];
      re[i] =
          u00r * x0r
              - u00i * x0i
              + u01r * x1r
              - u01i * x1i
              + u02r * x2r
              - u02i * x2i
              + u03r * x3r
              - u03i * x3i;
      im[i] =
          u00r * x0i
              + u00i * x0r
              + u01r * x1i
              + u01i * x1r
              + u02r * x2i
              + u02i * x2r
              + u03r * x3i
              + u03i * x3r;
      re[i + a] =
          u11r * x1r
              - u11i * x1i
              + u10r * x0r
              - u10i * x0i
              + u13r * x3r
              - u13i * x3i
              + u12r * x2r
              - u12i * x2i;
      im[i + a] =
          u11r * x1i
              + u11i * x1r
              + u10r * x0i
              + u10i * x0r
              + u13r * x3i
              + u13i * x3r
              + u12r * x2i
              + u12i * x2r;
      re[i + b] =
          u22r * x2r
              - u22i * x2i
              + u23r * x3r
              - u23i * x3i
              + u20r * x0r
              - u20i * x0i
              + u21r * x1r
              - u21i * x1i;
      im[i + b] =
          u22r * x2i
              + u22i * x2r
              + u23r * x3i
              + u23i * x3r
              + u20r * x0i
              + u20i * x0r
              + u21r * x1i
              + u21i * x1r;
      re[i + a + b] =
          u33r * x3r
              - u33i * x3i
              + u32r * x2r
              - u32i * x2i
              + u31r * x1r
              - u31i * x1i
              + u30r * x0r
              - u30i * x0i;
      im[i + a + b] =
          u33r * x3i
              + u33i * x3r
              + u32r * x2i
              + u32i * x2r
              + u31r * x1i
              + u31i * x1r
              + u30r * x0i
              + u30i * x0r;
      i = (i | ~free) + 1 & free;
    }
  }

  @Override
  public void real2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    real2(re, a, b, u, from, to);
    real2(im, a, b, u, from, to);
  }

  private static void real2(double[] x, int a, int b, double[] u, int from, int to) {
    final int free = x.length - 1 & ~(a | b);
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k++) {
      final double x0 = x[i];
      final double x1 = x[i + a];
      final double x2 = x[i + b];
      final double x3 = x[i + a + b];
      x[i] = u[0] * x0 + u[1] * x1 + u[2] * x2 + u[3] * x3;
      x[i + a] = u[5] * x1 + u[4] * x0 + u[7] * x3 + u[6] * x2;
      x[i + b] = u[10] * x2 + u[11] * x3 + u[8] * x0 + u[9] * x1;
      x[i + a + b] = u[15] * x3 + u[14] * x2 + u[13] * x1 + u[12] * x0;
      i = (i | ~free) + 1 & free;
    }
  }

  @Override
  public void scale(
      double[] re, double[] im, double[] fr, double[] fi, double c, double s, int from, int to) {
    for (int i = from; i < to; i++) {
      final double tr = fr[i - from] * c - fi[i - from] * s;
      final double ti = fr[i - from] * s + fi[i - from] * c;
      final double xr = re[i];
      final double xi = im[i];
      re[i] = xr * tr - xi * ti;
      im[i] = xi * tr + xr * ti;
    }
  }

  @Override
  public void scale(double[] re, double[] im, double c, double s, int from, int to) {
    for (int i = from; i < to; i++) {
      final double xr = re[i];
      final double xi = im[i];
      re[i] = xr * c - xi * s;
      im[i] = xi * c + xr * s;
    }
  }

  @Override
  public void times(
      double[] ar, double[] ai, double[] br, double[] bi, double[] yr, double[] yi, int count) {
    for (int i = 0; i < count; i++) {
      final double r = ar[i];
      final double m = ai[i];
      yr[i] = r * br[i] - m * bi[i];
      yi[i] = m * br[i] + r * bi[i];
    }
  }

  @Override
  public void exchange(double[] re, double[] im, int a, int b, int mask, int value) {
    Apply.exchange(re, im, a, b, mask, value, 0, Apply.points(re.length, mask));
  }

  @Override
  public void transition(
      double[] ar, double[] ai, double[] br, double[] bi, int bit, double[] out) {
    final double[] sums = new double[8 * LANES];
    for (int i = 0; i < ar.length; i++) {
      // Row r and column r, then row r and the other column, of all that is equal modulo 8.
      final int at = ((i & bit) == 0 ? 0 : 4 * LANES) + (i & LANES - 1);
      final double xr = ar[i];
      final double xi = ai[i];
      sums[at] += xr * br[i] + xi * bi[i];
      sums[at + LANES] += xr * bi[i] - xi * br[i];
      sums[at + 2 * LANES] += xr * br[i ^ bit] + xi * bi[i ^ bit];
      sums[at + 3 * LANES] += xr * bi[i ^ bit] - xi * br[i ^ bit];
    }
    addUp(sums, out);
  }

  /**
   * Adds up the sums that ran side by side.
   *
   * @param sums of row 0: real and imaginary part of its own column, of the other one; the same of
   *     row 1
   */
  public static void addUp(double[] sums, double[] out) {
    for (int k = 0; k < 8; k++) {
      double sum = 0;
      for (int lane = 0; lane < LANES; lane++) {
        sum += sums[k * LANES + lane];
      }
      // Own column first: 00, 01, then 11, 10.
      out[k < 4 ? k : k ^ 2] = sum;
    }
  }
}
