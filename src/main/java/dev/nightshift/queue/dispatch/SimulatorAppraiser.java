package dev.nightshift.queue.dispatch;

import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Workload;
import dev.nightshift.queue.ledger.Amounts;
import java.math.BigDecimal;

/** Costs of a simulator: shots are counted, time and money are not. */
public final class SimulatorAppraiser implements Appraiser {
  @Override
  public Amounts bound(JobRequest request) {
    return Amounts.ofJob(Workload.asked(request).shots(), 0, BigDecimal.ZERO);
  }

  @Override
  public long expectedMicros(JobRequest request) {
    return 0;
  }

  @Override
  public Amounts charged(Amounts bound, double chargedSeconds, boolean executed) {
    return Charging.ofPrice(BigDecimal.ZERO).charged(bound, 0, executed);
  }
}
