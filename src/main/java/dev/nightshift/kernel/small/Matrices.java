package dev.nightshift.kernel.small;

/**
 * Products and friends of square complex matrices, row-major, re and im alternating: {@code 2 *
 * size * size} doubles.
 */
public final class Matrices {
  private Matrices() {}

  public static double[] identity(int size) {
    double[] result = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      result[2 * (i * size + i)] = 1;
    }
    return result;
  }

  /** a b. */
  public static double[] times(double[] a, double[] b, int size) {
    double[] result = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        double re = a[2 * (i * size + k)];
        double im = a[2 * (i * size + k) + 1];
        if (re == 0 && im == 0) {
          continue;
        }
        for (int j = 0; j < size; j++) {
          int from = 2 * (k * size + j);
          int to = 2 * (i * size + j);
          result[to] += re * b[from] - im * b[from + 1];
          result[to + 1] += re * b[from + 1] + im * b[from];
        }
      }
    }
    return result;
  }

  /** The conjugate transpose. */
  public static double[] adjoint(double[] a, int size) {
    double[] result = new double[a.length];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        result[2 * (i * size + j)] = a[2 * (j * size + i)];
        result[2 * (i * size + j) + 1] = -a[2 * (j * size + i) + 1];
      }
    }
    return result;
  }

  /** The number of rows of a matrix. */
  public static int size(double[] a) {
    return (int) Math.round(Math.sqrt(a.length / 2.0));
  }

  /**
   * The matrix on some operands as one on all, the identity on the others.
   *
   * @param operands for each bit of the small index its bit in the wide one
   */
  public static double[] expand(double[] small, int[] operands, int qubits) {
    int size = 1 << qubits;
    int width = 1 << operands.length;
    int mask = 0;
    for (int operand : operands) {
      mask |= 1 << operand;
    }
    double[] result = new double[2 * size * size];
    for (int row = 0; row < size; row++) {
      int rest = row & ~mask;
      int own = gather(row, operands);
      for (int k = 0; k < width; k++) {
        int column = rest | scatter(k, operands);
        result[2 * (row * size + column)] = small[2 * (own * width + k)];
        result[2 * (row * size + column) + 1] = small[2 * (own * width + k) + 1];
      }
    }
    return result;
  }

  /**
   * The matrix under controls, which are the lowest bits of the result's index.
   *
   * @param value the controls' bits at which the matrix acts
   */
  public static double[] controlled(double[] base, int controls, int value) {
    int width = size(base);
    int size = width << controls;
    double[] result = identity(size);
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        int to = 2 * ((i << controls | value) * size + (j << controls | value));
        result[to] = base[2 * (i * width + j)];
        result[to + 1] = base[2 * (i * width + j) + 1];
      }
    }
    return result;
  }

  /** The largest entry of U* U - 1 by absolute value. */
  public static double distanceFromUnitary(double[] u) {
    int size = size(u);
    return distanceFromIdentity(times(adjoint(u, size), u, size));
  }

  /** The largest entry of a - 1 by absolute value. */
  public static double distanceFromIdentity(double[] a) {
    int size = size(a);
    double worst = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        int at = 2 * (i * size + j);
        worst = Math.max(worst, Math.hypot(a[at] - (i == j ? 1 : 0), a[at + 1]));
      }
    }
    return worst;
  }

  /** Bit k of the result is bit {@code operands[k]} of the index. */
  static int gather(int index, int[] operands) {
    int own = 0;
    for (int k = 0; k < operands.length; k++) {
      own |= (index >> operands[k] & 1) << k;
    }
    return own;
  }

  /** Bit {@code operands[k]} of the result is bit k of the index. */
  static int scatter(int own, int[] operands) {
    int index = 0;
    for (int k = 0; k < operands.length; k++) {
      index |= (own >> k & 1) << operands[k];
    }
    return index;
  }
}
