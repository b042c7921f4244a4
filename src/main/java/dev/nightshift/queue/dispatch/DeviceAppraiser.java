package dev.nightshift.queue.dispatch;

import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Tariff;
import dev.nightshift.job.UpperBound;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.value.Target;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Costs of a device: its tariff, and a price where one is known. */
public final class DeviceAppraiser implements Appraiser {
  private final Tariff tariff;
  private final @Nullable BigDecimal pricePerSecond;

  /**
   * @param pricePerSecond in currency units; null where unknown
   */
  public DeviceAppraiser(Target target, @Nullable BigDecimal pricePerSecond) {
    this.tariff = new Tariff(target);
    this.pricePerSecond = pricePerSecond;
  }

  @Override
  public Amounts bound(JobRequest request) {
    UpperBound bound = UpperBound.of(request, tariff);
    return Amounts.ofJob(bound.shots(), Amounts.micros(bound.qpuSeconds()), pricePerSecond);
  }

  @Override
  public long expectedMicros(JobRequest request) {
    return Amounts.micros(tariff.before(request).likely());
  }

  @Override
  public Amounts charged(Amounts bound, double chargedSeconds, boolean executed) {
    return Charging.ofPrice(pricePerSecond).charged(bound, chargedSeconds, executed);
  }
}
