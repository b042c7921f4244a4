package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import java.util.Arrays;

/**
 * Drops resets of qubits that are |0> anyway: at the start, and right behind another reset.
 *
 * <ul>
 *   <li><b>Reads</b> which qubits nothing has touched; a pause counts as a touch, since a device
 *       heats in it.
 *   <li><b>Writes</b> nothing new.
 *   <li><b>Keeps</b> what the circuit makes of |0...0>.
 *   <li><b>Costs</b> time linear in the instructions.
 * </ul>
 */
public final class RemoveResetInZero implements Pass {
  private final boolean fromStart;

  public RemoveResetInZero() {
    this(true);
  }

  /**
   * @param fromStart whether the circuit begins in |0...0>, as no branch of a decision does
   */
  private RemoveResetInZero(boolean fromStart) {
    this.fromStart = fromStart;
  }

  @Override
  public Pass inBranches() {
    return new RemoveResetInZero(false);
  }

  @Override
  public String name() {
    return "remove-reset-in-zero";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    if (circuit.instructions().stream().noneMatch(Instruction.Reset.class::isInstance)) {
      return circuit;
    }
    boolean[] touched = new boolean[circuit.qubits()];
    Arrays.fill(touched, !fromStart);
    Draft out = new Draft(circuit.instructions().size());
    for (Instruction instruction : circuit.instructions()) {
      switch (instruction) {
        case Instruction.Reset(int qubit) -> {
          if (!touched[qubit]) {
            continue;
          }
          touched[qubit] = false;
        }
        case Instruction.Apply apply -> apply.qubits().forEach(qubit -> touched[qubit] = true);
        case Instruction.Delay delay -> delay.qubits().forEach(qubit -> touched[qubit] = true);
        case Instruction.Measure(int qubit, _) -> touched[qubit] = true;
        case Instruction.IfElse decision ->
            decision.qubits().forEach(qubit -> touched[qubit] = true);
        case Instruction.Barrier _ -> {}
      }
      out.add(instruction);
    }
    return out.of(circuit);
  }
}
