package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Kak;
import dev.nightshift.kernel.small.TwoQubitCircuit;
import dev.nightshift.transpile.pass.DeviceGates.Coupling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes gates on a pair of coupled qubits in the device's gates: one-qubit gates gather in a run
 * on each side until an entangler comes.
 */
final class PairWriter {
  private final DeviceGates device;
  private final int a;
  private final int b;
  private final OneQubitRun onA = new OneQubitRun();
  private final OneQubitRun onB = new OneQubitRun();
  private final Draft out = new Draft(16);
  private int entanglers;
  private double loss;

  PairWriter(DeviceGates device, int a, int b) {
    this.device = device;
    this.a = a;
    this.b = b;
  }

  /** The run on operand 0 or operand 1. */
  OneQubitRun run(int operand) {
    return operand == 0 ? onA : onB;
  }

  /**
   * Appends a unitary, operand 0 on a, by as few entanglers as the pair's gates allow; of as few,
   * by those that lose least.
   *
   * @return whether the pair is coupled
   */
  boolean add(Kak kak) {
    TwoQubitCircuit best = null;
    Coupling by = null;
    for (Coupling coupling : device.couplings(a, b)) {
      TwoQubitCircuit circuit = circuit(coupling.first() == a ? kak : kak.exchanged(), coupling);
      if (circuit == null) {
        continue;
      }
      int fewer = best == null ? -1 : Integer.compare(circuit.entanglers(), best.entanglers());
      if (fewer < 0 || fewer == 0 && by != null && coupling.loss() < by.loss()) {
        best = circuit;
        by = coupling;
      }
    }
    if (best == null || by == null) {
      return false;
    }
    add(best, by);
    return true;
  }

  private @Nullable TwoQubitCircuit circuit(Kak kak, Coupling coupling) {
    if (coupling.entangler() != null) {
      return TwoQubitCircuit.of(kak, coupling.entangler());
    }
    return kak.isRotation() && kak.entanglers() > 0 ? TwoQubitCircuit.ofRotation(kak) : null;
  }

  private void add(TwoQubitCircuit circuit, Coupling by) {
    OneQubitRun first = by.first() == a ? onA : onB;
    OneQubitRun second = by.first() == a ? onB : onA;
    for (int j = 0; j <= circuit.entanglers(); j++) {
      if (j > 0) {
        flush();
        out.add(entangler(by, circuit.angle()));
        entanglers++;
        loss += by.loss();
      }
      first.addFixed(circuit.locals()[2 * j]);
      second.addFixed(circuit.locals()[2 * j + 1]);
    }
    out.turn(circuit.phase());
  }

  private static Instruction.Apply entangler(Coupling by, double angle) {
    List<Integer> qubits = List.of(by.first(), by.second());
    if (by.entangler() == null) {
      return new Instruction.Apply(
          StandardGate.RZZ, List.of(ParameterExpression.of(Math.min(angle, Math.PI / 2))), qubits);
    }
    StandardGate gate =
        switch (by.entangler()) {
          case CZ -> StandardGate.CZ;
          case CX -> StandardGate.CX;
          case ECR -> StandardGate.ECR;
        };
    return new Instruction.Apply(gate, List.of(), qubits);
  }

  private void flush() {
    onA.write(out, a, device);
    onB.write(out, b, device);
  }

  /** Writes what is left in the runs; all that was added. */
  Draft finished() {
    flush();
    return out;
  }

  int entanglers() {
    return entanglers;
  }

  double loss() {
    return loss;
  }
}
