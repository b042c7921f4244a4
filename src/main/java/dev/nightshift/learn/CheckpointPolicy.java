package dev.nightshift.learn;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a run is saved, and when it is to stop.
 *
 * @param file where; each time anew, whole or not at all; null for nowhere
 * @param everySteps steps between two saves, at least 0; 0 for only at the end. A run that ends, is
 *     stopped or fails is saved in any case
 * @param stopRequested asked before every step; true ends the run with INTERRUPTED
 */
public record CheckpointPolicy(@Nullable Path file, int everySteps, BooleanSupplier stopRequested) {
  public static final CheckpointPolicy NONE = new CheckpointPolicy(null, 0, () -> false);

  public CheckpointPolicy {
    if (everySteps < 0) {
      throw GptConfig.value("checkpoint.every_steps is %d; give at least 0".formatted(everySteps));
    }
  }

  /** Whether a run that has done {@code done} of {@code of} steps is saved now. */
  boolean due(int done, int of) {
    return done == of || (everySteps > 0 && done % everySteps == 0);
  }

  public static CheckpointPolicy every(int steps, Path file) {
    return new CheckpointPolicy(file, steps, () -> false);
  }
}
