package dev.nightshift.report;

import dev.nightshift.job.Meter;

/**
 * Where the wall time of a run went, seconds.
 *
 * @param classical tensors: both models' forward, backward and optimizer
 * @param compile circuits to OpenQASM and to kernels
 * @param wire to the simulator and back, without what it simulated
 * @param simulate state vectors
 * @param other all the rest: text, checkpoints, start
 */
public record TimeSplit(
    double classical, double compile, double wire, double simulate, double other) {

  /**
   * The split of a run.
   *
   * @param totalSeconds of wall time
   * @param classicalSeconds measured by the training loops, without waiting for circuits
   * @param meter of the run's jobs
   */
  public static TimeSplit of(double totalSeconds, double classicalSeconds, Meter meter) {
    double compile = meter.nanos(Meter.Time.COMPILE) / 1e9;
    double wire = meter.nanos(Meter.Time.WIRE) / 1e9;
    double simulate = meter.nanos(Meter.Time.SIMULATE) / 1e9;
    // Threads overlap, so the parts may pass the whole by a little; the rest is never negative.
    double other = Math.max(0, totalSeconds - classicalSeconds - compile - wire - simulate);
    return new TimeSplit(classicalSeconds, compile, wire, simulate, other);
  }

  public double total() {
    return classical + compile + wire + simulate + other;
  }
}
