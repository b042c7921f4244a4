package dev.nightshift.circuit;

import dev.nightshift.circuit.gate.Gate;
import java.util.List;

/** One step of a circuit; qubits and bits are indices into the circuit, not into a register. */
public sealed interface Instruction {

  /**
   * A gate on qubits.
   *
   * @param gate what is applied
   * @param angles one expression a parameter of the gate, radians
   * @param qubits one index an operand, all different
   */
  record Apply(Gate gate, List<ParameterExpression> angles, List<Integer> qubits)
      implements Instruction {
    public Apply {
      angles = List.copyOf(angles);
      qubits = List.copyOf(qubits);
    }
  }

  /** A measurement in the computational basis of a qubit into a bit. */
  record Measure(int qubit, int bit) implements Instruction {}

  /** Sets a qubit to |0>. */
  record Reset(int qubit) implements Instruction {}

  /** Nothing moves across it. */
  record Barrier(List<Integer> qubits) implements Instruction {
    public Barrier {
      qubits = List.copyOf(qubits);
    }
  }

  /**
   * An idle time, kept for printing and timing; ideal simulators skip it.
   *
   * @param unit dt, ns, us, ms or s
   */
  record Delay(double duration, String unit, List<Integer> qubits) implements Instruction {
    public Delay {
      qubits = List.copyOf(qubits);
    }
  }
}
