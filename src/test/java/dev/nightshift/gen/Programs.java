package dev.nightshift.gen;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import java.util.StringJoiner;

/** Circuits as text for the messages of failing tests. */
public final class Programs {
  private Programs() {}

  /** One line an instruction, operands by index. */
  public static String print(Circuit circuit) {
    StringJoiner lines = new StringJoiner("\n");
    lines.add(circuit.toString());
    for (Instruction instruction : circuit.instructions()) {
      lines.add("  " + instruction);
    }
    return lines.toString();
  }
}
