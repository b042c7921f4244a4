package dev.nightshift.learn;

import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a training run's numbers, but for the text.
 *
 * @param quantum the quantum heads; given exactly for the hybrid model
 * @param seed of initial weights, batches, dropout and shots
 */
public record TrainingPlan(
    ModelKind kind,
    GptConfig model,
    TrainConfig train,
    @Nullable QuantumConfig quantum,
    SampleConfig sample,
    Style style,
    long seed) {
  public TrainingPlan {
    if ((kind == ModelKind.HYBRID) != (quantum != null)) {
      throw GptConfig.value(
          kind == ModelKind.HYBRID
              ? "the hybrid model needs its quantum heads; give quantum"
              : "the classical model has no quantum heads; leave quantum out");
    }
  }

  /** The classical model of the same plan. */
  public TrainingPlan classical() {
    return new TrainingPlan(ModelKind.CLASSICAL, model, train, null, sample, style, seed);
  }

  /**
   * What a checkpoint must agree on to be gone on from. In batched style a run may be lengthened
   * and its text drawn otherwise; in faithful style both are part of the one stream of random
   * numbers.
   */
  String fingerprint() {
    String numbers =
        "%s %s %s seed %d, batches of %d, learning rate %s, evaluation of %d every %d"
            .formatted(
                kind.label(),
                style,
                model,
                seed,
                train.batchSize(),
                train.learningRate(),
                train.evalIters(),
                train.evalInterval());
    if (quantum != null) {
      // The gradient's method is left out where it is exact.
      numbers +=
          ", %d heads of %d qubits, %s, input gradients %s, shots %s"
              .formatted(
                  quantum.heads(),
                  quantum.qubits(),
                  quantum.mode().label(),
                  quantum.inputGradients(),
                  quantum.shots());
      if (quantum.spreadShots()) {
        numbers += ", shots spread by gradient";
      }
      if (!quantum.gradient().exact()) {
        numbers += ", %s by moves of %s".formatted(quantum.gradient().label(), quantum.spsaMove());
      }
    }
    if (style == Style.FAITHFUL) {
      numbers += ", %d steps, %s".formatted(train.maxIters(), sample);
    }
    return numbers;
  }
}
