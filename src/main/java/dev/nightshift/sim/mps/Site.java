package dev.nightshift.sim.mps;

import dev.nightshift.kernel.plain.Products;

/**
 * One site's tensor: for each index of the bond on its left a row over (value of the qubit, index
 * of the bond on its right), value s and index r at {@code s * right + r}.
 *
 * @param right indices of the bond on the right
 */
record Site(double[][] re, double[][] im, int right) {

  /** |0>, between bonds of one index. */
  static Site zero() {
    return new Site(new double[][] {{1, 0}}, new double[1][2], 1);
  }

  /** Indices of the bond on the left. */
  int left() {
    return re.length;
  }

  /** The numbers it holds. */
  long size() {
    return 4L * left() * right;
  }

  /** The row times the tensor: {@code Σ_l a[from + l] B[l]}, added to y. */
  void addTimes(double[] ar, double[] ai, int from, double[] yr, double[] yi) {
    Products.addRow(ar, ai, from, re, im, left(), 2 * right, yr, yi);
  }

  /** A matrix times the tensor, from the left. */
  Site after(double[][] mr, double[][] mi) {
    double[][] a = new double[mr.length][2 * right];
    double[][] b = new double[mr.length][2 * right];
    for (int row = 0; row < mr.length; row++) {
      addTimes(mr[row], mi[row], 0, a[row], b[row]);
    }
    return new Site(a, b, right);
  }

  /** The matrix of u applied to the qubit. */
  Site turned(double[] u) {
    double[][] a = new double[left()][2 * right];
    double[][] b = new double[left()][2 * right];
    for (int l = 0; l < a.length; l++) {
      for (int r = 0; r < right; r++) {
        double xr = re[l][r];
        double xi = im[l][r];
        double yr = re[l][right + r];
        double yi = im[l][right + r];
        a[l][r] = u[0] * xr - u[1] * xi + u[2] * yr - u[3] * yi;
        b[l][r] = u[0] * xi + u[1] * xr + u[2] * yi + u[3] * yr;
        a[l][right + r] = u[4] * xr - u[5] * xi + u[6] * yr - u[7] * yi;
        b[l][right + r] = u[4] * xi + u[5] * xr + u[6] * yi + u[7] * yr;
      }
    }
    return new Site(a, b, right);
  }

  /** Without the part where the qubit does not have a value. */
  Site projected(int value) {
    double[] u = value == 0 ? new double[] {1, 0, 0, 0, 0, 0, 0, 0} : new double[8];
    u[6] = value;
    return turned(u);
  }
}
