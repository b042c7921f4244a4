package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.kernel.small.TwoQubits;

/**
 * The 16 Paulis of two qubits as numbers: bits 0 and 1 say where X is, bits 2 and 3 where Z is, on
 * operand 0 and 1; both is Y.
 */
final class Paulis {
  static final int X = 0b0001;
  static final int Z = 0b0100;
  static final int Y = X | Z;

  private static final double[][] MATRICES = matrices();

  private Paulis() {}

  private static double[][] matrices() {
    double[][] matrices = new double[16][];
    for (int pauli = 0; pauli < 16; pauli++) {
      matrices[pauli] = TwoQubits.product(letter(pauli, 0), letter(pauli, 1));
    }
    return matrices;
  }

  private static double[] letter(int pauli, int operand) {
    return switch (pauli >> operand & Y) {
      case X -> StandardGate.X.matrix();
      case Y -> StandardGate.Y.matrix();
      case Z -> StandardGate.Z.matrix();
      default -> StandardGate.ID.matrix();
    };
  }

  /** One letter on an operand. */
  static int of(int letter, int operand) {
    return letter << operand;
  }

  static double[] matrix(int pauli) {
    return MATRICES[pauli];
  }

  static boolean commute(int one, int other) {
    return (Integer.bitCount((one & 3) & (other >> 2)) + Integer.bitCount((one >> 2) & (other & 3)))
            % 2
        == 0;
  }

  /** Whether it acts on one operand only. */
  static boolean isSingle(int pauli) {
    return pauli != 0 && ((pauli & of(Y, 0)) == 0 || (pauli & of(Y, 1)) == 0);
  }

  /** A Pauli with its sign. */
  record Signed(int pauli, int sign) {}

  /** c* P c, of a Clifford gate's matrix. */
  static Signed conjugated(int pauli, double[] c) {
    double[] m = Matrices.times(Matrices.adjoint(c, 4), Matrices.times(MATRICES[pauli], c, 4), 4);
    int x = 0;
    for (int row = 1; row < 4; row++) {
      if (Math.hypot(m[8 * row], m[8 * row + 1]) > 0.5) {
        x = row;
      }
    }
    int z = 0;
    for (int operand = 0; operand < 2; operand++) {
      int column = 1 << operand;
      int at = 2 * (4 * (x ^ column) + column);
      if (m[at] * m[8 * x] + m[at + 1] * m[8 * x + 1] < 0) {
        z |= column;
      }
    }
    int found = x | z << 2;
    double[] plain = MATRICES[found];
    double overlap = m[8 * x] * plain[8 * x] + m[8 * x + 1] * plain[8 * x + 1];
    return new Signed(found, overlap < 0 ? -1 : 1);
  }
}
