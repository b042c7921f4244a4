package dev.nightshift.experiment.plan;

import dev.nightshift.learn.QuantumConfig;
import dev.nightshift.learn.TrainConfig;
import dev.nightshift.learn.TrainingPlan;
import java.util.Objects;

/**
 * The training and evaluations of a faithful config as the published program runs them, and as one
 * job a layer and batch: without text and probe, which the published counts leave out.
 *
 * <p>That program asks for every circuit at four positions, and once more, with all shifts, for its
 * derivatives.
 *
 * @param calls of the simulator, one for a circuit or for all shifts of one
 * @param circuits in them
 * @param jobs with a layer's circuits and shifts in one
 * @param different circuits in those
 */
public record PublishedShape(long calls, long circuits, long jobs, long different) {
  private static final int POSITIONS = 4;

  static PublishedShape of(TrainingPlan plan) {
    TrainConfig train = plan.train();
    QuantumConfig quantum = Objects.requireNonNull(plan.quantum());
    long layers = plan.model().layers();
    long aBatch = layers * quantum.heads() * train.batchSize();
    long batchesEvaluated =
        (long) Math.ceilDiv(train.maxIters(), train.evalInterval()) * train.evalIters();
    long trained = aBatch * train.maxIters();
    long evaluated = aBatch * batchesEvaluated;
    long withShifts = Outline.circuits(quantum, Gradient.PARAMETER_SHIFT);
    long different = trained * withShifts + evaluated;
    return new PublishedShape(
        POSITIONS * (2 * trained + evaluated),
        POSITIONS * different,
        layers * (train.maxIters() + batchesEvaluated),
        different);
  }
}
