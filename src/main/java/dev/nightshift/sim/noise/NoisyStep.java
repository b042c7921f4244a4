package dev.nightshift.sim.noise;

import dev.nightshift.circuit.Condition;
import java.util.List;
import java.util.stream.Stream;

/** What a noisy circuit is made of once gates are opened and errors are put in. */
public sealed interface NoisyStep {

  /** Steps as they are written: those of both branches stand in the place of a decision. */
  static Stream<NoisyStep> leaves(List<NoisyStep> steps) {
    return steps.stream()
        .flatMap(step ->
            step instanceof Decide(_, var then, var otherwise, _)
                ? Stream.concat(leaves(then), leaves(otherwise))
                : Stream.of(step));
  }

  /** The qubits it acts on, in the operation's order. */
  List<Integer> qubits();

  /** An ideal gate. */
  record Ideal(GateCall call, List<Integer> qubits) implements NoisyStep {
    public Ideal {
      qubits = List.copyOf(qubits);
    }
  }

  /** An error. */
  record Noise(QuantumError error, List<Integer> qubits) implements NoisyStep {
    public Noise {
      qubits = List.copyOf(qubits);
    }
  }

  /**
   * A measurement.
   *
   * @param output number among the part's outputs, or -1 where nobody reads what was measured
   */
  record Measure(int qubit, Axis axis, int output) implements NoisyStep {
    @Override
    public List<Integer> qubits() {
      return List.of(qubit);
    }
  }

  /**
   * A measurement along Z that is read at once, rightly or not: something is decided by what is
   * written down, or a later one may replace it.
   *
   * @param output number among the part's outputs
   * @param readout how it is misread
   */
  record Note(int qubit, int output, ReadoutError readout) implements NoisyStep {
    @Override
    public List<Integer> qubits() {
      return List.of(qubit);
    }
  }

  /**
   * Steps of which some happen.
   *
   * @param condition on outputs, those not noted yet read 0
   * @param qubits all that a step in it acts on, and those that the condition's outputs are noted
   *     from
   */
  record Decide(
      Condition condition, List<NoisyStep> then, List<NoisyStep> otherwise, List<Integer> qubits)
      implements NoisyStep {
    public Decide {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
      qubits = List.copyOf(qubits);
    }
  }

  /** A qubit is set to |0>. */
  record Reset(int qubit) implements NoisyStep {
    @Override
    public List<Integer> qubits() {
      return List.of(qubit);
    }
  }

  /** What a measurement measures. */
  enum Axis {
    X,
    Y,
    Z
  }
}
