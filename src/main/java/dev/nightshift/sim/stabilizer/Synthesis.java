package dev.nightshift.sim.stabilizer;

import java.util.ArrayList;
import java.util.List;

/**
 * A Clifford gate as steps: one step where there is such, else by clearing its table.
 *
 * <p>Steps g₁, g₂, ... behind U turn the images of X_k and Z_k into X_k and Z_k, qubit by qubit
 * (Aaronson and Gottesman 2004, theorem 8, without its normal form). Then g_m ... g₁ U is a Pauli
 * string P, and U = g₁* ... g_m* P: first P, then the inverses from the last to the first.
 */
final class Synthesis {
  private final Conjugation table;
  private final List<int[]> cleared = new ArrayList<>();

  private Synthesis(Conjugation table) {
    this.table = table;
  }

  /** Steps of {@link Op#STRIDE} integers, operands numbered as the gate's. */
  static int[] of(Conjugation gate) {
    int[] single = single(gate);
    return single != null ? single : new Synthesis(gate.copy()).steps();
  }

  private static int @org.jspecify.annotations.Nullable [] single(Conjugation gate) {
    if (gate.equals(Conjugation.identity(gate.qubits()))) {
      return new int[0];
    }
    for (Op op : Op.values()) {
      if (op.compareTo(Op.SWAP) > 0 || op.qubits() > gate.qubits()) {
        continue;
      }
      for (int a = 0; a < gate.qubits(); a++) {
        for (int b = 0; b < gate.qubits(); b++) {
          if ((op.qubits() == 2) == (a == b)) {
            continue;
          }
          Conjugation candidate = Conjugation.identity(gate.qubits());
          candidate.then(op, a, b);
          if (candidate.equals(gate)) {
            return new int[] {op.ordinal(), a, b};
          }
        }
      }
    }
    return null;
  }

  private int[] steps() {
    for (int qubit = 0; qubit < table.qubits(); qubit++) {
      clearX(qubit);
      clearZ(qubit);
    }
    List<int[]> steps = new ArrayList<>();
    for (int qubit = 0; qubit < table.qubits(); qubit++) {
      // What is left are signs: Z turns that of X, X that of Z.
      if (table.negative(2 * qubit)) {
        steps.add(new int[] {Op.Z.ordinal(), qubit, qubit});
      }
      if (table.negative(2 * qubit + 1)) {
        steps.add(new int[] {Op.X.ordinal(), qubit, qubit});
      }
    }
    for (int[] step : cleared.reversed()) {
      steps.add(new int[] {Op.of(step[0]).inverse().ordinal(), step[1], step[2]});
    }
    return steps.stream().flatMapToInt(java.util.Arrays::stream).toArray();
  }

  private void then(Op op, int a, int b) {
    table.then(op, a, b);
    cleared.add(new int[] {op.ordinal(), a, b});
  }

  /** Makes the image of X on a qubit ±X on it; qubits below are done and not touched. */
  private void clearX(int qubit) {
    int row = 2 * qubit;
    for (int k = qubit; k < table.qubits(); k++) {
      if ((table.z(row) >> k & 1) != 0) {
        then((table.x(row) >> k & 1) != 0 ? Op.S : Op.H, k, k);
      }
    }
    if ((table.x(row) >> qubit & 1) == 0) {
      then(Op.SWAP, qubit, Integer.numberOfTrailingZeros(table.x(row)));
    }
    for (int k = qubit + 1; k < table.qubits(); k++) {
      if ((table.x(row) >> k & 1) != 0) {
        then(Op.CX, qubit, k);
      }
    }
  }

  /** Makes the image of Z on a qubit ±Z on it. It anticommutes with X there, so it is Z or Y. */
  private void clearZ(int qubit) {
    int row = 2 * qubit + 1;
    if ((table.x(row) >> qubit & 1) != 0) {
      then(Op.SX, qubit, qubit);
    }
    for (int k = qubit + 1; k < table.qubits(); k++) {
      if ((table.x(row) >> k & 1) != 0) {
        if ((table.z(row) >> k & 1) != 0) {
          then(Op.S, k, k);
        }
        then(Op.H, k, k);
      }
    }
    for (int k = qubit + 1; k < table.qubits(); k++) {
      if ((table.z(row) >> k & 1) != 0) {
        then(Op.CX, k, qubit);
      }
    }
  }
}
