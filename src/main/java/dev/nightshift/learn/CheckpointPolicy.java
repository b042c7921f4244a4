package dev.nightshift.learn;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a run is saved, and when it is to stop.
 *
 * @param file where; each time anew, whole or not at all; null for nowhere
 * @param everySteps steps between two saves, at least 1; a run that ends, is stopped or fails is
 *     saved as well
 * @param stopRequested asked before every step; true ends the run with INTERRUPTED
 */
public record CheckpointPolicy(@Nullable Path file, int everySteps, BooleanSupplier stopRequested) {
  public static final CheckpointPolicy NONE = new CheckpointPolicy(null, 1, () -> false);

  public CheckpointPolicy {
    GptConfig.atLeastOne("the steps between two checkpoints", everySteps);
  }

  public static CheckpointPolicy every(int steps, Path file) {
    return new CheckpointPolicy(file, steps, () -> false);
  }
}
