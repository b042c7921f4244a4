package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.TwoQubits;
import java.util.EnumMap;
import java.util.Map;

/**
 * A Clifford gate on a pair.
 *
 * @param matrix operand 0 is the pair's first qubit; not to be changed
 * @param conjugation what it makes of Paulis
 */
record CliffordGate(double[] matrix, Conjugation conjugation) {
  private static final Map<StandardGate, CliffordGate[]> NAMED = named();
  private static final CliffordGate[][] TURNS = turns();

  private static Map<StandardGate, CliffordGate[]> named() {
    Map<StandardGate, CliffordGate[]> named = new EnumMap<>(StandardGate.class);
    for (StandardGate gate :
        new StandardGate[] {
          StandardGate.CX,
          StandardGate.CY,
          StandardGate.CZ,
          StandardGate.ECR,
          StandardGate.SWAP,
          StandardGate.ISWAP,
          StandardGate.DCX
        }) {
      named.put(
          gate, new CliffordGate[] {by(gate.matrix()), by(TwoQubits.exchanged(gate.matrix()))});
    }
    return named;
  }

  private static CliffordGate[][] turns() {
    CliffordGate[][] turns = new CliffordGate[16][8];
    for (int pauli = 1; pauli < 16; pauli++) {
      for (int rights = 0; rights < 8; rights++) {
        double c = Math.cos(rights * Math.PI / 4);
        double s = Math.sin(rights * Math.PI / 4);
        double[] letters = Paulis.matrix(pauli);
        double[] matrix = new double[32];
        for (int i = 0; i < 32; i += 2) {
          matrix[i] = s * letters[i + 1];
          matrix[i + 1] = -s * letters[i];
        }
        for (int i = 0; i < 4; i++) {
          matrix[10 * i] += c;
        }
        turns[pauli][rights] = by(matrix);
      }
    }
    return turns;
  }

  private static CliffordGate by(double[] matrix) {
    return new CliffordGate(matrix, Conjugation.by(matrix));
  }

  static boolean has(StandardGate gate) {
    return NAMED.containsKey(gate);
  }

  /**
   * A gate that {@link #has} knows.
   *
   * @param reversed whether its operand 0 is the pair's second qubit
   */
  static CliffordGate of(StandardGate gate, boolean reversed) {
    CliffordGate[] both = NAMED.get(gate);
    if (both == null) {
      throw new IllegalArgumentException(gate.qasmName());
    }
    return both[reversed ? 1 : 0];
  }

  /** The rotation about a Pauli by a number of right angles. */
  static CliffordGate turn(int pauli, long rights) {
    return TURNS[pauli][(int) (rights & 7)];
  }
}
