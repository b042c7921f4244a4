package dev.nightshift.queue.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What jobs take. Sums are exact; none overflows in silence.
 *
 * @param shots circuit runs
 * @param qpuMicros time on the device, microseconds
 * @param moneyMicros millionths of the ledger's currency; 0 where {@code priced} is false
 * @param priced whether the price of everything in it is known
 * @param jobs submissions
 */
public record Amounts(long shots, long qpuMicros, long moneyMicros, boolean priced, long jobs) {
  public static final Amounts ZERO = new Amounts(0, 0, 0, true, 0);

  private static final long MICRO = 1_000_000;

  /**
   * One job.
   *
   * @param qpuMicros at least 0
   * @param pricePerSecond of the device, in currency units; null where unknown
   */
  public static Amounts ofJob(
      long shots, long qpuMicros, @org.jspecify.annotations.Nullable BigDecimal pricePerSecond) {
    return new Amounts(
        shots,
        qpuMicros,
        pricePerSecond == null ? 0 : money(qpuMicros, pricePerSecond),
        pricePerSecond != null,
        1);
  }

  /** The price of a time, rounded up to a millionth: a bound must not be passed by rounding. */
  public static long money(long qpuMicros, BigDecimal pricePerSecond) {
    return pricePerSecond
        .multiply(BigDecimal.valueOf(qpuMicros))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  /** Microseconds of a number of seconds, rounded up. */
  public static long micros(double seconds) {
    return BigDecimal.valueOf(seconds)
        .multiply(BigDecimal.valueOf(MICRO))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  public Amounts plus(Amounts other) {
    return new Amounts(
        Math.addExact(shots, other.shots),
        Math.addExact(qpuMicros, other.qpuMicros),
        Math.addExact(moneyMicros, other.moneyMicros),
        priced && other.priced,
        Math.addExact(jobs, other.jobs));
  }

  public Amounts negated() {
    return new Amounts(-shots, -qpuMicros, -moneyMicros, priced, -jobs);
  }

  /** Time on the device, seconds. */
  public double qpuSeconds() {
    return qpuMicros / 1e6;
  }

  /** Money in currency units. */
  public BigDecimal money() {
    return BigDecimal.valueOf(moneyMicros, 6);
  }
}
