package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Coupling;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.synth.GateSink;
import dev.nightshift.transpile.synth.OneQubitRun;
import java.util.List;

/**
 * One-qubit gates become rz, sx and x; at level 1 and above each run of them as one.
 *
 * <p><b>Reads</b> standard gates. <b>Writes</b> rz, sx, x (and rx where fractional gates are
 * allowed) for all one-qubit gates. <b>Keeps</b> the unitary with its phase, symbolic angles, all
 * other instructions and the order on each qubit. <b>Costs</b> time linear in the gates.
 */
public final class MergeOneQubitRuns implements Pass {
  private final Coupling coupling;

  /**
   * @param coupling of the device that the circuit lies on
   */
  public MergeOneQubitRuns(Coupling coupling) {
    this.coupling = coupling;
  }

  @Override
  public String name() {
    return "merge-one-qubit-runs";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    boolean merge = context.options().level() > 0;
    GateSink out = new GateSink();
    OneQubitRun[] runs = new OneQubitRun[circuit.qubits()];
    OneQubitRun.Pulses[] pulses = new OneQubitRun.Pulses[circuit.qubits()];
    for (int q = 0; q < runs.length; q++) {
      runs[q] = new OneQubitRun();
      pulses[q] = pulses(q, context);
    }
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Apply(StandardGate gate, var angles, var operands)
          && operands.size() == 1) {
        int q = operands.getFirst();
        runs[q].add(gate, angles);
        if (!merge) {
          runs[q].write(out, q, pulses[q]);
        }
      } else {
        for (int q : qubits(instruction)) {
          runs[q].write(out, q, pulses[q]);
        }
        out.add(instruction);
      }
    }
    for (int q = 0; q < runs.length; q++) {
      runs[q].write(out, q, pulses[q]);
    }
    return out.like(circuit);
  }

  private OneQubitRun.Pulses pulses(int qubit, PassContext context) {
    if (context.options().fractional() && coupling.has("rx", List.of(qubit))) {
      return OneQubitRun.Pulses.RX;
    }
    return coupling.has("x", List.of(qubit)) ? OneQubitRun.Pulses.SX : OneQubitRun.Pulses.SX_ONLY;
  }

  static List<Integer> qubits(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Apply(_, _, var operands) -> operands;
      case Instruction.Measure(int qubit, _) -> List.of(qubit);
      case Instruction.Reset(int qubit) -> List.of(qubit);
      case Instruction.Barrier(var operands) -> operands;
      case Instruction.Delay(_, _, var operands) -> operands;
    };
  }
}
