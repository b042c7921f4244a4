package dev.nightshift.queue.dispatch;

import dev.nightshift.job.JobRequest;
import dev.nightshift.queue.ledger.Amounts;

/** Says what a job may cost before it is sent, and what it did cost after. */
public interface Appraiser {

  /**
   * The most that a job can take.
   *
   * @param request as it is sent to the device
   */
  Amounts bound(JobRequest request);

  /**
   * What a job is expected to take on the device, microseconds.
   *
   * @param request as it is sent to the device
   */
  long expectedMicros(JobRequest request);

  /**
   * What a job took.
   *
   * @param bound what was set aside for it
   * @param chargedSeconds as the service reports it
   * @param executed whether its circuits were run; shots of a job without a result count as run
   *     where it was charged
   */
  Amounts charged(Amounts bound, double chargedSeconds, boolean executed);
}
