package dev.nightshift.learn;

/**
 * How a model is trained.
 *
 * @param batchSize sequences a step, at least 1
 * @param learningRate of AdamW, positive
 * @param maxIters steps, at least 1
 * @param evalInterval an evaluation before every step whose number is a multiple of this
 * @param evalIters batches an evaluation averages, at least 1
 */
public record TrainConfig(
    int batchSize, double learningRate, int maxIters, int evalInterval, int evalIters) {
  public TrainConfig {
    GptConfig.atLeastOne("train.batch_size", batchSize);
    GptConfig.atLeastOne("train.max_iters", maxIters);
    GptConfig.atLeastOne("train.eval_interval", evalInterval);
    GptConfig.atLeastOne("train.eval_iters", evalIters);
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw GptConfig.value(
          "train.learning_rate is %s; give a positive number".formatted(learningRate));
    }
  }
}
