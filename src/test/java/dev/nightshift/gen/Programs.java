package dev.nightshift.gen;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.qasm.Qasm;
import java.util.StringJoiner;

/** Circuits as text for the messages of failing tests. */
public final class Programs {
  private Programs() {}

  /** As OpenQASM ready to paste; a circuit that the printer refuses is listed instead. */
  public static String print(Circuit circuit) {
    try {
      return Qasm.print(circuit);
    } catch (NightshiftException refused) {
      return refused.getMessage() + "\n" + list(circuit);
    }
  }

  /** One line an instruction, operands by index. */
  private static String list(Circuit circuit) {
    StringJoiner lines = new StringJoiner("\n");
    lines.add(circuit.toString());
    for (Instruction instruction : circuit.instructions()) {
      lines.add("  " + instruction);
    }
    return lines.toString();
  }
}
