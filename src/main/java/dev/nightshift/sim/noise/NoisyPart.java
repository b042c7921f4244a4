package dev.nightshift.sim.noise;

import java.util.List;

/**
 * Qubits that no gate and no error joins with any other, and what happens to them. They begin in
 * |0...0>.
 *
 * @param circuitQubits the circuit's number of each qubit; steps number them from 0
 * @param steps in order; only what the outputs or the observed qubits can notice
 * @param outputs what is read
 * @param deferred one a step: whether it is a measurement that may as well be made at the end
 */
public record NoisyPart(
    List<Integer> circuitQubits,
    List<NoisyStep> steps,
    List<Output> outputs,
    List<Boolean> deferred) {

  /**
   * A bit that is read.
   *
   * @param bit of the circuit, or a number that the caller gave
   * @param readout how it is misread
   */
  public record Output(int bit, ReadoutError readout) {}

  public NoisyPart {
    circuitQubits = List.copyOf(circuitQubits);
    steps = List.copyOf(steps);
    outputs = List.copyOf(outputs);
    deferred = List.copyOf(deferred);
  }

  public int qubits() {
    return circuitQubits.size();
  }

  /** Whether the state stays pure up to the end: no errors, no resets, no measurements before. */
  public boolean isPure() {
    for (int k = 0; k < steps.size(); k++) {
      if (!(steps.get(k) instanceof NoisyStep.Ideal) && !deferred.get(k)) {
        return false;
      }
    }
    return true;
  }

  /** Whether anything goes wrong before the readout. */
  public boolean hasErrors() {
    return NoisyStep.leaves(steps).anyMatch(NoisyStep.Noise.class::isInstance);
  }

  /** How many measurements part the state when their outcomes are followed. */
  public int forks() {
    int forks = (int) NoisyStep.leaves(steps).filter(NoisyStep.Note.class::isInstance).count();
    for (int k = 0; k < steps.size(); k++) {
      if (steps.get(k) instanceof NoisyStep.Measure measure
          && measure.output() >= 0
          && !deferred.get(k)) {
        forks++;
      }
    }
    return forks;
  }
}
