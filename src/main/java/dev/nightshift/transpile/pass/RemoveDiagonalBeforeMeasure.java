package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Drops diagonal gates that only measurements follow on all of their qubits, and one-qubit ones
 * before a reset: they turn phases that nobody sees.
 *
 * <ul>
 *   <li><b>Reads</b> what comes next on each qubit; gates by {@link Facts#isDiagonal}.
 *   <li><b>Writes</b> nothing new.
 *   <li><b>Keeps</b> the distribution of all readings and, for each reading, the state left behind
 *       up to a phase; not the unitary. Qubits that are not measured keep all their gates.
 *   <li><b>Costs</b> time linear in the instructions.
 * </ul>
 */
public final class RemoveDiagonalBeforeMeasure implements Pass {
  /** What comes next on a qubit. */
  private enum Next {
    MEASUREMENT,
    RESET,
    OTHER
  }

  @Override
  public String name() {
    return "remove-diagonal-before-measure";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    if (circuit.instructions().stream()
        .noneMatch(
            step -> step instanceof Instruction.Measure || step instanceof Instruction.Reset)) {
      return circuit;
    }
    Next[] next = new Next[circuit.qubits()];
    Arrays.fill(next, Next.OTHER);
    List<Instruction> kept = new ArrayList<>(circuit.instructions().size());
    for (Instruction instruction : circuit.instructions().reversed()) {
      switch (instruction) {
        case Instruction.Apply apply -> {
          if (isUnseen(apply, next)) {
            continue;
          }
          apply.qubits().forEach(qubit -> next[qubit] = Next.OTHER);
        }
        case Instruction.Measure(int qubit, _) -> next[qubit] = Next.MEASUREMENT;
        case Instruction.Reset(int qubit) -> next[qubit] = Next.RESET;
        case Instruction.IfElse decision ->
            decision.qubits().forEach(qubit -> next[qubit] = Next.OTHER);
        // A phase is as unseen before a barrier or a pause as behind it.
        case Instruction.Barrier _, Instruction.Delay _ -> {}
      }
      kept.add(instruction);
    }
    if (kept.size() == circuit.instructions().size()) {
      return circuit;
    }
    Collections.reverse(kept);
    Draft out = new Draft(kept.size());
    kept.forEach(out::add);
    return out.of(circuit);
  }

  private static boolean isUnseen(Instruction.Apply apply, Next[] next) {
    if (apply.qubits().isEmpty() || !Facts.isDiagonal(apply.gate())) {
      return false;
    }
    if (apply.qubits().size() == 1) {
      return next[apply.qubits().getFirst()] != Next.OTHER;
    }
    // A reset forgets which branch it came from: a cz before it may turn the other qubit.
    return apply.qubits().stream().allMatch(qubit -> next[qubit] == Next.MEASUREMENT);
  }
}
