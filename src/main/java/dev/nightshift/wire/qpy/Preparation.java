package dev.nightshift.wire.qpy;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.List;

/**
 * What Qiskit's {@code Initialize} does behind its resets: a gate that makes a state of |0...0>.
 *
 * <p>The state is given as letters (0 1 + - r l, the last for qubit 0), as one number whose bits
 * are the qubits', or as all amplitudes. What the gate does to other states than |0...0> is its own
 * affair, so it stands behind resets only.
 */
final class Preparation {
  /** Most qubits of a state given by its amplitudes. */
  private static final int MOST_QUBITS = 10;

  private Preparation() {}

  static DefinedGate of(List<QpyValue> values, int qubits) {
    if (!values.isEmpty() && values.getFirst().type() == 's') {
      return letters(values, qubits);
    }
    if (values.size() == 1) {
      return bits(values.getFirst().complex(), qubits);
    }
    if (qubits > MOST_QUBITS) {
      throw Problems.unsupported(
          "a state of %d qubits is not prepared from amplitudes, at most one of %d; decompose the"
                  .formatted(qubits, MOST_QUBITS)
              + " circuit first");
    }
    if (values.size() != 1 << qubits) {
      throw Problems.invalid(
          "a state of %d qubits has %d amplitudes, found %d"
              .formatted(qubits, 1 << qubits, values.size()));
    }
    double[] amplitudes = new double[2 * values.size()];
    for (int i = 0; i < values.size(); i++) {
      System.arraycopy(values.get(i).complex(), 0, amplitudes, 2 * i, 2);
    }
    return Synthesis.state(amplitudes, qubits);
  }

  private static DefinedGate letters(List<QpyValue> values, int qubits) {
    StringBuilder text = new StringBuilder();
    values.forEach(value -> text.append(value.text()));
    if (text.length() != qubits) {
      throw Problems.invalid(
          "a state of %d qubits has %d letters".formatted(qubits, text.length()));
    }
    List<Instruction.Apply> body = new ArrayList<>();
    for (int qubit = 0; qubit < qubits; qubit++) {
      char letter = text.charAt(qubits - 1 - qubit);
      List<StandardGate> gates =
          switch (letter) {
            case '0' -> List.of();
            case '1' -> List.of(StandardGate.X);
            case '+' -> List.of(StandardGate.H);
            case '-' -> List.of(StandardGate.X, StandardGate.H);
            case 'r' -> List.of(StandardGate.H, StandardGate.S);
            case 'l' -> List.of(StandardGate.H, StandardGate.SDG);
            default ->
                throw Problems.invalid(
                    "a state has the letter %s; use 0, 1, +, -, r and l"
                        .formatted(Problems.quoted(String.valueOf(letter))));
          };
      for (StandardGate gate : gates) {
        body.add(new Instruction.Apply(gate, List.of(), List.of(qubit)));
      }
    }
    return gate(qubits, body);
  }

  private static DefinedGate bits(double[] number, int qubits) {
    double value = number[0];
    if (number[1] != 0
        || value != Math.rint(value)
        || value < 0
        || value >= Math.scalb(1.0, Math.min(qubits, 53))) {
      throw Problems.invalid(
          "a basis state of %d qubits has no number %s".formatted(qubits, value));
    }
    List<Instruction.Apply> body = new ArrayList<>();
    for (int qubit = 0; qubit < Math.min(qubits, 53); qubit++) {
      if (((long) value >> qubit & 1) != 0) {
        body.add(new Instruction.Apply(StandardGate.X, List.of(), List.of(qubit)));
      }
    }
    return gate(qubits, body);
  }

  static DefinedGate gate(int qubits, List<Instruction.Apply> body) {
    return new DefinedGate("state_preparation", List.of(), qubits, body);
  }
}
