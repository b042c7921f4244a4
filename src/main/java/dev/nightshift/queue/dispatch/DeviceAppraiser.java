package dev.nightshift.queue.dispatch;

import dev.nightshift.job.CircuitDuration;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.job.Workload;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.value.Target;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Costs of a device, by the service's own estimate: 2 s a job, and for every execution the pause
 * between two and the length of the circuit.
 *
 * @see <a href="https://quantum.cloud.ibm.com/docs/guides/estimate-job-run-time">IBM's estimate</a>
 */
public final class DeviceAppraiser implements Appraiser {
  private static final double BASE_SECONDS = 2;

  /** Of the estimate, in case the device is slower; the service cuts the job at the bound. */
  private static final double MARGIN = 1.1;

  private final Target target;
  private final CircuitDuration duration;
  private final @Nullable BigDecimal pricePerSecond;

  /**
   * @param pricePerSecond in currency units; null where unknown
   */
  public DeviceAppraiser(Target target, @Nullable BigDecimal pricePerSecond) {
    this.target = target;
    this.duration = new CircuitDuration(target);
    this.pricePerSecond = pricePerSecond;
  }

  /** What a job is expected to take, seconds. */
  public double seconds(JobRequest request) {
    double pause = request.options().repDelaySeconds().orElse(target.repDelaySeconds());
    double seconds = BASE_SECONDS;
    for (Pub pub : request.pubs()) {
      long shots = Math.max(1, Workload.shots(pub, request.options()));
      seconds += (double) pub.shape().size() * shots * (pause + duration.seconds(pub.circuit()));
    }
    return seconds;
  }

  @Override
  public Amounts bound(JobRequest request) {
    // Whole seconds: the service's own limit of a job knows no smaller unit.
    double seconds = Math.ceil(seconds(request) * MARGIN);
    return Amounts.ofJob(Workload.asked(request).shots(), Amounts.micros(seconds), pricePerSecond);
  }

  @Override
  public Amounts charged(Amounts bound, double chargedSeconds, boolean executed) {
    return Amounts.ofJob(
        executed ? bound.shots() : 0, Amounts.micros(chargedSeconds), pricePerSecond);
  }
}
