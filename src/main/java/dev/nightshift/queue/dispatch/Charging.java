package dev.nightshift.queue.dispatch;

import dev.nightshift.queue.ledger.Amounts;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Says what a job did cost, from the service's bill. */
public interface Charging {

  /**
   * What a job took.
   *
   * @param bound what was set aside for it
   * @param chargedSeconds as the service reports it
   * @param executed whether its circuits were run; shots of a job without a result count as run
   *     where it was charged
   */
  Amounts charged(Amounts bound, double chargedSeconds, boolean executed);

  /**
   * Charging by the second; where no time was set aside, as on a simulator, none is charged.
   *
   * @param pricePerSecond of the device, in currency units; null where unknown
   */
  static Charging ofPrice(@Nullable BigDecimal pricePerSecond) {
    return (bound, chargedSeconds, executed) -> {
      long shots = executed ? bound.shots() : 0;
      return bound.qpuMicros() == 0
          ? Amounts.ofJob(shots, 0, BigDecimal.ZERO)
          : Amounts.ofJob(shots, Amounts.micros(chargedSeconds), pricePerSecond);
    };
  }
}
