package dev.nightshift.queue.ledger;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The most that a scope may take, spent and set aside together; null is no limit.
 *
 * @param scope of what
 * @param shots circuit runs
 * @param qpuMicros time on the device, microseconds
 * @param moneyMicros millionths of the currency unit
 * @param jobs submissions
 */
public record Cap(
    Scope scope,
    @Nullable Long shots,
    @Nullable Long qpuMicros,
    @Nullable Long moneyMicros,
    @Nullable Long jobs) {

  /** What a cap holds for. */
  public enum Scope {
    /** Each run by itself. */
    RUN,
    /** Each day by itself, by universal time, as the service bills. */
    DAY,
    /** Each backend by itself. */
    BACKEND,
    /** Everything in the ledger. */
    ALL;

    /** As it is written in a config. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it limits anything. */
  public boolean limits() {
    return shots != null || qpuMicros != null || moneyMicros != null || jobs != null;
  }
}
