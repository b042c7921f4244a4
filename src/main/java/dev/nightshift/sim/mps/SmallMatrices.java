package dev.nightshift.sim.mps;

/**
 * Algebra of gate matrices, row-major with re and im alternating; operand j is bit j of an index.
 */
final class SmallMatrices {
  private SmallMatrices() {}

  private static int size(double[] u) {
    return 1 << (31 - Integer.numberOfLeadingZeros(u.length / 2)) / 2;
  }

  /** ab: b acts first. */
  static double[] times(double[] a, double[] b) {
    int size = size(a);
    double[] product = new double[a.length];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        double re = a[2 * (i * size + k)];
        double im = a[2 * (i * size + k) + 1];
        for (int j = 0; j < size; j++) {
          int from = 2 * (k * size + j);
          int to = 2 * (i * size + j);
          product[to] += re * b[from] - im * b[from + 1];
          product[to + 1] += re * b[from + 1] + im * b[from];
        }
      }
    }
    return product;
  }

  static double[] adjoint(double[] u) {
    int size = size(u);
    double[] result = new double[u.length];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        result[2 * (i * size + j)] = u[2 * (j * size + i)];
        result[2 * (i * size + j) + 1] = -u[2 * (j * size + i) + 1];
      }
    }
    return result;
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
