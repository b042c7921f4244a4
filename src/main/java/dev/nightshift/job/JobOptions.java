package dev.nightshift.job;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What holds for a whole job.
 *
 * @param defaultShots shots of pubs that name none; empty: the program's own default
 * @param defaultPrecision precision of estimator pubs that name none; empty: exact on a simulator
 * @param seedSimulator makes sampled results repeatable
 */
public record JobOptions(
    OptionalInt defaultShots, OptionalDouble defaultPrecision, OptionalLong seedSimulator) {
  public static final JobOptions NONE =
      new JobOptions(OptionalInt.empty(), OptionalDouble.empty(), OptionalLong.empty());

  public JobOptions withSeed(long seed) {
    return new JobOptions(defaultShots, defaultPrecision, OptionalLong.of(seed));
  }

  public JobOptions withShots(int shots) {
    return new JobOptions(OptionalInt.of(shots), defaultPrecision, seedSimulator);
  }
}
