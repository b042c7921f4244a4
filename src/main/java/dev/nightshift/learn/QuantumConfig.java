package dev.nightshift.learn;

import dev.nightshift.job.gradient.Spsa;
import dev.nightshift.learn.quantum.GradientMethod;
import dev.nightshift.learn.quantum.Ladder;
import java.util.List;
import java.util.OptionalInt;

/**
 * The quantum heads of a hybrid model.
 *
 * @param qubits of each circuit, at least 2: as many positions feed it
 * @param heads quantum heads a layer, at least 1; the first ones
 * @param spsaMove c of SPSA's moves, radians, in the range that {@link Spsa} takes; without effect
 *     on other methods
 * @param inputGradients whether derivatives flow through the circuits' inputs into the queries; the
 *     published program has none
 * @param shots executions a circuit; empty for exact values
 * @param spreadShots whether a step's shots go to the rows that weigh most in the gradient, the
 *     same number in all
 * @param ladder what is done where the budget refuses a job, as {@link Ladder#descends} wants it
 */
public record QuantumConfig(
    int qubits,
    int heads,
    QuantumMode mode,
    GradientMethod gradient,
    double spsaMove,
    boolean inputGradients,
    OptionalInt shots,
    boolean spreadShots,
    List<Ladder.Rung> ladder) {
  /** Repetitions of the feature map and of the ansatz. */
  static final int FEATURE_REPS = 1;

  static final int ANSATZ_REPS = 2;

  /** With moves of the default size, should the method be SPSA, and no ladder but a pause. */
  public QuantumConfig(
      int qubits,
      int heads,
      QuantumMode mode,
      GradientMethod gradient,
      boolean inputGradients,
      OptionalInt shots) {
    this(
        qubits,
        heads,
        mode,
        gradient,
        Spsa.DEFAULT_MOVE,
        inputGradients,
        shots,
        false,
        Ladder.PAUSE_ONLY);
  }

  public QuantumConfig {
    ladder = List.copyOf(ladder);
    if (!Ladder.descends(ladder)) {
      throw GptConfig.value(
          "quantum.ladder is %s; give some of spsa, frozen, pause, in this order"
              .formatted(ladder));
    }
    if (!(spsaMove >= Spsa.LEAST_MOVE && spsaMove <= Spsa.MOST_MOVE)) {
      throw GptConfig.value(
          "quantum.spsa_move is %s; give a number in [%s, %s]"
              .formatted(spsaMove, Spsa.LEAST_MOVE, Spsa.MOST_MOVE));
    }
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
