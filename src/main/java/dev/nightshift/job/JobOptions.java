package dev.nightshift.job;

import dev.nightshift.transpile.schedule.Scheduling;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What holds for a whole job.
 *
 * @param defaultShots shots of pubs that name none; empty: the program's own default
 * @param defaultPrecision precision of estimator pubs that name none; empty: exact on a simulator
 * @param seedSimulator makes sampled results repeatable
 * @param simulator the method of simulation
 * @param mitigation what is done about a device's errors; a backend without errors takes none
 * @param repDelaySeconds the pause between two executions on a device, seconds; empty: the device's
 *     own
 * @param scheduling whether the device's idle times are simulated, and what is done in them; a
 *     backend without a device's lengths takes none
 */
public record JobOptions(
    OptionalInt defaultShots,
    OptionalDouble defaultPrecision,
    OptionalLong seedSimulator,
    SimulatorOptions simulator,
    Mitigation mitigation,
    OptionalDouble repDelaySeconds,
    Scheduling scheduling) {
  public static final JobOptions NONE =
      new JobOptions(OptionalInt.empty(), OptionalDouble.empty(), OptionalLong.empty());

  /** With the default method and nothing done about errors. */
  public JobOptions(
      OptionalInt defaultShots, OptionalDouble defaultPrecision, OptionalLong seedSimulator) {
    this(
        defaultShots,
        defaultPrecision,
        seedSimulator,
        SimulatorOptions.DEFAULT,
        Mitigation.NONE,
        OptionalDouble.empty(),
        Scheduling.NONE);
  }

  /** Without a schedule. */
  public JobOptions(
      OptionalInt defaultShots,
      OptionalDouble defaultPrecision,
      OptionalLong seedSimulator,
      SimulatorOptions simulator,
      Mitigation mitigation,
      OptionalDouble repDelaySeconds) {
    this(
        defaultShots,
        defaultPrecision,
        seedSimulator,
        simulator,
        mitigation,
        repDelaySeconds,
        Scheduling.NONE);
  }

  /** Whether circuits are run as they stand, without a schedule and without remedies. */
  public boolean runsAsIs() {
    return mitigation.isNone() && scheduling.isNone();
  }

  public JobOptions withSeed(long seed) {
    return new JobOptions(
        defaultShots,
        defaultPrecision,
        OptionalLong.of(seed),
        simulator,
        mitigation,
        repDelaySeconds,
        scheduling);
  }

  public JobOptions withShots(int shots) {
    return new JobOptions(
        OptionalInt.of(shots),
        defaultPrecision,
        seedSimulator,
        simulator,
        mitigation,
        repDelaySeconds,
        scheduling);
  }

  public JobOptions withSimulator(SimulatorOptions options) {
    return new JobOptions(
        defaultShots,
        defaultPrecision,
        seedSimulator,
        options,
        mitigation,
        repDelaySeconds,
        scheduling);
  }

  public JobOptions withMitigation(Mitigation other) {
    return new JobOptions(
        defaultShots,
        defaultPrecision,
        seedSimulator,
        simulator,
        other,
        repDelaySeconds,
        scheduling);
  }

  public JobOptions withScheduling(Scheduling other) {
    return new JobOptions(
        defaultShots,
        defaultPrecision,
        seedSimulator,
        simulator,
        mitigation,
        repDelaySeconds,
        other);
  }
}
