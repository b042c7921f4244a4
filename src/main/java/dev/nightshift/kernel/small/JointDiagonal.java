package dev.nightshift.kernel.small;

/**
 * Diagonalizes two commuting real symmetric matrices at once, by one rotation.
 *
 * <p>Jacobi's method for several matrices (Cardoso and Souloumiac 1996, Jacobi angles for
 * simultaneous diagonalization): the angle of each plane (p, q) is the one that makes both
 * off-diagonal entries smallest together, in closed form. Eigenvalues that coincide in one matrix
 * or in both do no harm, since no eigenvector is computed from a difference of eigenvalues.
 */
final class JointDiagonal {
  private static final int MOST_SWEEPS = 40;

  /** Off-diagonal entries this small are rounding: turning them would only add more. */
  private static final double ROUNDING = 2e-16;

  private JointDiagonal() {}

  /**
   * Turns both matrices, with entries up to about 1, until they are diagonal.
   *
   * @param x row-major, {@code size * size}, symmetric; diagonal afterwards
   * @param y likewise, commuting with x
   * @return an orthogonal matrix of determinant 1, row-major; its columns are the common
   *     eigenvectors
   */
  static double[] of(double[] x, double[] y, int size) {
    double[] v = new double[size * size];
    for (int i = 0; i < size; i++) {
      v[i * size + i] = 1;
    }
    boolean turned = true;
    for (int sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
      turned = false;
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          turned |= turn(x, y, v, size, p, q);
        }
      }
    }
    return v;
  }

  private static boolean turn(double[] x, double[] y, double[] v, int size, int p, int q) {
    double xd = x[p * size + p] - x[q * size + q];
    double xo = 2 * x[p * size + q];
    double yd = y[p * size + p] - y[q * size + q];
    double yo = 2 * y[p * size + q];
    if (Math.abs(xo) < 2 * ROUNDING && Math.abs(yo) < 2 * ROUNDING) {
      return false;
    }
    double on = xd * xd - xo * xo + yd * yd - yo * yo;
    double off = 2 * (xd * xo + yd * yo);
    // The angle is a quarter of atan2(off, on): two half angles by roots, each from the side that
    // does not cancel.
    double length = Math.sqrt(on * on + off * off);
    double cos2;
    double sin2;
    if (length == 0) {
      // Every angle is as good; an eighth of a turn leads out of the tie.
      cos2 = sin2 = Math.sqrt(0.5);
    } else if (on >= 0) {
      cos2 = Math.sqrt((1 + on / length) / 2);
      sin2 = off / (2 * length * cos2);
    } else {
      sin2 = Math.copySign(Math.sqrt((1 - on / length) / 2), off);
      cos2 = off / (2 * length * sin2);
    }
    double c = Math.sqrt((1 + cos2) / 2);
    double s = sin2 / (2 * c);
    similar(x, size, p, q, c, s);
    similar(y, size, p, q, c, s);
    columns(v, size, p, q, c, s);
    return true;
  }

  private static void similar(double[] a, int size, int p, int q, double c, double s) {
    columns(a, size, p, q, c, s);
    for (int j = 0; j < size; j++) {
      double ap = a[p * size + j];
      double aq = a[q * size + j];
      a[p * size + j] = c * ap + s * aq;
      a[q * size + j] = c * aq - s * ap;
    }
  }

  private static void columns(double[] a, int size, int p, int q, double c, double s) {
    for (int i = 0; i < size; i++) {
      double ap = a[i * size + p];
      double aq = a[i * size + q];
      a[i * size + p] = c * ap + s * aq;
      a[i * size + q] = c * aq - s * ap;
    }
  }
}
