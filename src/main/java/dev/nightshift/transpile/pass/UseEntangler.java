package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Coupling;
import dev.nightshift.transpile.Coupling.Entangler;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.synth.GateSink;

/**
 * cx and cz become the entangler that the device has on the pair, in the direction it has it.
 *
 * <p><b>Reads</b> a circuit on coupled pairs. <b>Writes</b> cz, ecr or cx as listed, and one-qubit
 * gates. <b>Keeps</b> the unitary with its phase. <b>Costs</b> time linear in the gates.
 */
public final class UseEntangler implements Pass {
  private final Coupling coupling;

  /**
   * @param coupling of the device that the circuit lies on
   */
  public UseEntangler(Coupling coupling) {
    this.coupling = coupling;
  }

  @Override
  public String name() {
    return "use-entangler";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    GateSink out = new GateSink();
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Apply(StandardGate gate, _, var operands)
          && (gate == StandardGate.CX || gate == StandardGate.CZ)) {
        int a = operands.get(0);
        int b = operands.get(1);
        Entangler entangler = coupling.entangler(a, b);
        if (entangler.name().equals("cz")) {
          cz(gate, a, b, entangler, out);
        } else {
          cx(gate, a, b, entangler, out);
        }
      } else {
        out.add(instruction);
      }
    }
    return out.like(circuit);
  }

  private static void cz(StandardGate gate, int a, int b, Entangler entangler, GateSink out) {
    int first = entangler.flipped() ? b : a;
    int second = entangler.flipped() ? a : b;
    if (gate == StandardGate.CX) {
      out.gate(StandardGate.H, b);
    }
    out.gate(StandardGate.CZ, first, second);
    if (gate == StandardGate.CX) {
      out.gate(StandardGate.H, b);
    }
  }

  private static void cx(StandardGate gate, int a, int b, Entangler entangler, GateSink out) {
    int control = entangler.flipped() ? b : a;
    int target = entangler.flipped() ? a : b;
    // A cx the other way round has H on all four sides, a cz H on its target only.
    boolean turnA = entangler.flipped();
    boolean turnB = (gate == StandardGate.CZ) != entangler.flipped();
    turn(turnA, a, turnB, b, out);
    if (entangler.name().equals("ecr")) {
      // CX = ECR behind X on the control, then RZ(π/2) on it and SX on the target.
      out.gate(StandardGate.X, control)
          .gate(StandardGate.ECR, control, target)
          .gate(StandardGate.RZ, Math.PI / 2, control)
          .gate(StandardGate.SX, target);
    } else {
      out.gate(StandardGate.CX, control, target);
    }
    turn(turnA, a, turnB, b, out);
  }

  private static void turn(boolean turnA, int a, boolean turnB, int b, GateSink out) {
    if (turnA) {
      out.gate(StandardGate.H, a);
    }
    if (turnB) {
      out.gate(StandardGate.H, b);
    }
  }
}
