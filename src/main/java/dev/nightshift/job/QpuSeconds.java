package dev.nightshift.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;

/**
 * What jobs that have not run yet will be charged, seconds.
 *
 * @param low the least that the service's whole seconds can make of it
 * @param likely as the service's formula says
 * @param high more than a job that ends well is charged; what a budget reserves
 * @param base of {@code likely}, what every job takes
 * @param pauses of {@code likely}, the pauses between executions
 * @param circuits of {@code likely}, the executions themselves
 */
public record QpuSeconds(
    double low, double likely, double high, double base, double pauses, double circuits) {
  public static final QpuSeconds NONE = new QpuSeconds(0, 0, 0, 0, 0, 0);

  public QpuSeconds {
    if (!(low >= 0 && low <= likely && likely <= high) || Double.isInfinite(high)) {
      throw new NightshiftException(
          ErrorCode.INTERNAL,
          "an estimate of %s to %s to %s s is none".formatted(low, likely, high));
    }
  }

  public QpuSeconds plus(QpuSeconds other) {
    return new QpuSeconds(
        low + other.low,
        likely + other.likely,
        high + other.high,
        base + other.base,
        pauses + other.pauses,
        circuits + other.circuits);
  }

  /** Of so many jobs alike. */
  public QpuSeconds times(long jobs) {
    return new QpuSeconds(
        low * jobs, likely * jobs, high * jobs, base * jobs, pauses * jobs, circuits * jobs);
  }
}
