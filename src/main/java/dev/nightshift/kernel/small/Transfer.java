package dev.nightshift.kernel.small;

/*
 * A density operator is a real vector of coefficients r_P = Tr(P rho), one a Pauli string P, and a
 * channel E a real matrix R_PQ = Tr(P E(Q)) / 2^k on it (Greenbaum 2015, eq. 2.2). It has as many
 * entries as the complex superoperator but they are real, products cost a quarter, and for the gates
 * and errors of devices most of them are 0: a Clifford gate permutes Pauli strings up to signs, Pauli
 * errors are diagonal, relaxation only feeds I into Z.
 *
 * A string on k operands is numbered in base 4, operand 0 in the lowest digit. A digit is its bits
 * (x, z) as x + 2 z: I = 0, X = 1, Z = 2, Y = 3, so the masks of a string interleave to its number.
 */
/** Channels as real matrices on the coefficients of Pauli strings, row-major. */
public final class Transfer {
  private static final double DUST = 1e-15;

  private Transfer() {}

  /** How many Pauli strings there are on some qubits. */
  public static int size(int qubits) {
    return 1 << 2 * qubits;
  }

  public static double[] identity(int qubits) {
    int size = size(qubits);
    double[] result = new double[size * size];
    for (int i = 0; i < size; i++) {
      result[i * size + i] = 1;
    }
    return result;
  }

  /** The channel of a unitary matrix; entries below 1e-15 are 0. */
  public static double[] ofUnitary(double[] u, int qubits) {
    double[] result = new double[size(qubits) * size(qubits)];
    addKraus(result, u, qubits, 1);
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.abs(result[i]) < DUST ? 0 : result[i];
    }
    return result;
  }

  /**
   * Adds the map rho -> weight K rho K*.
   *
   * @param kraus any matrix of {@code 2^qubits} rows, re and im alternating
   */
  public static void addKraus(double[] into, double[] kraus, int qubits, double weight) {
    int d = 1 << qubits;
    int size = size(qubits);
    double[] product = new double[2 * d * d];
    double[] adjoint = Matrices.adjoint(kraus, d);
    for (int q = 0; q < size; q++) {
      int x = Integer.compress(q, 0x55555555);
      int z = Integer.compress(q, 0xAAAAAAAA);
      for (int row = 0; row < d; row++) {
        for (int column = 0; column < d; column++) {
          int from = 2 * (row * d + (column ^ x));
          int to = 2 * (row * d + column);
          put(product, to, kraus[from], kraus[from + 1], power(x, z, column));
        }
      }
      double[] image = Matrices.times(product, adjoint, d);
      for (int p = 0; p < size; p++) {
        into[p * size + q] += weight * trace(p, image, d) / d;
      }
    }
  }

  /** Re Tr(P a). */
  private static double trace(int p, double[] a, int d) {
    int x = Integer.compress(p, 0x55555555);
    int z = Integer.compress(p, 0xAAAAAAAA);
    double sum = 0;
    for (int column = 0; column < d; column++) {
      int at = 2 * (column * d + (column ^ x));
      sum +=
          switch (power(x, z, column)) {
            case 0 -> a[at];
            case 1 -> -a[at + 1];
            case 2 -> -a[at];
            default -> a[at + 1];
          };
    }
    return sum;
  }

  /** P|column> is i to this power times |column ^ x>. */
  private static int power(int x, int z, int column) {
    return Integer.bitCount(x & z) + 2 * Integer.bitCount(column & z) & 3;
  }

  private static void put(double[] matrix, int at, double re, double im, int power) {
    matrix[at] = power == 0 ? re : power == 1 ? -im : power == 2 ? -re : im;
    matrix[at + 1] = power == 0 ? im : power == 1 ? re : power == 2 ? -im : -re;
  }

  /** Adds the map rho -> weight P rho P of one Pauli string: it is diagonal. */
  public static void addPauli(double[] into, int x, int z, int qubits, double weight) {
    int size = size(qubits);
    for (int q = 0; q < size; q++) {
      int qx = Integer.compress(q, 0x55555555);
      int qz = Integer.compress(q, 0xAAAAAAAA);
      boolean commute = (Integer.bitCount(x & qz) + Integer.bitCount(z & qx) & 1) == 0;
      into[q * size + q] += commute ? weight : -weight;
    }
  }

  /** One qubit is set to |0>: I goes to I and Z, everything else is lost. */
  public static double[] reset() {
    double[] result = new double[16];
    result[0] = 1;
    result[2 * 4] = 1;
    return result;
  }

  /** One qubit is measured and the outcome forgotten: X and Y are lost. */
  public static double[] dephasing() {
    double[] result = new double[16];
    result[0] = 1;
    result[2 * 4 + 2] = 1;
    return result;
  }

  /** One qubit is found in a state of the computational basis; the trace falls to its weight. */
  public static double[] projection(int outcome) {
    double sign = outcome == 0 ? 0.5 : -0.5;
    double[] result = new double[16];
    result[0] = 0.5;
    result[2] = sign;
    result[2 * 4] = sign;
    result[2 * 4 + 2] = 0.5;
    return result;
  }

  /** First b, then a. */
  public static double[] times(double[] a, double[] b, int qubits) {
    int size = size(qubits);
    double[] result = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        double weight = a[i * size + k];
        if (weight == 0) {
          continue;
        }
        for (int j = 0; j < size; j++) {
          result[i * size + j] += weight * b[k * size + j];
        }
      }
    }
    return result;
  }

  /**
   * A channel on some operands as one on all.
   *
   * @param operands for each operand of the small channel its number in the wide one
   */
  public static double[] expand(double[] small, int[] operands, int qubits) {
    int width = size(operands.length);
    int size = size(qubits);
    int[] digits = new int[2 * operands.length];
    int mask = 0;
    for (int k = 0; k < operands.length; k++) {
      digits[2 * k] = 2 * operands[k];
      digits[2 * k + 1] = 2 * operands[k] + 1;
      mask |= 3 << 2 * operands[k];
    }
    double[] result = new double[size * size];
    for (int row = 0; row < size; row++) {
      int rest = row & ~mask;
      int own = Matrices.gather(row, digits);
      for (int k = 0; k < width; k++) {
        result[row * size + (rest | Matrices.scatter(k, digits))] = small[own * width + k];
      }
    }
    return result;
  }

  /** The fidelity of the process with the identity, Tr(R) / 4^k. */
  public static double processFidelity(double[] transfer, int qubits) {
    int size = size(qubits);
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += transfer[i * size + i];
    }
    return trace / size;
  }
}
