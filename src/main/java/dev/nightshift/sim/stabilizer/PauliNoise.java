package dev.nightshift.sim.stabilizer;

import dev.nightshift.circuit.Instruction;
import java.util.List;

/** Pauli errors beside the instructions of a circuit, each drawn anew for every shot. */
public interface PauliNoise {
  /** No errors. */
  PauliNoise NONE = new PauliNoise() {};

  /** Errors right before an instruction; before a measurement a flip is an error of its reading. */
  default List<PauliChannel> before(Instruction instruction) {
    return List.of();
  }

  /** Errors right behind an instruction. */
  default List<PauliChannel> after(Instruction instruction) {
    return List.of();
  }

  /**
   * Depolarising behind every gate of one or two qubits, and a flip of the qubit before every
   * measurement.
   *
   * @param one probability of the channel behind a one-qubit gate
   * @param two the same behind a two-qubit gate
   * @param readout probability that a measurement finds the qubit flipped
   */
  static PauliNoise depolarizing(double one, double two, double readout) {
    return new PauliNoise() {
      @Override
      public List<PauliChannel> before(Instruction instruction) {
        return instruction instanceof Instruction.Measure(int qubit, _) && readout > 0
            ? List.of(PauliChannel.flip(readout, qubit))
            : List.of();
      }

      @Override
      public List<PauliChannel> after(Instruction instruction) {
        if (!(instruction instanceof Instruction.Apply(_, _, List<Integer> qubits))) {
          return List.of();
        }
        double p = qubits.size() == 1 ? one : qubits.size() == 2 ? two : 0;
        return p > 0 ? List.of(PauliChannel.depolarizing(p, qubits)) : List.of();
      }
    };
  }
}
