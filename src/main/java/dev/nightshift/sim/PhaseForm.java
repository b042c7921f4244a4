package dev.nightshift.sim;

/**
 * Any product of phases on one or two qubits, as one diagonal: amplitude i is multiplied by {@code
 * c Π f_j Π q_jk} over the bits j, and pairs of bits j and k, that are set in i.
 */
final class PhaseForm {
  private final int qubits;
  private final double[] constant = {1, 0};
  private final double[] one;
  private final double[] two;
  private final int[] partners;

  PhaseForm(int qubits) {
    this.qubits = qubits;
    this.one = new double[2 * qubits];
    this.two = new double[2 * qubits * qubits];
    this.partners = new int[qubits];
    for (int k = 0; k < qubits; k++) {
      one[2 * k] = 1;
    }
    for (int k = 0; k < qubits * qubits; k++) {
      two[2 * k] = 1;
    }
  }

  /** Multiplies by the factors of a diagonal. */
  void add(Fused.Diagonal diagonal) {
    int bits = diagonal.bits();
    double[] d = diagonal.factors();
    times(constant, 0, d[0], d[1]);
    int low = Integer.numberOfTrailingZeros(bits);
    int high = 31 - Integer.numberOfLeadingZeros(bits);
    if (bits == 0) {
      return;
    }
    // Factors have absolute value 1: the conjugate is the inverse.
    times(one, low, d[2], d[3], d[0], -d[1]);
    if (low != high) {
      times(one, high, d[4], d[5], d[0], -d[1]);
      partners[low] |= 1 << high;
      partners[high] |= 1 << low;
      for (int at : new int[] {low * qubits + high, high * qubits + low}) {
        times(two, at, d[6], d[7], d[0], d[1]);
        times(two, at, d[2], -d[3], d[4], -d[5]);
      }
    }
  }

  /** The qubits that share a pair with one. */
  int partners(int qubit) {
    return partners[qubit];
  }

  double[] pair() {
    return two;
  }

  /** Writes the constant with some bits set to {@code out}, re and im. */
  void constant(int set, double[] out) {
    out[0] = constant[0];
    out[1] = constant[1];
    for (int rest = set; rest != 0; rest &= rest - 1) {
      int j = Integer.numberOfTrailingZeros(rest);
      times(out, 0, one[2 * j], one[2 * j + 1]);
      timesPairs(out, 0, j, rest & rest - 1);
    }
  }

  /** Writes the factor of a bit, where some others are set, to {@code out} at number {@code at}. */
  void factor(int qubit, int set, double[] out, int at) {
    out[2 * at] = one[2 * qubit];
    out[2 * at + 1] = one[2 * qubit + 1];
    timesPairs(out, at, qubit, set);
  }

  /** Multiplies number {@code at} by the factors of the pairs of a qubit with some others. */
  void timesPairs(double[] out, int at, int qubit, int others) {
    for (int rest = others & partners[qubit]; rest != 0; rest &= rest - 1) {
      int k = qubit * qubits + Integer.numberOfTrailingZeros(rest);
      times(out, at, two[2 * k], two[2 * k + 1]);
    }
  }

  private static void times(double[] x, int at, double r, double m) {
    double re = x[2 * at] * r - x[2 * at + 1] * m;
    x[2 * at + 1] = x[2 * at] * m + x[2 * at + 1] * r;
    x[2 * at] = re;
  }

  private static void times(double[] x, int at, double ar, double ai, double br, double bi) {
    times(x, at, ar * br - ai * bi, ar * bi + ai * br);
  }
}
