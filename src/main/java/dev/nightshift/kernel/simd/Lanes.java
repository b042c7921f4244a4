package dev.nightshift.kernel.simd;

import static dev.nightshift.kernel.plain.SinCos.C1;
import static dev.nightshift.kernel.plain.SinCos.C2;
import static dev.nightshift.kernel.plain.SinCos.C3;
import static dev.nightshift.kernel.plain.SinCos.C4;
import static dev.nightshift.kernel.plain.SinCos.C5;
import static dev.nightshift.kernel.plain.SinCos.C6;
import static dev.nightshift.kernel.plain.SinCos.PIO2_1;
import static dev.nightshift.kernel.plain.SinCos.PIO2_2;
import static dev.nightshift.kernel.plain.SinCos.PIO2_3;
import static dev.nightshift.kernel.plain.SinCos.ROUND;
import static dev.nightshift.kernel.plain.SinCos.S1;
import static dev.nightshift.kernel.plain.SinCos.S2;
import static dev.nightshift.kernel.plain.SinCos.S3;
import static dev.nightshift.kernel.plain.SinCos.S4;
import static dev.nightshift.kernel.plain.SinCos.S5;
import static dev.nightshift.kernel.plain.SinCos.S6;
import static dev.nightshift.kernel.plain.SinCos.TWO_OVER_PI;

import dev.nightshift.kernel.LaneKernels;
import dev.nightshift.kernel.plain.SinCos;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lane kernels on vectors of the machine's preferred width; lanes are a multiple of it.
 *
 * <p>A vector of lanes runs through the whole table before the next one, so that its coefficients
 * and sums stay in registers.
 */
public final class Lanes implements LaneKernels {
  private static final VectorSpecies<Double> V = DoubleVector.SPECIES_PREFERRED;

  @Override
  public int width() {
    return V.length();
  }

  @Override
  public void sinCos(double[] angles, double[] c, double[] s) {
    for (int l = 0; l < c.length; l += V.length()) {
      final DoubleVector x = DoubleVector.fromArray(V, angles, l);
      final DoubleVector q = x.mul(TWO_OVER_PI).add(ROUND);
      final DoubleVector k = q.sub(ROUND);
      final DoubleVector r = x.sub(k.mul(PIO2_1)).sub(k.mul(PIO2_2)).sub(k.mul(PIO2_3));
      final DoubleVector z = r.mul(r);
      final DoubleVector sp =
          z.mul(S6).add(S5).mul(z).add(S4).mul(z).add(S3).mul(z).add(S2).mul(z).add(S1);
      final DoubleVector sine = r.add(r.mul(z).mul(sp));
      final DoubleVector cp =
          z.mul(C6).add(C5).mul(z).add(C4).mul(z).add(C3).mul(z).add(C2).mul(z).add(C1);
      final DoubleVector cosine =
          DoubleVector.broadcast(V, 1.0).sub(z.mul(0.5).sub(z.mul(z).mul(cp)));
      final LongVector quadrant = q.reinterpretAsLongs();
      final VectorMask<Double> swap = quadrant.and(1).compare(VectorOperators.NE, 0).cast(V);
      final LongVector sineSign = quadrant.and(2).lanewise(VectorOperators.LSHL, 62);
      final LongVector cosineSign = quadrant.add(1).and(2).lanewise(VectorOperators.LSHL, 62);
      sine.blend(cosine, swap)
          .reinterpretAsLongs()
          .lanewise(VectorOperators.XOR, sineSign)
          .reinterpretAsDoubles()
          .intoArray(s, l);
      cosine
          .blend(sine, swap)
          .reinterpretAsLongs()
          .lanewise(VectorOperators.XOR, cosineSign)
          .reinterpretAsDoubles()
          .intoArray(c, l);
    }
    SinCos.beyond(angles, c, s);
  }

  @Override
  public void phase(
      double[] re, double[] im, int[] at, int from, int to, double[] c, double[] s, double sign) {
    final int lanes = c.length;
    for (int l = 0; l < lanes; l += V.length()) {
      final DoubleVector u = DoubleVector.fromArray(V, c, l);
      final DoubleVector v = DoubleVector.fromArray(V, s, l).mul(sign);
      for (int k = from; k < to; k++) {
        final int i = at[k] * lanes + l;
        final DoubleVector xr = DoubleVector.fromArray(V, re, i);
        final DoubleVector xi = DoubleVector.fromArray(V, im, i);
        u.mul(xr).sub(v.mul(xi)).intoArray(re, i);
        u.mul(xi).add(v.mul(xr)).intoArray(im, i);
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
    for (int l = 0; l < lanes; l += V.length()) {
      final DoubleVector u = DoubleVector.fromArray(V, c, l);
      final DoubleVector v = DoubleVector.fromArray(V, s, l).mul(sign);
      for (int k = from; k < to; k += 2) {
        final int lo = pairs[k] * lanes + l;
        final int hi = pairs[k + 1] * lanes + l;
        final DoubleVector xr = DoubleVector.fromArray(V, re, lo);
        final DoubleVector xi = DoubleVector.fromArray(V, im, lo);
        final DoubleVector yr = DoubleVector.fromArray(V, re, hi);
        final DoubleVector yi = DoubleVector.fromArray(V, im, hi);
        u.mul(xr).sub(v.mul(yr)).intoArray(re, lo);
        u.mul(xi).sub(v.mul(yi)).intoArray(im, lo);
        u.mul(yr).add(v.mul(xr)).intoArray(re, hi);
        u.mul(yi).add(v.mul(xi)).intoArray(im, hi);
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
    for (int l = 0; l < lanes; l += V.length()) {
      final DoubleVector u = DoubleVector.fromArray(V, c, l);
      final DoubleVector v = DoubleVector.fromArray(V, s, l).mul(sign);
      for (int k = from; k < to; k += 2) {
        final int lo = pairs[k] * lanes + l;
        final int hi = pairs[k + 1] * lanes + l;
        final DoubleVector xr = DoubleVector.fromArray(V, re, lo);
        final DoubleVector xi = DoubleVector.fromArray(V, im, lo);
        final DoubleVector yr = DoubleVector.fromArray(V, re, hi);
        final DoubleVector yi = DoubleVector.fromArray(V, im, hi);
        u.mul(xr).add(v.mul(yi)).intoArray(re, lo);
        u.mul(xi).sub(v.mul(yr)).intoArray(im, lo);
        u.mul(yr).add(v.mul(xi)).intoArray(re, hi);
        u.mul(yi).sub(v.mul(xr)).intoArray(im, hi);
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
    for (int l = 0; l < lanes; l += V.length()) {
      final DoubleVector u = DoubleVector.fromArray(V, c, l);
      final DoubleVector v = DoubleVector.fromArray(V, s, l).mul(sign);
      DoubleVector sum = DoubleVector.zero(V);
      for (int k = from; k < to; k++) {
        final int i = at[k] * lanes + l;
        final DoubleVector xr = DoubleVector.fromArray(V, re, i);
        final DoubleVector xi = DoubleVector.fromArray(V, im, i);
        final DoubleVector pr = DoubleVector.fromArray(V, lre, i);
        final DoubleVector pi = DoubleVector.fromArray(V, lim, i);
        sum = sum.add(pr.mul(xi).sub(pi.mul(xr)));
        u.mul(xr).add(v.mul(xi)).intoArray(re, i);
        u.mul(xi).sub(v.mul(xr)).intoArray(im, i);
        u.mul(pr).add(v.mul(pi)).intoArray(lre, i);
        u.mul(pi).sub(v.mul(pr)).intoArray(lim, i);
      }
      DoubleVector.fromArray(V, out, l).add(sum.mul(sign)).intoArray(out, l);
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
    for (int l = 0; l < lanes; l += V.length()) {
      final DoubleVector u = DoubleVector.fromArray(V, c, l);
      final DoubleVector v = DoubleVector.fromArray(V, s, l).mul(sign);
      DoubleVector sum = DoubleVector.zero(V);
      for (int k = from; k < to; k += 2) {
        final int lo = pairs[k] * lanes + l;
        final int hi = pairs[k + 1] * lanes + l;
        final DoubleVector xr = DoubleVector.fromArray(V, re, lo);
        final DoubleVector xi = DoubleVector.fromArray(V, im, lo);
        final DoubleVector yr = DoubleVector.fromArray(V, re, hi);
        final DoubleVector yi = DoubleVector.fromArray(V, im, hi);
        final DoubleVector pr = DoubleVector.fromArray(V, lre, lo);
        final DoubleVector pi = DoubleVector.fromArray(V, lim, lo);
        final DoubleVector qr = DoubleVector.fromArray(V, lre, hi);
        final DoubleVector qi = DoubleVector.fromArray(V, lim, hi);
        sum = sum.add(qr.mul(xr).add(qi.mul(xi)).sub(pr.mul(yr).add(pi.mul(yi))));
        u.mul(xr).add(v.mul(yr)).intoArray(re, lo);
        u.mul(xi).add(v.mul(yi)).intoArray(im, lo);
        u.mul(yr).sub(v.mul(xr)).intoArray(re, hi);
        u.mul(yi).sub(v.mul(xi)).intoArray(im, hi);
        u.mul(pr).add(v.mul(qr)).intoArray(lre, lo);
        u.mul(pi).add(v.mul(qi)).intoArray(lim, lo);
        u.mul(qr).sub(v.mul(pr)).intoArray(lre, hi);
        u.mul(qi).sub(v.mul(pi)).intoArray(lim, hi);
      }
      DoubleVector.fromArray(V, out, l).add(sum.mul(sign)).intoArray(out, l);
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
    for (int l = 0; l < lanes; l += V.length()) {
      final DoubleVector u = DoubleVector.fromArray(V, c, l);
      final DoubleVector v = DoubleVector.fromArray(V, s, l).mul(sign);
      DoubleVector sum = DoubleVector.zero(V);
      for (int k = from; k < to; k += 2) {
        final int lo = pairs[k] * lanes + l;
        final int hi = pairs[k + 1] * lanes + l;
        final DoubleVector xr = DoubleVector.fromArray(V, re, lo);
        final DoubleVector xi = DoubleVector.fromArray(V, im, lo);
        final DoubleVector yr = DoubleVector.fromArray(V, re, hi);
        final DoubleVector yi = DoubleVector.fromArray(V, im, hi);
        final DoubleVector pr = DoubleVector.fromArray(V, lre, lo);
        final DoubleVector pi = DoubleVector.fromArray(V, lim, lo);
        final DoubleVector qr = DoubleVector.fromArray(V, lre, hi);
        final DoubleVector qi = DoubleVector.fromArray(V, lim, hi);
        sum = sum.add(qr.mul(xi).sub(qi.mul(xr)).add(pr.mul(yi).sub(pi.mul(yr))));
        u.mul(xr).sub(v.mul(yi)).intoArray(re, lo);
        u.mul(xi).add(v.mul(yr)).intoArray(im, lo);
        u.mul(yr).sub(v.mul(xi)).intoArray(re, hi);
        u.mul(yi).add(v.mul(xr)).intoArray(im, hi);
        u.mul(pr).sub(v.mul(qi)).intoArray(lre, lo);
        u.mul(pi).add(v.mul(qr)).intoArray(lim, lo);
        u.mul(qr).sub(v.mul(pi)).intoArray(lre, hi);
        u.mul(qi).add(v.mul(pr)).intoArray(lim, hi);
      }
      DoubleVector.fromArray(V, out, l).add(sum.mul(sign)).intoArray(out, l);
    }
  }

  @Override
  public void matrix(double[] re, double[] im, int[] pairs, double[] u, int lanes) {
    for (int l = 0; l < lanes; l += V.length()) {
      final DoubleVector ar = DoubleVector.fromArray(V, u, l);
      final DoubleVector ai = DoubleVector.fromArray(V, u, lanes + l);
      final DoubleVector br = DoubleVector.fromArray(V, u, 2 * lanes + l);
      final DoubleVector bi = DoubleVector.fromArray(V, u, 3 * lanes + l);
      final DoubleVector cr = DoubleVector.fromArray(V, u, 4 * lanes + l);
      final DoubleVector ci = DoubleVector.fromArray(V, u, 5 * lanes + l);
      final DoubleVector dr = DoubleVector.fromArray(V, u, 6 * lanes + l);
      final DoubleVector di = DoubleVector.fromArray(V, u, 7 * lanes + l);
      for (int k = 0; k < pairs.length; k += 2) {
        final int lo = pairs[k] * lanes + l;
        final int hi = pairs[k + 1] * lanes + l;
        final DoubleVector xr = DoubleVector.fromArray(V, re, lo);
        final DoubleVector xi = DoubleVector.fromArray(V, im, lo);
        final DoubleVector yr = DoubleVector.fromArray(V, re, hi);
        final DoubleVector yi = DoubleVector.fromArray(V, im, hi);
        ar.mul(xr).sub(ai.mul(xi)).add(br.mul(yr)).sub(bi.mul(yi)).intoArray(re, lo);
        ar.mul(xi).add(ai.mul(xr)).add(br.mul(yi)).add(bi.mul(yr)).intoArray(im, lo);
        cr.mul(xr).sub(ci.mul(xi)).add(dr.mul(yr)).sub(di.mul(yi)).intoArray(re, hi);
        cr.mul(xi).add(ci.mul(xr)).add(dr.mul(yi)).add(di.mul(yr)).intoArray(im, hi);
      }
    }
  }

  @Override
  public void weigh(double[] re, double[] im, double[] weights, double[] out) {
    final int lanes = out.length;
    for (int l = 0; l < lanes; l += V.length()) {
      DoubleVector sum = DoubleVector.zero(V);
      for (int k = 0; k < weights.length; k++) {
        final DoubleVector xr = DoubleVector.fromArray(V, re, k * lanes + l);
        final DoubleVector xi = DoubleVector.fromArray(V, im, k * lanes + l);
        sum = sum.add(xr.mul(xr).add(xi.mul(xi)).mul(weights[k]));
      }
      DoubleVector.fromArray(V, out, l).add(sum).intoArray(out, l);
    }
  }
}
