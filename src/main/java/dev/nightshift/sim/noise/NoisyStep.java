package dev.nightshift.sim.noise;

import java.util.List;

/** What a noisy circuit is made of once gates are opened and errors are put in. */
public sealed interface NoisyStep {

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
