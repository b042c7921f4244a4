package dev.nightshift.kernel.plain;

import dev.nightshift.kernel.StateKernels;

/** Kernels on a large state as scalar loops over runs of neighbouring base points. */
public final class States implements StateKernels {
  @Override
  public void matrix2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    final int free = re.length - 1 & ~(a | b);
    for (int k = from; k < to; ) {
      final int base = Integer.expand(k, free);
      // Below bit a neighbours stay neighbours.
      final int run = Math.min(to - k, a - (base & a - 1));
      run(re, im, a, b, u, base, base + run);
      k += run;
    }
  }

  /** The amplitudes {@code [from, to)}, which have the bits a and b at 0. */
  static void run(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
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
    for (int i = from; i < to; i++) {
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
          u10r * x0r
              - u10i * x0i
              + u11r * x1r
              - u11i * x1i
              + u12r * x2r
              - u12i * x2i
              + u13r * x3r
              - u13i * x3i;
      im[i + a] =
          u10r * x0i
              + u10i * x0r
              + u11r * x1i
              + u11i * x1r
              + u12r * x2i
              + u12i * x2r
              + u13r * x3i
              + u13i * x3r;
      re[i + b] =
          u20r * x0r
              - u20i * x0i
              + u21r * x1r
              - u21i * x1i
              + u22r * x2r
              - u22i * x2i
              + u23r * x3r
              - u23i * x3i;
      im[i + b] =
          u20r * x0i
              + u20i * x0r
              + u21r * x1i
              + u21i * x1r
              + u22r * x2i
              + u22i * x2r
              + u23r * x3i
              + u23i * x3r;
      re[i + a + b] =
          u30r * x0r
              - u30i * x0i
              + u31r * x1r
              - u31i * x1i
              + u32r * x2r
              - u32i * x2i
              + u33r * x3r
              - u33i * x3i;
      im[i + a + b] =
          u30r * x0i
              + u30i * x0r
              + u31r * x1i
              + u31i * x1r
              + u32r * x2i
              + u32i * x2r
              + u33r * x3i
              + u33i * x3r;
    }
  }
}
