package dev.nightshift.learn;

import java.util.List;

/**
 * What a training run gave.
 *
 * @param steps done in all
 * @param evalLosses mean loss of each evaluation in nats a token, from step 0
 * @param trainLoss of the last step's batch
 * @param wallSeconds spent on training and evaluation, resumed parts added up
 * @param cpuSeconds of the whole process in that time
 * @param parameters trained numbers of the model
 * @param tokensPerSecond tokens trained on a second of wall time
 */
public record TrainingResult(
    ModelKind kind,
    int steps,
    List<Double> evalLosses,
    double trainLoss,
    double wallSeconds,
    double cpuSeconds,
    long parameters,
    double tokensPerSecond) {
  public TrainingResult {
    evalLosses = List.copyOf(evalLosses);
  }

  /** The last evaluation's loss: the figure the published report prints. */
  public double loss() {
    return evalLosses.getLast();
  }
}
