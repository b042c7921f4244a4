package dev.nightshift.transpile.layout;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.synth.GateSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A circuit without its own swaps: who follows a qubit takes the other wire instead.
 *
 * @param circuit without {@code swap}
 * @param ends for each qubit of the original the wire on which it ends
 */
public record ElideSwaps(Circuit circuit, List<Integer> ends) {
  public ElideSwaps {
    ends = List.copyOf(ends);
  }

  public static ElideSwaps of(Circuit original) {
    List<Integer> wire = new ArrayList<>();
    for (int v = 0; v < original.qubits(); v++) {
      wire.add(v);
    }
    GateSink out = new GateSink();
    for (Instruction instruction : original.instructions()) {
      if (instruction instanceof Instruction.Apply apply && apply.gate() == StandardGate.SWAP) {
        Collections.swap(wire, apply.qubits().get(0), apply.qubits().get(1));
      } else {
        out.add(placed(instruction, wire));
      }
    }
    return new ElideSwaps(out.like(original), wire);
  }

  /** An instruction on other qubits, qubit q on {@code places[q]}. */
  public static Instruction placed(Instruction instruction, List<Integer> places) {
    return instruction.placed(places::get);
  }
}
