package dev.nightshift.learn;

import dev.nightshift.learn.quantum.GradientMethod;
import java.util.OptionalInt;

/**
 * The quantum heads of a hybrid model.
 *
 * @param qubits of each circuit, at least 2: as many positions feed it
 * @param heads quantum heads a layer, at least 1; the first ones
 * @param inputGradients whether derivatives flow through the circuits' inputs into the queries; the
 *     published program has none
 * @param shots executions a circuit; empty for exact values
 */
public record QuantumConfig(
    int qubits,
    int heads,
    QuantumMode mode,
    GradientMethod gradient,
    boolean inputGradients,
    OptionalInt shots) {
  /** Repetitions of the feature map and of the ansatz. */
  static final int FEATURE_REPS = 1;

  static final int ANSATZ_REPS = 2;

  public QuantumConfig {
    GptConfig.atLeastOne("quantum.heads", heads);
    if (qubits < 2) {
      throw GptConfig.value("quantum.qubits is %d; give at least 2".formatted(qubits));
    }
    if (shots.isPresent()) {
      GptConfig.atLeastOne("quantum.shots", shots.getAsInt());
    }
  }

  /** Trained angles of one circuit. */
  public int weightsPerHead() {
    return qubits * (ANSATZ_REPS + 1);
  }
}
