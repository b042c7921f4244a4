package dev.nightshift.queue.dispatch;

import dev.nightshift.job.JobRequest;
import dev.nightshift.queue.ledger.Amounts;

/** Says what a job may cost before it is sent, and what it did cost after. */
public interface Appraiser extends Charging {

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
}
