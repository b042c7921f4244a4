package dev.nightshift.sim;

import dev.nightshift.kernel.StateKernels;

/** A matrix on one or two qubits of a block; real ones and the identity are known as such. */
final class BlockMatrix {
  private final int low;
  private final int high;
  private final double[] u;
  private final boolean real;
  private final boolean identity;

  /**
   * @param bits of the qubits, as they are numbered in the block
   * @param u row-major, re and im alternating
   */
  BlockMatrix(int bits, double[] u) {
    this.low = Integer.lowestOneBit(bits);
    this.high = bits ^ low;
    int size = 1 << Integer.bitCount(bits);
    double[] re = new double[size * size];
    boolean noImaginary = true;
    boolean one = true;
    for (int k = 0; k < re.length; k++) {
      re[k] = u[2 * k];
      noImaginary &= u[2 * k + 1] == 0;
      one &= re[k] == (k / size == k % size ? 1 : 0);
    }
    this.real = noImaginary;
    this.identity = noImaginary && one;
    this.u = real ? re : u;
  }

  void apply(double[] re, double[] im, StateKernels kernels) {
    if (identity) {
      return;
    }
    if (high == 0 && real) {
      kernels.real1(re, im, low, u, 0, re.length / 2);
    } else if (high == 0) {
      kernels.matrix1(re, im, low, u, 0, re.length / 2);
    } else if (real) {
      kernels.real2(re, im, low, high, u, 0, re.length / 4);
    } else {
      kernels.matrix2(re, im, low, high, u, 0, re.length / 4);
    }
  }
}
