package dev.nightshift.learn;

import dev.nightshift.learn.quantum.Ladder;
import java.nio.file.Path;

/** Is told of a training run's progress, on the training thread; every method may be left out. */
public interface TrainingListener extends Ladder.Listener {
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A step is done.
   *
   * @param done steps done, 1-based
   * @param of steps in all
   * @param loss of the step's batch, in nats a token
   * @param stepsPerSecond since this process began to train
   */
  default void onStep(int done, int of, double loss, double stepsPerSecond) {}

  /**
   * An evaluation is done.
   *
   * @param step steps done before it
   * @param loss mean over the evaluation's batches, in nats a token
   */
  default void onEvaluation(int step, double loss) {}

  /** A checkpoint is on the disk. */
  default void onCheckpoint(int step, Path file) {}
}
