package dev.nightshift.job;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Target;

/**
 * What a job on a device is charged: 2 s, and for every execution the pause between two and the
 * length of the circuit.
 *
 * @see <a href="https://quantum.cloud.ibm.com/docs/guides/estimate-job-run-time">IBM's
 *     estimate</a>, which measurements of live devices agree with
 */
public final class Tariff {
  /** What every job takes, a circuit the device refuses included, seconds. */
  public static final double BASE_SECONDS = 2;

  /**
   * The length of a circuit that IBM's rule of thumb (2 + 0.00035 N seconds, with pauses of 250
   * microseconds) takes, seconds.
   */
  public static final double CAUTIOUS_SECONDS = 100e-6;

  /** An execution by that rule of thumb, where nothing is known of a device, seconds. */
  public static final double CAUTIOUS_EXECUTION_SECONDS = 350e-6;

  private final CircuitDuration duration;
  private final double repDelaySeconds;

  public Tariff(Target target) {
    this.duration = new CircuitDuration(target);
    this.repDelaySeconds = target.repDelaySeconds();
  }

  /** Seconds of a job that ended well. */
  public double seconds(JobRequest request, JobResult result) {
    double seconds = BASE_SECONDS;
    for (JobResult.Executed executed : result.executed()) {
      seconds += executed.times() * executionSeconds(executed.circuit(), request.options());
    }
    if (!result.executed().isEmpty()) {
      return seconds;
    }
    for (int i = 0; i < request.pubs().size(); i++) {
      Pub pub = request.pubs().get(i);
      seconds +=
          executions(pub, result.pubs().get(i))
              * executionSeconds(pub.circuit(), request.options());
    }
    return seconds;
  }

  /**
   * Seconds that a job will be charged, from the job alone.
   *
   * <p>Likely is what {@link #seconds} finds when the job has run as it was asked; where errors are
   * mitigated it is no less, since terms that share a measurement are counted each. Low is that in
   * whole seconds, which is how the service states it; live jobs of one size came out at either
   * neighbour. High takes every circuit for at least as long as IBM's rule of thumb does, and a
   * begun second for a whole one. A job that fails or is stopped is charged no more.
   *
   * @param request mapped to the device's instruction set
   */
  public QpuSeconds before(JobRequest request) {
    return before(request, 1);
  }

  /**
   * The same for a job that has each of its bindings so many times: for one that is thought of and
   * not made.
   */
  public QpuSeconds before(JobRequest request, long copies) {
    double pause = request.options().repDelaySeconds().orElse(repDelaySeconds);
    double pauses = 0;
    double circuits = 0;
    double high = BASE_SECONDS;
    for (Executions.Part part : Executions.asked(request, copies)) {
      double length = part.lengths() * duration.seconds(part.circuit());
      pauses += part.times() * pause;
      circuits += part.times() * length;
      high += part.times() * (pause + Math.max(length, CAUTIOUS_SECONDS));
    }
    double likely = BASE_SECONDS + pauses + circuits;
    return new QpuSeconds(
        Math.floor(likely), likely, Math.ceil(high), BASE_SECONDS, pauses, circuits);
  }

  /** Seconds of one execution of a circuit, with the pause behind it. */
  public double executionSeconds(Circuit circuit, JobOptions options) {
    return options.repDelaySeconds().orElse(repDelaySeconds) + duration.seconds(circuit);
  }

  private static double executions(Pub pub, PubResult result) {
    long shots =
        switch (result) {
          case PubResult.Estimated estimated -> estimated.shots();
          case PubResult.Sampled sampled ->
              sampled.registers().values().stream().mapToInt(BitArray::shots).max().orElse(0);
        };
    return (double) pub.shape().size() * Math.max(1, shots);
  }
}
