package dev.nightshift.circuit.library;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;

/** Small states that tests, examples and first runs need. */
public final class Circuits {
  private Circuits() {}

  /** (|00> + |11>)/√2. */
  public static Circuit bell() {
    return ghz(2);
  }

  /**
   * (|0...0> + |1...1>)/√2: a Hadamard on qubit 0 and a chain of cx.
   *
   * @param qubits at least 1
   */
  public static Circuit ghz(int qubits) {
    Names.check("the GHZ state", qubits, 0);
    CircuitBuilder circuit = Circuit.builder(qubits).h(0);
    for (int qubit = 0; qubit + 1 < qubits; qubit++) {
      circuit.cx(qubit, qubit + 1);
    }
    return circuit.build();
  }
}
