package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops pairs of gates that undo each other with nothing between them on their qubits, and what
 * then comes to stand side by side.
 *
 * <ul>
 *   <li><b>Reads</b> gates that are their own inverse (cx, cz, ecr, swap, h, ...), named inverses
 *       (s and sdg), {@code inv @} of anything, and rotations by opposite angles, symbolic ones
 *       too.
 *   <li><b>Writes</b> nothing new.
 *   <li><b>Keeps</b> the unitary with its global phase; the order of all that stays.
 *   <li><b>Costs</b> time linear in the instructions: each is looked at when it comes and at most
 *       once again.
 * </ul>
 */
public final class CancelInverses implements Pass {
  @Override
  public String name() {
    return "cancel-inverses";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    List<@Nullable Instruction> kept = new ArrayList<>(circuit.instructions().size());
    PerWire<Integer> wires = new PerWire<>(circuit.qubits());
    for (Instruction instruction : circuit.instructions()) {
      List<Integer> qubits = qubits(instruction);
      if (instruction instanceof Instruction.Apply apply && isUndone(apply, kept, wires)) {
        int before = wires.on(qubits.getFirst()).getLast();
        kept.set(before, null);
        qubits.forEach(qubit -> wires.on(qubit).removeLast());
        continue;
      }
      qubits.forEach(qubit -> wires.on(qubit).add(kept.size()));
      kept.add(instruction);
    }
    Draft out = new Draft(kept.size());
    for (Instruction instruction : kept) {
      if (instruction != null) {
        out.add(instruction);
      }
    }
    return out.of(circuit);
  }

  /** Whether the last instruction on all of a gate's qubits is one, and it undoes the gate. */
  private static boolean isUndone(
      Instruction.Apply apply, List<@Nullable Instruction> kept, PerWire<Integer> wires) {
    int before = -1;
    for (int qubit : apply.qubits()) {
      int last = wires.isEmpty(qubit) ? -1 : wires.on(qubit).getLast();
      if (last < 0 || before >= 0 && last != before) {
        return false;
      }
      before = last;
    }
    return before >= 0
        && kept.get(before) instanceof Instruction.Apply other
        && other.qubits().size() == apply.qubits().size()
        && Facts.isUndone(other, apply);
  }

  static List<Integer> qubits(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Apply apply -> apply.qubits();
      case Instruction.Measure(int qubit, _) -> List.of(qubit);
      case Instruction.Reset(int qubit) -> List.of(qubit);
      case Instruction.Barrier(var qubits) -> qubits;
      case Instruction.Delay(_, _, var qubits) -> qubits;
    };
  }
}
