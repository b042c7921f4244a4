package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.Comparator;
import java.util.List;

/**
 * What a circuit costs on a device, the dearest first.
 *
 * @param entanglers gates of two and more qubits
 * @param depth the longest chain of them
 * @param pulses one-qubit gates but rz, which takes no time and does not err
 * @param size all instructions
 */
record Cost(int entanglers, int depth, int pulses, int size) implements Comparable<Cost> {
  private static final Comparator<Cost> ORDER =
      Comparator.comparingInt(Cost::entanglers)
          .thenComparingInt(Cost::depth)
          .thenComparingInt(Cost::pulses)
          .thenComparingInt(Cost::size);

  static Cost of(Circuit circuit) {
    int[] levels = new int[circuit.qubits()];
    int depth = 0;
    int entanglers = 0;
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Apply apply && apply.qubits().size() > 1) {
        entanglers++;
        int level = 0;
        for (int qubit : apply.qubits()) {
          level = Math.max(level, levels[qubit]);
        }
        for (int qubit : apply.qubits()) {
          levels[qubit] = level + 1;
        }
        depth = Math.max(depth, level + 1);
      }
    }
    return new Cost(
        entanglers, depth, pulses(circuit.instructions()), circuit.instructions().size());
  }

  /** Whether it is below another by more than free gates. */
  boolean isWellBelow(Cost other) {
    return compareTo(new Cost(other.entanglers, other.depth, other.pulses, -1)) < 0;
  }

  static int pulses(List<? extends Instruction> instructions) {
    int pulses = 0;
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.Apply apply
          && apply.qubits().size() == 1
          && apply.gate() != StandardGate.RZ) {
        pulses++;
      }
    }
    return pulses;
  }

  @Override
  public int compareTo(Cost other) {
    return ORDER.compare(this, other);
  }
}
