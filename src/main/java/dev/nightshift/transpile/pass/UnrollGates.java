package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.synth.GateSink;
import dev.nightshift.transpile.synth.Unroller;

/**
 * Modified gates, defined gates and gates on three and more qubits become standard gates on one and
 * two.
 *
 * <p><b>Reads</b> any circuit. <b>Writes</b> standard gates on one and two qubits. <b>Keeps</b> the
 * unitary with its phase, symbolic angles, and everything that is no gate. <b>Costs</b> time linear
 * in what comes out.
 */
public final class UnrollGates implements Pass {
  @Override
  public String name() {
    return "unroll-gates";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    GateSink out = new GateSink();
    Unroller unroller = new Unroller(out);
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Apply apply) {
        unroller.unroll(apply);
      } else {
        out.add(instruction);
      }
    }
    return out.like(circuit);
  }
}
