package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.synth.GateSink;
import java.util.List;

/**
 * Gates go that only turn phases of qubits which are measured or reset right behind: no reading
 * tells.
 *
 * <p><b>Reads</b> standard gates. <b>Writes</b> nothing. <b>Keeps</b> the distribution of all
 * readings and the state that is left behind each, up to its phase. <b>Costs</b> one sweep
 * backwards.
 */
public final class DropDiagonalsBeforeMeasurement implements Pass {
  @Override
  public String name() {
    return "drop-diagonals-before-measurement";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    boolean[] read = new boolean[circuit.qubits()];
    List<Instruction> all = circuit.instructions();
    boolean[] dropped = new boolean[all.size()];
    for (int i = all.size() - 1; i >= 0; i--) {
      switch (all.get(i)) {
        case Instruction.Measure(int qubit, _) -> read[qubit] = true;
        case Instruction.Reset(int qubit) -> read[qubit] = true;
        case Instruction.Apply(var gate, _, var qubits) -> {
          if (isDiagonal(gate) && qubits.stream().allMatch(qubit -> read[qubit])) {
            dropped[i] = true;
          } else {
            qubits.forEach(qubit -> read[qubit] = false);
          }
        }
        case Instruction.Barrier _, Instruction.Delay _ -> {
          // Phases pass idle time.
        }
      }
    }
    GateSink out = new GateSink();
    for (int i = 0; i < dropped.length; i++) {
      if (!dropped[i]) {
        out.add(all.get(i));
      }
    }
    return out.like(circuit);
  }

  private static boolean isDiagonal(Object gate) {
    return gate instanceof StandardGate standard
        && switch (standard) {
          case Z, S, SDG, T, TDG, P, U1, RZ, CZ, CS, CSDG, CP, CU1, CRZ, RZZ -> true;
          default -> false;
        };
  }
}
