package dev.nightshift.circuit;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.Gate;
import java.util.List;
import java.util.OptionalDouble;

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
   * @param unit dt, ps, ns, us, ms or s
   */
  record Delay(double duration, String unit, List<Integer> qubits) implements Instruction {
    public Delay {
      qubits = List.copyOf(qubits);
    }

    /**
     * How long it is.
     *
     * @param dtSeconds the unit of the device's clock
     * @return seconds; empty in dt where that is not known
     * @throws NightshiftException CIRCUIT_INVALID for another unit
     */
    public OptionalDouble seconds(OptionalDouble dtSeconds) {
      return switch (unit) {
        case "s" -> OptionalDouble.of(duration);
        case "ms" -> OptionalDouble.of(duration * 1e-3);
        case "us", "\u00b5s", "\u03bcs" -> OptionalDouble.of(duration * 1e-6);
        case "ns" -> OptionalDouble.of(duration * 1e-9);
        case "ps" -> OptionalDouble.of(duration * 1e-12);
        case "dt" ->
            dtSeconds.isPresent()
                ? OptionalDouble.of(duration * dtSeconds.getAsDouble())
                : OptionalDouble.empty();
        default ->
            throw new NightshiftException(
                ErrorCode.CIRCUIT_INVALID,
                "a delay is given in '%s'; use s, ms, us, ns, ps or dt".formatted(unit));
      };
    }
  }
}
