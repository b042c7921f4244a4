package dev.nightshift.transpile.route;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.synth.GateSink;
import java.util.List;

/**
 * A controlled gate across one qubit, which stays where it is.
 *
 * <p>With the parity of control and middle in the middle, the gate acts for it and for the middle
 * alone; what both share cancels where the gate's square is 1:
 *
 * <pre>  CU(a, c) = CX(a, b) CU(b, c) CX(a, b) CU(b, c)</pre>
 *
 * <p>Four entanglers, as many as a swap and the gate, but no qubit has moved: worth it where all
 * stand well already (Itoko et al. 2020, "bridge").
 */
final class Bridge {
  private Bridge() {}

  /** Whether an instruction is such a gate. */
  static boolean takes(Instruction instruction) {
    return instruction instanceof Instruction.Apply(StandardGate gate, _, _)
        && switch (gate) {
          case CX, CY, CZ, CH -> true;
          default -> false;
        };
  }

  /**
   * Writes the gate.
   *
   * @param apply as {@link #takes} has it
   * @param a where its control stands
   * @param middle coupled with both
   * @param c where its target stands
   */
  static void write(Instruction.Apply apply, int a, int middle, int c, GateSink out) {
    for (int half = 0; half < 2; half++) {
      out.gate(StandardGate.CX, a, middle);
      out.add(new Instruction.Apply(apply.gate(), apply.angles(), List.of(middle, c)));
    }
  }
}
