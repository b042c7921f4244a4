package dev.nightshift.kernel.simd;

import dev.nightshift.kernel.StateKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on a large state, a vector of neighbouring amplitudes at a time; runs shorter than a
 * vector go to the plain twin.
 *
 * <p>One row of the matrix at a time: all sixteen entries at once would not fit into registers.
 */
public final class States implements StateKernels {
  private static final VectorSpecies<Double> V = DoubleVector.SPECIES_PREFERRED;
  private static final StateKernels PLAIN = new dev.nightshift.kernel.plain.States();

  @Override
  public void matrix2(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    // Ranges start at multiples of a vector: blocks of workers are larger powers of two.
    if (a < V.length() || from % V.length() != 0 || to % V.length() != 0) {
      PLAIN.matrix2(re, im, a, b, u, from, to);
      return;
    }
    final int free = re.length - 1 & ~(a | b);
    for (int k = from; k < to; ) {
      final int base = Integer.expand(k, free);
      final int run = Math.min(to - k, a - (base & a - 1));
      run(re, im, a, b, u, base, base + run);
      k += run;
    }
  }

  private static void run(double[] re, double[] im, int a, int b, double[] u, int from, int to) {
    for (int i = from; i < to; i += V.length()) {
      final DoubleVector x0r = DoubleVector.fromArray(V, re, i);
      final DoubleVector x0i = DoubleVector.fromArray(V, im, i);
      final DoubleVector x1r = DoubleVector.fromArray(V, re, i + a);
      final DoubleVector x1i = DoubleVector.fromArray(V, im, i + a);
      final DoubleVector x2r = DoubleVector.fromArray(V, re, i + b);
      final DoubleVector x2i = DoubleVector.fromArray(V, im, i + b);
      final DoubleVector x3r = DoubleVector.fromArray(V, re, i + a + b);
      final DoubleVector x3i = DoubleVector.fromArray(V, im, i + a + b);
      real(u, 0, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(re, i);
      imaginary(u, 0, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(im, i);
      real(u, 8, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(re, i + a);
      imaginary(u, 8, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(im, i + a);
      real(u, 16, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(re, i + b);
      imaginary(u, 16, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(im, i + b);
      real(u, 24, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(re, i + a + b);
      imaginary(u, 24, x0r, x0i, x1r, x1i, x2r, x2i, x3r, x3i).intoArray(im, i + a + b);
    }
  }

  private static DoubleVector real(
      double[] u,
      int row,
      DoubleVector x0r,
      DoubleVector x0i,
      DoubleVector x1r,
      DoubleVector x1i,
      DoubleVector x2r,
      DoubleVector x2i,
      DoubleVector x3r,
      DoubleVector x3i) {
    return x0r.mul(u[row])
        .sub(x0i.mul(u[row + 1]))
        .add(x1r.mul(u[row + 2]))
        .sub(x1i.mul(u[row + 3]))
        .add(x2r.mul(u[row + 4]))
        .sub(x2i.mul(u[row + 5]))
        .add(x3r.mul(u[row + 6]))
        .sub(x3i.mul(u[row + 7]));
  }

  private static DoubleVector imaginary(
      double[] u,
      int row,
      DoubleVector x0r,
      DoubleVector x0i,
      DoubleVector x1r,
      DoubleVector x1i,
      DoubleVector x2r,
      DoubleVector x2i,
      DoubleVector x3r,
      DoubleVector x3i) {
    return x0i.mul(u[row])
        .add(x0r.mul(u[row + 1]))
        .add(x1i.mul(u[row + 2]))
        .add(x1r.mul(u[row + 3]))
        .add(x2i.mul(u[row + 4]))
        .add(x2r.mul(u[row + 5]))
        .add(x3i.mul(u[row + 6]))
        .add(x3r.mul(u[row + 7]));
  }
}
