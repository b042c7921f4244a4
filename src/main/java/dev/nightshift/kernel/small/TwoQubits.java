package dev.nightshift.kernel.small;

/**
 * Products of two-qubit matrices (16 complex numbers, row-major, re and im alternating) with
 * one-qubit ones, and their way back.
 */
public final class TwoQubits {
  private TwoQubits() {}

  /** The matrix with a on operand 0 and b on operand 1. */
  public static double[] product(double[] a, double[] b) {
    double[] result = new double[32];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        int at = 2 * (4 * row + column);
        int i = 2 * (2 * (row & 1) + (column & 1));
        int j = 2 * (2 * (row >> 1) + (column >> 1));
        result[at] = a[i] * b[j] - a[i + 1] * b[j + 1];
        result[at + 1] = a[i] * b[j + 1] + a[i + 1] * b[j];
      }
    }
    return result;
  }

  /** m becomes u m, u on one operand. */
  public static void apply(double[] m, int operand, double[] u) {
    int bit = 1 << operand;
    for (int row = 0; row < 4; row++) {
      if ((row & bit) != 0) {
        continue;
      }
      for (int column = 0; column < 4; column++) {
        int lo = 2 * (4 * row + column);
        int hi = 2 * (4 * (row | bit) + column);
        double xr = m[lo];
        double xi = m[lo + 1];
        double yr = m[hi];
        double yi = m[hi + 1];
        m[lo] = u[0] * xr - u[1] * xi + u[2] * yr - u[3] * yi;
        m[lo + 1] = u[0] * xi + u[1] * xr + u[2] * yi + u[3] * yr;
        m[hi] = u[4] * xr - u[5] * xi + u[6] * yr - u[7] * yi;
        m[hi + 1] = u[4] * xi + u[5] * xr + u[6] * yi + u[7] * yr;
      }
    }
  }

  /** The matrix with its two operands exchanged. */
  public static double[] exchanged(double[] m) {
    double[] result = new double[32];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        int from = 2 * (4 * row + column);
        int to = 2 * (4 * swap(row) + swap(column));
        result[to] = m[from];
        result[to + 1] = m[from + 1];
      }
    }
    return result;
  }

  private static int swap(int index) {
    return index >> 1 | (index & 1) << 1;
  }

  /**
   * The factors of a product: the one on operand 0, of determinant 1, and the one on operand 1.
   *
   * <p>Both are read next to the largest entry, so nothing small is divided by.
   */
  static double[][] factors(double[] m) {
    int largest = 0;
    double size = -1;
    for (int at = 0; at < 16; at++) {
      double own = m[2 * at] * m[2 * at] + m[2 * at + 1] * m[2 * at + 1];
      if (own > size) {
        size = own;
        largest = at;
      }
    }
    int row = largest >> 2;
    int column = largest & 3;
    double[] a = new double[8];
    double[] b = new double[8];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        int inner = 2 * (4 * (row & 2 | i) + (column & 2 | j));
        int outer = 2 * (4 * (2 * i | row & 1) + (2 * j | column & 1));
        a[2 * (2 * i + j)] = m[inner];
        a[2 * (2 * i + j) + 1] = m[inner + 1];
        b[2 * (2 * i + j)] = m[outer];
        b[2 * (2 * i + j) + 1] = m[outer + 1];
      }
    }
    // det a is the square of the scale that a has too much.
    double re = a[0] * a[6] - a[1] * a[7] - a[2] * a[4] + a[3] * a[5];
    double im = a[0] * a[7] + a[1] * a[6] - a[2] * a[5] - a[3] * a[4];
    double length = Math.sqrt(Math.hypot(re, im));
    double angle = Math.atan2(im, re) / 2;
    scale(a, Math.cos(angle) / length, -Math.sin(angle) / length);
    int own = 2 * (2 * (row & 1) + (column & 1));
    double norm = a[own] * a[own] + a[own + 1] * a[own + 1];
    scale(b, a[own] / norm, -a[own + 1] / norm);
    return new double[][] {a, b};
  }

  private static void scale(double[] m, double re, double im) {
    for (int i = 0; i < m.length; i += 2) {
      double own = m[i];
      m[i] = own * re - m[i + 1] * im;
      m[i + 1] = own * im + m[i + 1] * re;
    }
  }
}
