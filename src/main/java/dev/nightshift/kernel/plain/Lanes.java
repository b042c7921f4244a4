package dev.nightshift.kernel.plain;

import dev.nightshift.kernel.LaneKernels;

/** The lane kernels as scalar loops: what the twins in {@code kernel.simd} are compared with. */
public final class Lanes implements LaneKernels {
  @Override
  public int width() {
    return 1;
  }

  @Override
  public void sinCos(double[] angles, double[] c, double[] s) {
    SinCos.fill(angles, c, s);
  }

  @Override
  public void phase(
      double[] re, double[] im, int[] at, int from, int to, double[] c, double[] s, double sign) {
    final int lanes = c.length;
    for (int k = from; k < to; k++) {
      final int base = at[k] * lanes;
      for (int l = 0; l < lanes; l++) {
        final double u = c[l];
        final double v = sign * s[l];
        final double xr = re[base + l];
        final double xi = im[base + l];
        re[base + l] = u * xr - v * xi;
        im[base + l] = u * xi + v * xr;
      }
    }
  }

  @Override
  public void turnReal(
      double[] re,
      double[] im,
      int[] pairs,
      int from,
      int to,
      double[] c,
      double[] s,
      double sign) {
    final int lanes = c.length;
    for (int k = from; k < to; k += 2) {
      final int lo = pairs[k] * lanes;
      final int hi = pairs[k + 1] * lanes;
      for (int l = 0; l < lanes; l++) {
        final double u = c[l];
        final double v = sign * s[l];
        final double xr = re[lo + l];
        final double xi = im[lo + l];
        final double yr = re[hi + l];
        final double yi = im[hi + l];
        re[lo + l] = u * xr - v * yr;
        im[lo + l] = u * xi - v * yi;
        re[hi + l] = u * yr + v * xr;
        im[hi + l] = u * yi + v * xi;
      }
    }
  }

  @Override
  public void turnImaginary(
      double[] re,
      double[] im,
      int[] pairs,
      int from,
      int to,
      double[] c,
      double[] s,
      double sign) {
    final int lanes = c.length;
    for (int k = from; k < to; k += 2) {
      final int lo = pairs[k] * lanes;
      final int hi = pairs[k + 1] * lanes;
      for (int l = 0; l < lanes; l++) {
        final double u = c[l];
        final double v = sign * s[l];
        final double xr = re[lo + l];
        final double xi = im[lo + l];
        final double yr = re[hi + l];
        final double yi = im[hi + l];
        re[lo + l] = u * xr + v * yi;
        im[lo + l] = u * xi - v * yr;
        re[hi + l] = u * yr + v * xi;
        im[hi + l] = u * yi - v * xr;
      }
    }
  }

  @Override
  public void backPhase(
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
      double[] out) {
    final int lanes = c.length;
    for (int l = 0; l < lanes; l++) {
      final double u = c[l];
      final double v = sign * s[l];
      double sum = 0;
      for (int k = from; k < to; k++) {
        final int i = at[k] * lanes + l;
        final double xr = re[i];
        final double xi = im[i];
        final double pr = lre[i];
        final double pi = lim[i];
        sum += pr * xi - pi * xr;
        re[i] = u * xr + v * xi;
        im[i] = u * xi - v * xr;
        lre[i] = u * pr + v * pi;
        lim[i] = u * pi - v * pr;
      }
      out[l] += sign * sum;
    }
  }

  @Override
  public void backReal(
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
      double[] out) {
    final int lanes = c.length;
    for (int l = 0; l < lanes; l++) {
      final double u = c[l];
      final double v = sign * s[l];
      double sum = 0;
      for (int k = from; k < to; k += 2) {
        final int lo = pairs[k] * lanes + l;
        final int hi = pairs[k + 1] * lanes + l;
        final double xr = re[lo];
        final double xi = im[lo];
        final double yr = re[hi];
        final double yi = im[hi];
        final double pr = lre[lo];
        final double pi = lim[lo];
        final double qr = lre[hi];
        final double qi = lim[hi];
        sum += qr * xr + qi * xi - (pr * yr + pi * yi);
        re[lo] = u * xr + v * yr;
        im[lo] = u * xi + v * yi;
        re[hi] = u * yr - v * xr;
        im[hi] = u * yi - v * xi;
        lre[lo] = u * pr + v * qr;
        lim[lo] = u * pi + v * qi;
        lre[hi] = u * qr - v * pr;
        lim[hi] = u * qi - v * pi;
      }
      out[l] += sign * sum;
    }
  }

  @Override
  public void backImaginary(
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
      double[] out) {
    final int lanes = c.length;
    for (int l = 0; l < lanes; l++) {
      final double u = c[l];
      final double v = sign * s[l];
      double sum = 0;
      for (int k = from; k < to; k += 2) {
        final int lo = pairs[k] * lanes + l;
        final int hi = pairs[k + 1] * lanes + l;
        final double xr = re[lo];
        final double xi = im[lo];
        final double yr = re[hi];
        final double yi = im[hi];
        final double pr = lre[lo];
        final double pi = lim[lo];
        final double qr = lre[hi];
        final double qi = lim[hi];
        sum += qr * xi - qi * xr + (pr * yi - pi * yr);
        re[lo] = u * xr - v * yi;
        im[lo] = u * xi + v * yr;
        re[hi] = u * yr - v * xi;
        im[hi] = u * yi + v * xr;
        lre[lo] = u * pr - v * qi;
        lim[lo] = u * pi + v * qr;
        lre[hi] = u * qr - v * pi;
        lim[hi] = u * qi + v * pr;
      }
      out[l] += sign * sum;
    }
  }

  @Override
  public void matrix(double[] re, double[] im, int[] pairs, double[] u, int lanes) {
    for (int k = 0; k < pairs.length; k += 2) {
      final int lo = pairs[k] * lanes;
      final int hi = pairs[k + 1] * lanes;
      for (int l = 0; l < lanes; l++) {
        final double xr = re[lo + l];
        final double xi = im[lo + l];
        final double yr = re[hi + l];
        final double yi = im[hi + l];
        re[lo + l] = u[l] * xr - u[lanes + l] * xi + u[2 * lanes + l] * yr - u[3 * lanes + l] * yi;
        im[lo + l] = u[l] * xi + u[lanes + l] * xr + u[2 * lanes + l] * yi + u[3 * lanes + l] * yr;
        re[hi + l] =
            u[4 * lanes + l] * xr
                - u[5 * lanes + l] * xi
                + u[6 * lanes + l] * yr
                - u[7 * lanes + l] * yi;
        im[hi + l] =
            u[4 * lanes + l] * xi
                + u[5 * lanes + l] * xr
                + u[6 * lanes + l] * yi
                + u[7 * lanes + l] * yr;
      }
    }
  }

  @Override
  public void weigh(double[] re, double[] im, double[] weights, double[] out) {
    final int lanes = out.length;
    for (int l = 0; l < lanes; l++) {
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        final double xr = re[k * lanes + l];
        final double xi = im[k * lanes + l];
        sum += weights[k] * (xr * xr + xi * xi);
      }
      out[l] += sum;
    }
  }
}
