package dev.nightshift.kernel.small;

import static java.lang.Math.PI;

/**
 * A two-qubit unitary as e^{i phase} (a1 ⊗ b1) exp(i (x XX + y YY + z ZZ)) (a0 ⊗ b0), where the a
 * act on operand 0 and the b on operand 1.
 *
 * <p>The coordinates lie in the Weyl chamber: π/4 ≥ x ≥ z ≥ |y|, and y ≥ 0 where x is π/4. They
 * name what one-qubit gates cannot change. (The smallest stands at YY since the circuits of {@link
 * TwoQubitCircuit} turn XX and ZZ with one pair of cx.)
 *
 * @param x of XX, radians
 * @param y of YY
 * @param z of ZZ
 * @param a0 on operand 0, applied first, 8 doubles; {@code b0} likewise on operand 1
 * @param a1 on operand 0, applied last; {@code b1} likewise on operand 1
 * @param phase global, radians
 */
public record Kak(
    double x,
    double y,
    double z,
    double[] a0,
    double[] b0,
    double[] a1,
    double[] b1,
    double phase) {
  /*
   * In the magic basis (Bell states with phases) products of one-qubit gates of determinant 1 are
   * the real rotations SO(4), and XX, YY, ZZ are diagonal [1, 2]. With U' = M* U M of determinant 1
   *
   *   U' = Q1 D Q0,   U'^T U' = Q0^T D^2 Q0,
   *
   * so Q0 diagonalizes the real and the imaginary part of U'^T U', two real symmetric matrices that
   * commute. Taking them together (JointDiagonal) survives degenerate eigenvalues, which the gates
   * people use (cx, swap, the identity) all have. D is read as half the argument of the eigenvalues:
   * no root of a small number, so coordinates near 0 keep all their digits. Then Q1 = U' Q0^T D^-1.
   * Phases d of D are those of the basis states below:
   *
   *   d1 = g + x - y + z,  d2 = g - x + y + z,  d3 = g - x - y - z,  d4 = g + x + y - z.
   *
   * The chamber is reached by steps that cost one-qubit gates only [3]: i XX = X ⊗ X takes π/2 off a
   * coordinate, a quarter turn of both qubits exchanges two of them, a Pauli on one qubit flips the
   * signs of two.
   *
   * [1] Kraus and Cirac 2001, arXiv:quant-ph/0011050. [2] Makhlin 2002, arXiv:quant-ph/0002045.
   * [3] Zhang, Vala, Sastry, Whaley 2003, arXiv:quant-ph/0209120.
   */
  private static final double R = Math.sqrt(0.5);

  /** Columns (00+11), -i(00-11), (01-10), -i(01+10), each by √½. */
  private static final double[] MAGIC = {
    R, 0, 0, -R, 0, 0, 0, 0, //
    0, 0, 0, 0, R, 0, 0, -R, //
    0, 0, 0, 0, -R, 0, 0, -R, //
    R, 0, 0, R, 0, 0, 0, 0
  };

  private static final double[] MAGIC_ADJOINT = Matrices.adjoint(MAGIC, 4);

  /** What lies this near a wall of the chamber lies on it. */
  public static final double TOLERANCE = 1e-12;

  /**
   * The decomposition of a unitary.
   *
   * @param u row-major, re and im alternating, 32 doubles; unitary
   */
  public static Kak of(double[] u) {
    double quarter = determinantPhase(u) / 4;
    double[] m = Matrices.times(MAGIC_ADJOINT, Matrices.times(u, MAGIC, 4), 4);
    double[] x = new double[16];
    double[] y = new double[16];
    square(m, quarter, x, y);
    double[] v = JointDiagonal.of(x, y, 4);
    double[] d = new double[4];
    for (int j = 0; j < 4; j++) {
      d[j] = Math.atan2(y[5 * j], x[5 * j]) / 2;
    }
    // The sum is a multiple of π; an odd one means that Q1 would be a reflection.
    double sum = d[0] + d[1] + d[2] + d[3];
    if ((Math.round(sum / PI) & 1) != 0) {
      d[0] += PI;
      sum += PI;
    }
    double g = sum / 4;
    Draft draft =
        new Draft(
            local(left(m, v, d, quarter)),
            local(transposed(v)),
            new double[] {(d[0] + d[3]) / 2 - g, (d[1] + d[3]) / 2 - g, (d[0] + d[1]) / 2 - g},
            quarter + g);
    return draft.inChamber();
  }

  /** Real and imaginary part of e^{-2 i quarter} m^T m. */
  private static void square(double[] m, double quarter, double[] x, double[] y) {
    double c = Math.cos(2 * quarter);
    double s = Math.sin(2 * quarter);
    for (int i = 0; i < 4; i++) {
      for (int j = i; j < 4; j++) {
        double re = 0;
        double im = 0;
        for (int k = 0; k < 4; k++) {
          int a = 2 * (4 * k + i);
          int b = 2 * (4 * k + j);
          re += m[a] * m[b] - m[a + 1] * m[b + 1];
          im += m[a] * m[b + 1] + m[a + 1] * m[b];
        }
        x[4 * i + j] = x[4 * j + i] = c * re + s * im;
        y[4 * i + j] = y[4 * j + i] = c * im - s * re;
      }
    }
  }

  /** Q1, real. */
  private static double[] left(double[] m, double[] v, double[] d, double quarter) {
    double[] q = new double[16];
    for (int j = 0; j < 4; j++) {
      double c = Math.cos(d[j] + quarter);
      double s = Math.sin(d[j] + quarter);
      for (int i = 0; i < 4; i++) {
        double re = 0;
        double im = 0;
        for (int k = 0; k < 4; k++) {
          re += m[2 * (4 * i + k)] * v[4 * k + j];
          im += m[2 * (4 * i + k) + 1] * v[4 * k + j];
        }
        q[4 * i + j] = re * c + im * s;
      }
    }
    return q;
  }

  private static double[] transposed(double[] v) {
    double[] t = new double[16];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        t[4 * i + j] = v[4 * j + i];
      }
    }
    return t;
  }

  /** The one-qubit factors of a real rotation in the magic basis. */
  private static double[][] local(double[] q) {
    double[] wide = new double[32];
    for (int i = 0; i < 16; i++) {
      wide[2 * i] = q[i];
    }
    return TwoQubits.factors(Matrices.times(MAGIC, Matrices.times(wide, MAGIC_ADJOINT, 4), 4));
  }

  private static double determinantPhase(double[] u) {
    // By 2x2 minors of the upper and the lower two rows (Laplace).
    double re = 0;
    double im = 0;
    int[][] pairs = {
      {0, 1, 2, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}, {1, 2, 0, 3}, {3, 1, 0, 2}, {2, 3, 0, 1}
    };
    for (int[] p : pairs) {
      double[] upper = minor(u, 0, p[0], p[1]);
      double[] lower = minor(u, 2, p[2], p[3]);
      re += upper[0] * lower[0] - upper[1] * lower[1];
      im += upper[0] * lower[1] + upper[1] * lower[0];
    }
    return Math.atan2(im, re);
  }

  private static double[] minor(double[] u, int row, int i, int j) {
    int a = 2 * (4 * row + i);
    int b = 2 * (4 * row + j);
    int c = 2 * (4 * row + 4 + i);
    int d = 2 * (4 * row + 4 + j);
    return new double[] {
      u[a] * u[d] - u[a + 1] * u[d + 1] - u[b] * u[c] + u[b + 1] * u[c + 1],
      u[a] * u[d + 1] + u[a + 1] * u[d] - u[b] * u[c + 1] - u[b + 1] * u[c]
    };
  }

  /** A decomposition on its way into the chamber; coordinates of XX, YY, ZZ. */
  private static final class Draft {
    private static final int XX = 0;
    private static final int YY = 1;
    private static final int ZZ = 2;

    /** X, Y and Z, each by i: of determinant 1. */
    private static final double[][] PAULI = {
      {0, 0, 0, 1, 0, 1, 0, 0}, {0, 0, 1, 0, -1, 0, 0, 0}, {0, 1, 0, 0, 0, 0, 0, -1}
    };

    /** Quarter turns about X, Y and Z. */
    private static final double[][] QUARTER = {
      {R, 0, 0, -R, 0, -R, R, 0}, {R, 0, -R, 0, R, 0, R, 0}, {R, -R, 0, 0, 0, 0, R, R}
    };

    private final double[][] left;
    private final double[][] right;
    private final double[] at;
    private double phase;

    Draft(double[][] left, double[][] right, double[] at, double phase) {
      this.left = left;
      this.right = right;
      this.at = at;
      this.phase = phase;
    }

    Kak inChamber() {
      for (int axis = 0; axis < 3; axis++) {
        shift(axis, (int) Math.rint(at[axis] / (PI / 2)));
      }
      if (Math.abs(at[XX]) < Math.abs(at[ZZ])) {
        exchange(XX, ZZ, YY);
      }
      if (Math.abs(at[ZZ]) < Math.abs(at[YY])) {
        exchange(ZZ, YY, XX);
      }
      if (Math.abs(at[XX]) < Math.abs(at[ZZ])) {
        exchange(XX, ZZ, YY);
      }
      if (at[XX] < 0) {
        flip(XX, YY, ZZ);
      }
      if (at[ZZ] < 0) {
        flip(ZZ, YY, XX);
      }
      if (at[YY] < 0 && at[XX] > PI / 4 - TOLERANCE) {
        shift(XX, 1);
        flip(XX, YY, ZZ);
      }
      return new Kak(at[XX], at[YY], at[ZZ], right[0], right[1], left[0], left[1], phase);
    }

    /** exp(i π/2 XX) = i XX = -i (iX)(iX). */
    private void shift(int axis, int times) {
      if (times == 0) {
        return;
      }
      at[axis] -= times * (PI / 2);
      phase -= times * (PI / 2);
      for (int k = 0; k < (times & 3); k++) {
        right[0] = Matrices.times(PAULI[axis], right[0], 2);
        right[1] = Matrices.times(PAULI[axis], right[1], 2);
      }
    }

    private void exchange(int one, int other, int about) {
      double kept = at[one];
      at[one] = at[other];
      at[other] = kept;
      double[] turn = QUARTER[about];
      double[] back = Matrices.adjoint(turn, 2);
      for (int k = 0; k < 2; k++) {
        left[k] = Matrices.times(left[k], back, 2);
        right[k] = Matrices.times(turn, right[k], 2);
      }
    }

    private void flip(int one, int other, int about) {
      at[one] = -at[one];
      at[other] = -at[other];
      left[0] = Matrices.times(left[0], Matrices.adjoint(PAULI[about], 2), 2);
      right[0] = Matrices.times(PAULI[about], right[0], 2);
    }
  }

  /** The same unitary with its operands exchanged. */
  public Kak exchanged() {
    return new Kak(x, y, z, b0, a0, b1, a1, phase);
  }

  /** How many cz (or cx, or ecr) a circuit of this unitary needs at least, with one-qubit gates. */
  public int entanglers() {
    if (Math.abs(y) > TOLERANCE) {
      return 3;
    }
    if (x < TOLERANCE) {
      return 0;
    }
    return z < TOLERANCE && x > PI / 4 - TOLERANCE ? 1 : 2;
  }

  /** Whether one turn about ZZ, with one-qubit gates, is all of it. */
  public boolean isRotation() {
    return z < TOLERANCE && Math.abs(y) < TOLERANCE;
  }
}
