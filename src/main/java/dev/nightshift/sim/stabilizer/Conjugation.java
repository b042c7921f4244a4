package dev.nightshift.sim.stabilizer;

import java.util.Arrays;
import java.util.Optional;

/**
 * A Clifford gate U on a few qubits as what it does to Pauli strings: row 2k is U X_k U*, row 2k+1
 * is U Z_k U*. It determines U up to a global phase.
 *
 * <p>Letters are bits, qubit k at bit k; a qubit with both bits is Y.
 */
final class Conjugation {
  /** Widest gate whose matrix is examined: 8^5 products. */
  static final int MAX_QUBITS = 5;

  /** Entries of a conjugated Pauli are 0, ±1 or ±i; a gate further from that is not Clifford. */
  private static final double TOLERANCE = 1e-12;

  private final int qubits;
  private final int[] x;
  private final int[] z;
  private final boolean[] negative;

  private Conjugation(int qubits) {
    this.qubits = qubits;
    this.x = new int[2 * qubits];
    this.z = new int[2 * qubits];
    this.negative = new boolean[2 * qubits];
  }

  static Conjugation identity(int qubits) {
    Conjugation identity = new Conjugation(qubits);
    for (int k = 0; k < qubits; k++) {
      identity.x[2 * k] = 1 << k;
      identity.z[2 * k + 1] = 1 << k;
    }
    return identity;
  }

  /**
   * The conjugation of a unitary; empty where it is not a Clifford gate.
   *
   * @param u row-major, re and im alternating, operand 0 the least significant bit
   * @param qubits from 0 to {@link #MAX_QUBITS}
   */
  static Optional<Conjugation> of(double[] u, int qubits) {
    Conjugation result = new Conjugation(qubits);
    for (int k = 0; k < qubits; k++) {
      if (!result.read(2 * k, times(u, qubits, 1 << k, 0))
          || !result.read(2 * k + 1, times(u, qubits, 0, 1 << k))) {
        return Optional.empty();
      }
    }
    return Optional.of(result);
  }

  /** U P U* for P = X^x Z^z. */
  private static double[] times(double[] u, int qubits, int x, int z) {
    int size = 1 << qubits;
    double[] result = new double[u.length];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double re = 0;
        double im = 0;
        for (int k = 0; k < size; k++) {
          // P|k> = (-1)^(z.k) |k ^ x>, so column k of UP is column k ^ x of U.
          int left = 2 * (row * size + (k ^ x));
          int right = 2 * (column * size + k);
          double sign = (Integer.bitCount(k & z) & 1) == 0 ? 1 : -1;
          re += sign * (u[left] * u[right] + u[left + 1] * u[right + 1]);
          im += sign * (u[left + 1] * u[right] - u[left] * u[right + 1]);
        }
        result[2 * (row * size + column)] = re;
        result[2 * (row * size + column) + 1] = im;
      }
    }
    return result;
  }

  /** Reads a matrix as ± a Pauli string into a row; false where it is none. */
  private boolean read(int row, double[] m) {
    int size = 1 << qubits;
    int flips = 0;
    while (flips < size - 1 && Math.hypot(re(m, flips, 0), im(m, flips, 0)) < 0.5) {
      flips++;
    }
    int signs = 0;
    double re = re(m, flips, 0);
    double im = im(m, flips, 0);
    for (int k = 0; k < qubits; k++) {
      int column = 1 << k;
      double same = re * re(m, column ^ flips, column) + im * im(m, column ^ flips, column);
      signs |= same < 0 ? column : 0;
    }
    // Column 0 of the string holds i^(number of Y).
    int power = Integer.bitCount(flips & signs) & 3;
    boolean minus =
        switch (power) {
          case 0 -> re < 0;
          case 1 -> im < 0;
          case 2 -> re > 0;
          default -> im > 0;
        };
    int turns = (power + (minus ? 2 : 0)) & 3;
    for (int column = 0; column < size; column++) {
      int sign = (Integer.bitCount(column & signs) & 1) == 0 ? 1 : -1;
      for (int at = 0; at < size; at++) {
        double expected = at == (column ^ flips) ? sign : 0;
        double real = (turns & 1) == 0 ? (turns == 0 ? expected : -expected) : 0;
        double imaginary = (turns & 1) == 1 ? (turns == 1 ? expected : -expected) : 0;
        if (!(Math.abs(re(m, at, column) - real) <= TOLERANCE
            && Math.abs(im(m, at, column) - imaginary) <= TOLERANCE)) {
          return false;
        }
      }
    }
    x[row] = flips;
    z[row] = signs;
    negative[row] = minus;
    return true;
  }

  private double re(double[] m, int row, int column) {
    return m[2 * ((row << qubits) + column)];
  }

  private double im(double[] m, int row, int column) {
    return m[2 * ((row << qubits) + column) + 1];
  }

  int qubits() {
    return qubits;
  }

  int x(int row) {
    return x[row];
  }

  int z(int row) {
    return z[row];
  }

  boolean negative(int row) {
    return negative[row];
  }

  /** Makes it the conjugation of this gate followed by a step. */
  void then(Op op, int a, int b) {
    for (int row = 0; row < x.length; row++) {
      int xa = x[row] >> a & 1;
      int za = z[row] >> a & 1;
      int xb = x[row] >> b & 1;
      int zb = z[row] >> b & 1;
      switch (op) {
        case X -> negative[row] ^= za == 1;
        case Y -> negative[row] ^= xa != za;
        case Z -> negative[row] ^= xa == 1;
        case H -> {
          negative[row] ^= (xa & za) == 1;
          set(row, a, za, xa);
        }
        case S -> {
          negative[row] ^= (xa & za) == 1;
          set(row, a, xa, xa ^ za);
        }
        case SDG -> {
          negative[row] ^= (xa & ~za) == 1;
          set(row, a, xa, xa ^ za);
        }
        case SX -> {
          negative[row] ^= (za & ~xa) == 1;
          set(row, a, xa ^ za, za);
        }
        case SXDG -> {
          negative[row] ^= (xa & za) == 1;
          set(row, a, xa ^ za, za);
        }
        case CX -> {
          negative[row] ^= (xa & zb & ~(xb ^ za)) == 1;
          set(row, b, xb ^ xa, zb);
          set(row, a, xa, za ^ zb);
        }
        case CZ -> {
          negative[row] ^= (xa & xb & (za ^ zb)) == 1;
          set(row, a, xa, za ^ xb);
          set(row, b, xb, zb ^ xa);
        }
        case SWAP -> {
          set(row, a, xb, zb);
          set(row, b, xa, za);
        }
        case MEASURE, RESET, RESET_MEASURED, NOISE ->
            throw new IllegalStateException(op + " is not a gate");
      }
    }
  }

  private void set(int row, int qubit, int newX, int newZ) {
    x[row] = x[row] & ~(1 << qubit) | newX << qubit;
    z[row] = z[row] & ~(1 << qubit) | newZ << qubit;
  }

  Conjugation copy() {
    Conjugation copy = new Conjugation(qubits);
    System.arraycopy(x, 0, copy.x, 0, x.length);
    System.arraycopy(z, 0, copy.z, 0, z.length);
    System.arraycopy(negative, 0, copy.negative, 0, negative.length);
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conjugation that
        && Arrays.equals(x, that.x)
        && Arrays.equals(z, that.z)
        && Arrays.equals(negative, that.negative);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(x) + Arrays.hashCode(z)) + Arrays.hashCode(negative);
  }
}
