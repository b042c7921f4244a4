package dev.nightshift.transport.server.stage;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.CircuitDuration;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
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
