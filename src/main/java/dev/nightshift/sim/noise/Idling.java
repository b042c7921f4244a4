package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Instruction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What waiting does to each qubit of a device.
 *
 * @param qubits one a qubit, in order
 * @param dtSeconds the unit of delays in dt
 */
record Idling(List<Qubit> qubits, OptionalDouble dtSeconds) {

  /**
   * The figures of one qubit, infinite where none are known.
   *
   * @param t1 seconds
   * @param t2 seconds, at most 2 t1
   * @param excited population of |1> in equilibrium
   */
  record Qubit(double t1, double t2, double excited) {
    boolean waitsWell() {
      return t1 == Double.POSITIVE_INFINITY && t2 == Double.POSITIVE_INFINITY;
    }

    QuantumError error(double seconds) {
      return QuantumError.relaxation(t1, t2, seconds, excited);
    }
  }

  Idling {
    qubits = List.copyOf(qubits);
  }

  Optional<QuantumError> error(int qubit, Instruction.Delay delay) {
    if (qubit >= qubits.size() || qubits.get(qubit).waitsWell()) {
      return Optional.empty();
    }
    double seconds = seconds(delay);
    return seconds == 0 ? Optional.empty() : Optional.of(qubits.get(qubit).error(seconds));
  }

  private double seconds(Instruction.Delay delay) {
    return delay
        .seconds(dtSeconds)
        .orElseThrow(() ->
            new NightshiftException(
                ErrorCode.NOISE_INVALID,
                "a delay of %s dt has no length: the device states no dt; give seconds"
                    .formatted(delay.duration())));
  }
}
