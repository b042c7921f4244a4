package dev.nightshift.kernel.simd;

import dev.nightshift.kernel.StateKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/*
 * A qubit whose bit is not below the length of a vector pairs whole vectors, with one number of the
 * matrix for all lanes. A lower one pairs lanes of the same vector: column r^k of every row r is the
 * vector with its lanes exchanged by k, and the matrix becomes one vector of coefficients for each k.
 * So all cases do the same sums in the same order, that of the plain twin.
 *
 * The loops are flat on purpose. The compiler gives up inlining own methods when a loop has grown to
 * some ten vector operations, and a vector that crosses a call is an object: the same 4×4 matrix by way
 * of helper methods took 7 times as long (JDK 25).
 */
/**
 * Kernels on a large state, a vector of neighbouring amplitudes at a time; ranges that do not
 * consist of whole vectors go to the plain twin.
 */
public final class States implements StateKernels {
  private static final VectorSpecies<Double> V = DoubleVector.SPECIES_PREFERRED;
  private static final int L = V.length();
  private static final StateKernels PLAIN = new dev.nightshift.kernel.plain.States();

  /** Workers' blocks are larger powers of two, so this holds for all but tiny states. */
  private static boolean wholeVectors(double[] re, int bits, int from, int to) {
    return from % L == 0 && to % L == 0 && re.length >> Integer.bitCount(bits) >= L;
  }

  /** Exchanges lane l with lane l ^ k. */
  private static VectorShuffle<Double> exchange(int k) {
    return VectorShuffle.fromOp(V, lane -> lane ^ k);
  }

  /**
   * The entry of column r ^ k for the row r of each lane.
   *
   * @param a the bit of a lane that is bit 0 of its row; 0 where there is none
   * @param b the bit of a lane that is bit 1 of its row; 0 where there is none
   * @param fixed bits of the row that are the same in all lanes
   * @param part of {@code parts} numbers an entry has
   */
  private static DoubleVector entries(
      double[] u, int rows, int a, int b, int fixed, int k, int part, int parts) {
    double[] entries = new double[L];
    for (int lane = 0; lane < L; lane++) {
      int row = fixed | ((lane & a) != 0 ? 1 : 0) | ((lane & b) != 0 ? 2 : 0);
      entries[lane] = u[parts * (row * rows + (row ^ k)) + part];
    }
    return DoubleVector.fromArray(V, entries, 0);
  }

  @Override
  public void matrix1(double[] re, double[] im, int a, double[] u, int from, int to) {
    if (!wholeVectors(re, a, from, to)) {
      PLAIN.matrix1(re, im, a, u, from, to);
    } else if (a < L) {
      lanes1(re, im, a, u, 2 * from, 2 * to);
    } else {
      vectors1(re, im, a, u, from, to);
    }
  }

  private static void vectors1(double[] re, double[] im, int a, double[] u, int from, int to) {
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
    for (int k = from; k < to; k += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      final DoubleVector yr = DoubleVector.fromArray(V, re, i + a);
      final DoubleVector yi = DoubleVector.fromArray(V, im, i + a);
      xr.mul(ar).sub(xi.mul(ai)).add(yr.mul(br)).sub(yi.mul(bi)).intoArray(re, i);
      xi.mul(ar).add(xr.mul(ai)).add(yi.mul(br)).add(yr.mul(bi)).intoArray(im, i);
      yr.mul(dr).sub(yi.mul(di)).add(xr.mul(cr)).sub(xi.mul(ci)).intoArray(re, i + a);
      yi.mul(dr).add(yr.mul(di)).add(xi.mul(cr)).add(xr.mul(ci)).intoArray(im, i + a);
      i = (i | ~free) + L & free;
    }
  }

  private static void lanes1(double[] re, double[] im, int a, double[] u, int from, int to) {
    final VectorShuffle<Double> flip = exchange(a);
    final DoubleVector c0r = entries(u, 2, a, 0, 0, 0, 0, 2);
    final DoubleVector c0i = entries(u, 2, a, 0, 0, 0, 1, 2);
    final DoubleVector c1r = entries(u, 2, a, 0, 0, 1, 0, 2);
    final DoubleVector c1i = entries(u, 2, a, 0, 0, 1, 1, 2);
    for (int i = from; i < to; i += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      final DoubleVector yr = xr.rearrange(flip);
      final DoubleVector yi = xi.rearrange(flip);
      xr.mul(c0r).sub(xi.mul(c0i)).add(yr.mul(c1r)).sub(yi.mul(c1i)).intoArray(re, i);
      xi.mul(c0r).add(xr.mul(c0i)).add(yi.mul(c1r)).add(yr.mul(c1i)).intoArray(im, i);
    }
  }

  @Override
  public void real1(double[] re, double[] im, int a, double[] u, int from, int to) {
    if (!wholeVectors(re, a, from, to)) {
      PLAIN.real1(re, im, a, u, from, to);
    } else if (a < L) {
      realLanes1(re, im, a, u, 2 * from, 2 * to);
    } else {
      realVectors1(re, im, a, u, from, to);
    }
  }

  private static void realVectors1(double[] re, double[] im, int a, double[] u, int from, int to) {
    final double ar = u[0];
    final double br = u[1];
    final double cr = u[2];
    final double dr = u[3];
    final int free = re.length - 1 & ~a;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      final DoubleVector yr = DoubleVector.fromArray(V, re, i + a);
      final DoubleVector yi = DoubleVector.fromArray(V, im, i + a);
      xr.mul(ar).add(yr.mul(br)).intoArray(re, i);
      xi.mul(ar).add(yi.mul(br)).intoArray(im, i);
      yr.mul(dr).add(xr.mul(cr)).intoArray(re, i + a);
      yi.mul(dr).add(xi.mul(cr)).intoArray(im, i + a);
      i = (i | ~free) + L & free;
    }
  }

  private static void realLanes1(double[] re, double[] im, int a, double[] u, int from, int to) {
    final VectorShuffle<Double> flip = exchange(a);
    final DoubleVector c0 = entries(u, 2, a, 0, 0, 0, 0, 1);
    final DoubleVector c1 = entries(u, 2, a, 0, 0, 1, 0, 1);
    for (int i = from; i < to; i += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      xr.mul(c0).add(xr.rearrange(flip).mul(c1)).intoArray(re, i);
      xi.mul(c0).add(xi.rearrange(flip).mul(c1)).intoArray(im, i);
    }
  }

  @Override
  public void matrix2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    if (!wholeVectors(re, a | b, from, to)) {
      PLAIN.matrix2(re, im, a, b, u, from, to);
    } else if (b < L) {
      lanes2(re, im, a, b, u, 4 * from, 4 * to);
    } else if (a < L) {
      mixed2(re, im, a, b, u, 2 * from, 2 * to);
    } else {
      vectors2(re, im, a, b, u, from, to);
    }
  }

  private static void vectors2(
      double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    final int free = re.length - 1 & ~(a | b);
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k += L) {
      final DoubleVector x0r = DoubleVector.fromArray(V, re, i);
      final DoubleVector x0i = DoubleVector.fromArray(V, im, i);
      final DoubleVector x1r = DoubleVector.fromArray(V, re, i + a);
      final DoubleVector x1i = DoubleVector.fromArray(V, im, i + a);
      final DoubleVector x2r = DoubleVector.fromArray(V, re, i + b);
      final DoubleVector x2i = DoubleVector.fromArray(V, im, i + b);
      final DoubleVector x3r = DoubleVector.fromArray(V, re, i + a + b);
      final DoubleVector x3i = DoubleVector.fromArray(V, im, i + a + b);
      x0r.mul(u[0])
          .sub(x0i.mul(u[1]))
          .add(x1r.mul(u[2]))
          .sub(x1i.mul(u[3]))
          .add(x2r.mul(u[4]))
          .sub(x2i.mul(u[5]))
          .add(x3r.mul(u[6]))
          .sub(x3i.mul(u[7]))
          .intoArray(re, i);
      x0i.mul(u[0])
          .add(x0r.mul(u[1]))
          .add(x1i.mul(u[2]))
          .add(x1r.mul(u[3]))
          .add(x2i.mul(u[4]))
          .add(x2r.mul(u[5]))
          .add(x3i.mul(u[6]))
          .add(x3r.mul(u[7]))
          .intoArray(im, i);
      x1r.mul(u[10])
          .sub(x1i.mul(u[11]))
          .add(x0r.mul(u[8]))
          .sub(x0i.mul(u[9]))
          .add(x3r.mul(u[14]))
          .sub(x3i.mul(u[15]))
          .add(x2r.mul(u[12]))
          .sub(x2i.mul(u[13]))
          .intoArray(re, i + a);
      x1i.mul(u[10])
          .add(x1r.mul(u[11]))
          .add(x0i.mul(u[8]))
          .add(x0r.mul(u[9]))
          .add(x3i.mul(u[14]))
          .add(x3r.mul(u[15]))
          .add(x2i.mul(u[12]))
          .add(x2r.mul(u[13]))
          .intoArray(im, i + a);
      x2r.mul(u[20])
          .sub(x2i.mul(u[21]))
          .add(x3r.mul(u[22]))
          .sub(x3i.mul(u[23]))
          .add(x0r.mul(u[16]))
          .sub(x0i.mul(u[17]))
          .add(x1r.mul(u[18]))
          .sub(x1i.mul(u[19]))
          .intoArray(re, i + b);
      x2i.mul(u[20])
          .add(x2r.mul(u[21]))
          .add(x3i.mul(u[22]))
          .add(x3r.mul(u[23]))
          .add(x0i.mul(u[16]))
          .add(x0r.mul(u[17]))
          .add(x1i.mul(u[18]))
          .add(x1r.mul(u[19]))
          .intoArray(im, i + b);
      x3r.mul(u[30])
          .sub(x3i.mul(u[31]))
          .add(x2r.mul(u[28]))
          .sub(x2i.mul(u[29]))
          .add(x1r.mul(u[26]))
          .sub(x1i.mul(u[27]))
          .add(x0r.mul(u[24]))
          .sub(x0i.mul(u[25]))
          .intoArray(re, i + a + b);
      x3i.mul(u[30])
          .add(x3r.mul(u[31]))
          .add(x2i.mul(u[28]))
          .add(x2r.mul(u[29]))
          .add(x1i.mul(u[26]))
          .add(x1r.mul(u[27]))
          .add(x0i.mul(u[24]))
          .add(x0r.mul(u[25]))
          .intoArray(im, i + a + b);
      i = (i | ~free) + L & free;
    }
  }

  /** Bit a within a vector, bit b between vectors. */
  private static void mixed2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    final VectorShuffle<Double> flip = exchange(a);
    final DoubleVector l0r = entries(u, 4, a, 0, 0, 0, 0, 2);
    final DoubleVector l0i = entries(u, 4, a, 0, 0, 0, 1, 2);
    final DoubleVector l1r = entries(u, 4, a, 0, 0, 1, 0, 2);
    final DoubleVector l1i = entries(u, 4, a, 0, 0, 1, 1, 2);
    final DoubleVector l2r = entries(u, 4, a, 0, 0, 2, 0, 2);
    final DoubleVector l2i = entries(u, 4, a, 0, 0, 2, 1, 2);
    final DoubleVector l3r = entries(u, 4, a, 0, 0, 3, 0, 2);
    final DoubleVector l3i = entries(u, 4, a, 0, 0, 3, 1, 2);
    final DoubleVector h0r = entries(u, 4, a, 0, 2, 0, 0, 2);
    final DoubleVector h0i = entries(u, 4, a, 0, 2, 0, 1, 2);
    final DoubleVector h1r = entries(u, 4, a, 0, 2, 1, 0, 2);
    final DoubleVector h1i = entries(u, 4, a, 0, 2, 1, 1, 2);
    final DoubleVector h2r = entries(u, 4, a, 0, 2, 2, 0, 2);
    final DoubleVector h2i = entries(u, 4, a, 0, 2, 2, 1, 2);
    final DoubleVector h3r = entries(u, 4, a, 0, 2, 3, 0, 2);
    final DoubleVector h3i = entries(u, 4, a, 0, 2, 3, 1, 2);
    final int free = re.length - 1 & ~b;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      final DoubleVector yr = DoubleVector.fromArray(V, re, i + b);
      final DoubleVector yi = DoubleVector.fromArray(V, im, i + b);
      final DoubleVector zr = xr.rearrange(flip);
      final DoubleVector zi = xi.rearrange(flip);
      final DoubleVector wr = yr.rearrange(flip);
      final DoubleVector wi = yi.rearrange(flip);
      xr.mul(l0r)
          .sub(xi.mul(l0i))
          .add(zr.mul(l1r))
          .sub(zi.mul(l1i))
          .add(yr.mul(l2r))
          .sub(yi.mul(l2i))
          .add(wr.mul(l3r))
          .sub(wi.mul(l3i))
          .intoArray(re, i);
      xi.mul(l0r)
          .add(xr.mul(l0i))
          .add(zi.mul(l1r))
          .add(zr.mul(l1i))
          .add(yi.mul(l2r))
          .add(yr.mul(l2i))
          .add(wi.mul(l3r))
          .add(wr.mul(l3i))
          .intoArray(im, i);
      yr.mul(h0r)
          .sub(yi.mul(h0i))
          .add(wr.mul(h1r))
          .sub(wi.mul(h1i))
          .add(xr.mul(h2r))
          .sub(xi.mul(h2i))
          .add(zr.mul(h3r))
          .sub(zi.mul(h3i))
          .intoArray(re, i + b);
      yi.mul(h0r)
          .add(yr.mul(h0i))
          .add(wi.mul(h1r))
          .add(wr.mul(h1i))
          .add(xi.mul(h2r))
          .add(xr.mul(h2i))
          .add(zi.mul(h3r))
          .add(zr.mul(h3i))
          .intoArray(im, i + b);
      i = (i | ~free) + L & free;
    }
  }

  /** Both bits within a vector. */
  private static void lanes2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    final VectorShuffle<Double> flip1 = exchange(a);
    final VectorShuffle<Double> flip2 = exchange(b);
    final VectorShuffle<Double> flip3 = exchange(a | b);
    final DoubleVector c0r = entries(u, 4, a, b, 0, 0, 0, 2);
    final DoubleVector c0i = entries(u, 4, a, b, 0, 0, 1, 2);
    final DoubleVector c1r = entries(u, 4, a, b, 0, 1, 0, 2);
    final DoubleVector c1i = entries(u, 4, a, b, 0, 1, 1, 2);
    final DoubleVector c2r = entries(u, 4, a, b, 0, 2, 0, 2);
    final DoubleVector c2i = entries(u, 4, a, b, 0, 2, 1, 2);
    final DoubleVector c3r = entries(u, 4, a, b, 0, 3, 0, 2);
    final DoubleVector c3i = entries(u, 4, a, b, 0, 3, 1, 2);
    for (int i = from; i < to; i += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      final DoubleVector yr = xr.rearrange(flip1);
      final DoubleVector yi = xi.rearrange(flip1);
      final DoubleVector zr = xr.rearrange(flip2);
      final DoubleVector zi = xi.rearrange(flip2);
      final DoubleVector wr = xr.rearrange(flip3);
      final DoubleVector wi = xi.rearrange(flip3);
      xr.mul(c0r)
          .sub(xi.mul(c0i))
          .add(yr.mul(c1r))
          .sub(yi.mul(c1i))
          .add(zr.mul(c2r))
          .sub(zi.mul(c2i))
          .add(wr.mul(c3r))
          .sub(wi.mul(c3i))
          .intoArray(re, i);
      xi.mul(c0r)
          .add(xr.mul(c0i))
          .add(yi.mul(c1r))
          .add(yr.mul(c1i))
          .add(zi.mul(c2r))
          .add(zr.mul(c2i))
          .add(wi.mul(c3r))
          .add(wr.mul(c3i))
          .intoArray(im, i);
    }
  }

  @Override
  public void real2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    if (!wholeVectors(re, a | b, from, to)) {
      PLAIN.real2(re, im, a, b, u, from, to);
    } else if (b < L) {
      realLanes2(re, a, b, u, 4 * from, 4 * to);
      realLanes2(im, a, b, u, 4 * from, 4 * to);
    } else if (a < L) {
      realMixed2(re, a, b, u, 2 * from, 2 * to);
      realMixed2(im, a, b, u, 2 * from, 2 * to);
    } else {
      realVectors2(re, a, b, u, from, to);
      realVectors2(im, a, b, u, from, to);
    }
  }

  private static void realVectors2(double[] x, int a, int b, double[] u, int from, int to) {
    final int free = x.length - 1 & ~(a | b);
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k += L) {
      final DoubleVector x0 = DoubleVector.fromArray(V, x, i);
      final DoubleVector x1 = DoubleVector.fromArray(V, x, i + a);
      final DoubleVector x2 = DoubleVector.fromArray(V, x, i + b);
      final DoubleVector x3 = DoubleVector.fromArray(V, x, i + a + b);
      x0.mul(u[0]).add(x1.mul(u[1])).add(x2.mul(u[2])).add(x3.mul(u[3])).intoArray(x, i);
      x1.mul(u[5]).add(x0.mul(u[4])).add(x3.mul(u[7])).add(x2.mul(u[6])).intoArray(x, i + a);
      x2.mul(u[10]).add(x3.mul(u[11])).add(x0.mul(u[8])).add(x1.mul(u[9])).intoArray(x, i + b);
      x3.mul(u[15])
          .add(x2.mul(u[14]))
          .add(x1.mul(u[13]))
          .add(x0.mul(u[12]))
          .intoArray(x, i + a + b);
      i = (i | ~free) + L & free;
    }
  }

  private static void realMixed2(double[] x, int a, int b, double[] u, int from, int to) {
    final VectorShuffle<Double> flip = exchange(a);
    final DoubleVector l0 = entries(u, 4, a, 0, 0, 0, 0, 1);
    final DoubleVector l1 = entries(u, 4, a, 0, 0, 1, 0, 1);
    final DoubleVector l2 = entries(u, 4, a, 0, 0, 2, 0, 1);
    final DoubleVector l3 = entries(u, 4, a, 0, 0, 3, 0, 1);
    final DoubleVector h0 = entries(u, 4, a, 0, 2, 0, 0, 1);
    final DoubleVector h1 = entries(u, 4, a, 0, 2, 1, 0, 1);
    final DoubleVector h2 = entries(u, 4, a, 0, 2, 2, 0, 1);
    final DoubleVector h3 = entries(u, 4, a, 0, 2, 3, 0, 1);
    final int free = x.length - 1 & ~b;
    int i = Integer.expand(from, free);
    for (int k = from; k < to; k += L) {
      final DoubleVector lo = DoubleVector.fromArray(V, x, i);
      final DoubleVector hi = DoubleVector.fromArray(V, x, i + b);
      final DoubleVector low = lo.rearrange(flip);
      final DoubleVector high = hi.rearrange(flip);
      lo.mul(l0).add(low.mul(l1)).add(hi.mul(l2)).add(high.mul(l3)).intoArray(x, i);
      hi.mul(h0).add(high.mul(h1)).add(lo.mul(h2)).add(low.mul(h3)).intoArray(x, i + b);
      i = (i | ~free) + L & free;
    }
  }

  private static void realLanes2(double[] x, int a, int b, double[] u, int from, int to) {
    final VectorShuffle<Double> flip1 = exchange(a);
    final VectorShuffle<Double> flip2 = exchange(b);
    final VectorShuffle<Double> flip3 = exchange(a | b);
    final DoubleVector c0 = entries(u, 4, a, b, 0, 0, 0, 1);
    final DoubleVector c1 = entries(u, 4, a, b, 0, 1, 0, 1);
    final DoubleVector c2 = entries(u, 4, a, b, 0, 2, 0, 1);
    final DoubleVector c3 = entries(u, 4, a, b, 0, 3, 0, 1);
    for (int i = from; i < to; i += L) {
      final DoubleVector x0 = DoubleVector.fromArray(V, x, i);
      x0.mul(c0)
          .add(x0.rearrange(flip1).mul(c1))
          .add(x0.rearrange(flip2).mul(c2))
          .add(x0.rearrange(flip3).mul(c3))
          .intoArray(x, i);
    }
  }

  @Override
  public void scale(
      double[] re, double[] im, double[] fr, double[] fi, double c, double s, int from, int to) {
    if ((to - from) % L != 0) {
      PLAIN.scale(re, im, fr, fi, c, s, from, to);
      return;
    }
    for (int i = from; i < to; i += L) {
      final DoubleVector gr = DoubleVector.fromArray(V, fr, i - from);
      final DoubleVector gi = DoubleVector.fromArray(V, fi, i - from);
      final DoubleVector tr = gr.mul(c).sub(gi.mul(s));
      final DoubleVector ti = gr.mul(s).add(gi.mul(c));
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      xr.mul(tr).sub(xi.mul(ti)).intoArray(re, i);
      xi.mul(tr).add(xr.mul(ti)).intoArray(im, i);
    }
  }

  @Override
  public void scale(double[] re, double[] im, double c, double s, int from, int to) {
    if ((to - from) % L != 0) {
      PLAIN.scale(re, im, c, s, from, to);
      return;
    }
    for (int i = from; i < to; i += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, re, i);
      final DoubleVector xi = DoubleVector.fromArray(V, im, i);
      xr.mul(c).sub(xi.mul(s)).intoArray(re, i);
      xi.mul(c).add(xr.mul(s)).intoArray(im, i);
    }
  }

  @Override
  public void times(
      double[] ar, double[] ai, double[] br, double[] bi, double[] yr, double[] yi, int count) {
    if (count % L != 0) {
      PLAIN.times(ar, ai, br, bi, yr, yi, count);
      return;
    }
    for (int i = 0; i < count; i += L) {
      final DoubleVector xr = DoubleVector.fromArray(V, ar, i);
      final DoubleVector xi = DoubleVector.fromArray(V, ai, i);
      final DoubleVector fr = DoubleVector.fromArray(V, br, i);
      final DoubleVector fi = DoubleVector.fromArray(V, bi, i);
      xr.mul(fr).sub(xi.mul(fi)).intoArray(yr, i);
      xi.mul(fr).add(xr.mul(fi)).intoArray(yi, i);
    }
  }

  @Override
  public void exchange(double[] re, double[] im, int a, int b, int mask, int value) {
    final boolean lanes = a == 0 && b < L;
    if (re.length < 2 * L || !lanes && Math.min(a == 0 ? b : a, b) < L) {
      PLAIN.exchange(re, im, a, b, mask, value);
    } else if (lanes) {
      final int controls = mask & L - 1 & ~b;
      final int wanted = value & controls;
      permute(
          re,
          im,
          VectorShuffle.fromOp(V, lane -> (lane & controls) == wanted ? lane ^ b : lane),
          mask & -L,
          value & -L);
    } else if ((mask & L - 1) == 0) {
      swap(re, im, a, b, mask, value);
    } else {
      swapLanes(re, im, a, b, mask, value);
    }
  }

  /** A lane permutation of the vectors at which the high bits hold. */
  private static void permute(
      double[] re, double[] im, VectorShuffle<Double> shuffle, int mask, int value) {
    final int free = re.length - 1 & ~mask;
    final int points = re.length >> Integer.bitCount(mask);
    int i = 0;
    for (int k = 0; k < points; k += L) {
      final int at = i | value;
      DoubleVector.fromArray(V, re, at).rearrange(shuffle).intoArray(re, at);
      DoubleVector.fromArray(V, im, at).rearrange(shuffle).intoArray(im, at);
      i = (i | ~free) + L & free;
    }
  }

  private static void swap(double[] re, double[] im, int a, int b, int mask, int value) {
    final int free = re.length - 1 & ~mask;
    final int points = re.length >> Integer.bitCount(mask);
    int i = 0;
    for (int k = 0; k < points; k += L) {
      final int p = i | value | a;
      final int q = i | value | b;
      final DoubleVector xr = DoubleVector.fromArray(V, re, p);
      final DoubleVector xi = DoubleVector.fromArray(V, im, p);
      DoubleVector.fromArray(V, re, q).intoArray(re, p);
      DoubleVector.fromArray(V, im, q).intoArray(im, p);
      xr.intoArray(re, q);
      xi.intoArray(im, q);
      i = (i | ~free) + L & free;
    }
  }

  /** Some controls are bits of a lane. */
  private static void swapLanes(double[] re, double[] im, int a, int b, int mask, int value) {
    boolean[] held = new boolean[L];
    for (int lane = 0; lane < L; lane++) {
      held[lane] = (lane & mask) == (value & mask & L - 1);
    }
    final VectorMask<Double> holds = VectorMask.fromArray(V, held, 0);
    final int high = mask & -L;
    final int free = re.length - 1 & ~high;
    final int points = re.length >> Integer.bitCount(high);
    int i = 0;
    for (int k = 0; k < points; k += L) {
      final int p = i | value & -L | a;
      final int q = i | value & -L | b;
      final DoubleVector xr = DoubleVector.fromArray(V, re, p);
      final DoubleVector xi = DoubleVector.fromArray(V, im, p);
      final DoubleVector yr = DoubleVector.fromArray(V, re, q);
      final DoubleVector yi = DoubleVector.fromArray(V, im, q);
      xr.blend(yr, holds).intoArray(re, p);
      xi.blend(yi, holds).intoArray(im, p);
      yr.blend(xr, holds).intoArray(re, q);
      yi.blend(xi, holds).intoArray(im, q);
      i = (i | ~free) + L & free;
    }
  }

  @Override
  public void transition(
      double[] ar, double[] ai, double[] br, double[] bi, int bit, double[] out) {
    final int lanes = dev.nightshift.kernel.plain.States.LANES;
    if (ar.length < 2 * lanes || L > lanes) {
      PLAIN.transition(ar, ai, br, bi, bit, out);
      return;
    }
    final double[] sums = new double[8 * lanes];
    for (int part = 0; part < lanes; part += L) {
      if (bit < L) {
        transitionLanes(ar, ai, br, bi, bit, sums, part);
      } else if (bit < lanes) {
        transitionParts(ar, ai, br, bi, bit, sums, part);
      } else {
        transitionVectors(ar, ai, br, bi, bit, sums, part);
      }
    }
    dev.nightshift.kernel.plain.States.addUp(sums, out);
  }

  /** The sums of every eighth amplitude from {@code part} on and its neighbours in a vector. */
  private static void transitionVectors(
      double[] ar, double[] ai, double[] br, double[] bi, int bit, double[] sums, int part) {
    final int lanes = sums.length / 8;
    final DoubleVector zero = DoubleVector.zero(V);
    DoubleVector s0r = zero;
    DoubleVector s0i = zero;
    DoubleVector s1r = zero;
    DoubleVector s1i = zero;
    DoubleVector s2r = zero;
    DoubleVector s2i = zero;
    DoubleVector s3r = zero;
    DoubleVector s3i = zero;
    final int free = ar.length - 1 & ~bit;
    int i = part;
    for (int k = 0; k < ar.length / 2; k += lanes) {
      final DoubleVector xr = DoubleVector.fromArray(V, ar, i);
      final DoubleVector xi = DoubleVector.fromArray(V, ai, i);
      final DoubleVector yr = DoubleVector.fromArray(V, ar, i + bit);
      final DoubleVector yi = DoubleVector.fromArray(V, ai, i + bit);
      final DoubleVector zr = DoubleVector.fromArray(V, br, i);
      final DoubleVector zi = DoubleVector.fromArray(V, bi, i);
      final DoubleVector wr = DoubleVector.fromArray(V, br, i + bit);
      final DoubleVector wi = DoubleVector.fromArray(V, bi, i + bit);
      s0r = s0r.add(xr.mul(zr).add(xi.mul(zi)));
      s0i = s0i.add(xr.mul(zi).sub(xi.mul(zr)));
      s1r = s1r.add(xr.mul(wr).add(xi.mul(wi)));
      s1i = s1i.add(xr.mul(wi).sub(xi.mul(wr)));
      s2r = s2r.add(yr.mul(wr).add(yi.mul(wi)));
      s2i = s2i.add(yr.mul(wi).sub(yi.mul(wr)));
      s3r = s3r.add(yr.mul(zr).add(yi.mul(zi)));
      s3i = s3i.add(yr.mul(zi).sub(yi.mul(zr)));
      i = (i | ~free) + lanes & free | part;
    }
    s0r.intoArray(sums, part);
    s0i.intoArray(sums, lanes + part);
    s1r.intoArray(sums, 2 * lanes + part);
    s1i.intoArray(sums, 3 * lanes + part);
    s2r.intoArray(sums, 4 * lanes + part);
    s2i.intoArray(sums, 5 * lanes + part);
    s3r.intoArray(sums, 6 * lanes + part);
    s3i.intoArray(sums, 7 * lanes + part);
  }

  /** The bit lies between two vectors of the same eight amplitudes. */
  private static void transitionParts(
      double[] ar, double[] ai, double[] br, double[] bi, int bit, double[] sums, int part) {
    final int lanes = sums.length / 8;
    final DoubleVector zero = DoubleVector.zero(V);
    DoubleVector s0r = zero;
    DoubleVector s0i = zero;
    DoubleVector s1r = zero;
    DoubleVector s1i = zero;
    for (int i = part; i < ar.length; i += lanes) {
      final DoubleVector xr = DoubleVector.fromArray(V, ar, i);
      final DoubleVector xi = DoubleVector.fromArray(V, ai, i);
      final DoubleVector zr = DoubleVector.fromArray(V, br, i);
      final DoubleVector zi = DoubleVector.fromArray(V, bi, i);
      final DoubleVector wr = DoubleVector.fromArray(V, br, i ^ bit);
      final DoubleVector wi = DoubleVector.fromArray(V, bi, i ^ bit);
      s0r = s0r.add(xr.mul(zr).add(xi.mul(zi)));
      s0i = s0i.add(xr.mul(zi).sub(xi.mul(zr)));
      s1r = s1r.add(xr.mul(wr).add(xi.mul(wi)));
      s1i = s1i.add(xr.mul(wi).sub(xi.mul(wr)));
    }
    final int row = (part & bit) == 0 ? 0 : 4 * lanes;
    s0r.intoArray(sums, row + part);
    s0i.intoArray(sums, row + lanes + part);
    s1r.intoArray(sums, row + 2 * lanes + part);
    s1i.intoArray(sums, row + 3 * lanes + part);
  }

  /** The bit lies within a vector. */
  private static void transitionLanes(
      double[] ar, double[] ai, double[] br, double[] bi, int bit, double[] sums, int part) {
    final int lanes = sums.length / 8;
    final VectorShuffle<Double> flip = exchange(bit);
    final DoubleVector zero = DoubleVector.zero(V);
    DoubleVector s0r = zero;
    DoubleVector s0i = zero;
    DoubleVector s1r = zero;
    DoubleVector s1i = zero;
    for (int i = part; i < ar.length; i += lanes) {
      final DoubleVector xr = DoubleVector.fromArray(V, ar, i);
      final DoubleVector xi = DoubleVector.fromArray(V, ai, i);
      final DoubleVector zr = DoubleVector.fromArray(V, br, i);
      final DoubleVector zi = DoubleVector.fromArray(V, bi, i);
      final DoubleVector wr = zr.rearrange(flip);
      final DoubleVector wi = zi.rearrange(flip);
      s0r = s0r.add(xr.mul(zr).add(xi.mul(zi)));
      s0i = s0i.add(xr.mul(zi).sub(xi.mul(zr)));
      s1r = s1r.add(xr.mul(wr).add(xi.mul(wi)));
      s1i = s1i.add(xr.mul(wi).sub(xi.mul(wr)));
    }
    double[][] found = {s0r.toArray(), s0i.toArray(), s1r.toArray(), s1i.toArray()};
    for (int k = 0; k < 4; k++) {
      for (int lane = 0; lane < L; lane++) {
        sums[((lane & bit) == 0 ? k : k + 4) * lanes + part + lane] = found[k][lane];
      }
    }
  }
}
