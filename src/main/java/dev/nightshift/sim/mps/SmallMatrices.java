package dev.nightshift.sim.mps;

import dev.nightshift.kernel.small.Matrices;

/**
 * Algebra of gate matrices, row-major with re and im alternating; operand j is bit j of an index.
 */
final class SmallMatrices {
  private SmallMatrices() {}

  /** ab: b acts first. */
  static double[] times(double[] a, double[] b) {
    return Matrices.times(a, b, Matrices.size(a));
  }

  static double[] adjoint(double[] u) {
    return Matrices.adjoint(u, Matrices.size(u));
  }

  /** A one-qubit matrix on one of several operands. */
  static double[] widened(double[] u, int operands, int operand) {
    int size = 1 << operands;
    int bit = 1 << operand;
    double[] result = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      for (int value = 0; value < 2; value++) {
        int j = i & ~bit | value << operand;
        int from = 2 * (2 * (i >> operand & 1) + value);
        result[2 * (i * size + j)] = u[from];
        result[2 * (i * size + j) + 1] = u[from + 1];
      }
    }
    return result;
  }

  /** A two-qubit matrix with its operands exchanged. */
  static double[] exchanged(double[] u) {
    int[] at = {0, 2, 1, 3};
    double[] result = new double[u.length];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        result[2 * (4 * i + j)] = u[2 * (4 * at[i] + at[j])];
        result[2 * (4 * i + j) + 1] = u[2 * (4 * at[i] + at[j]) + 1];
      }
    }
    return result;
  }
}
