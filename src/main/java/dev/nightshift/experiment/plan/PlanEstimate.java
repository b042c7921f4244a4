package dev.nightshift.experiment.plan;

import dev.nightshift.job.QpuSeconds;
import dev.nightshift.job.UpperBound;
import dev.nightshift.learn.RunPart;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run comes to on one backend.
 *
 * @param exact whether the counts are those of the run, or bounds that it stays within
 * @param counts a part; every part has an entry
 * @param qpu a part; empty where the device's times are unknown or there is no device
 * @param largestJob no job of the run takes more; empty where {@code qpu} is
 */
public record PlanEstimate(
    Venue venue,
    boolean exact,
    Map<RunPart, Counts> counts,
    Optional<Map<RunPart, QpuSeconds>> qpu,
    Optional<UpperBound> largestJob) {
  public PlanEstimate {
    counts = Collections.unmodifiableMap(new EnumMap<>(counts));
    qpu = qpu.map(map -> Collections.unmodifiableMap(new EnumMap<>(map)));
  }

  /** All parts together. */
  public Counts total() {
    return counts.values().stream().reduce(Counts.NONE, Counts::plus);
  }

  /** Charged seconds of all parts together; empty where unknown. */
  public Optional<QpuSeconds> qpuSeconds() {
    return qpu.map(map -> map.values().stream().reduce(QpuSeconds.NONE, QpuSeconds::plus));
  }

  /**
   * Money of all parts together.
   *
   * @return empty where seconds or price are unknown, or nothing is charged
   */
  public Optional<Money> money() {
    return venue.price() instanceof Price.Known(var pricing)
        ? qpuSeconds()
            .map(seconds ->
                new Money(
                    pricing.micros(seconds.low()),
                    pricing.micros(seconds.likely()),
                    pricing.micros(seconds.high())))
        : Optional.empty();
  }

  /** Millionths of the price's currency, for the low, likely and high seconds. */
  public record Money(long low, long likely, long high) {}

  /**
   * How long the run takes when every round waits in the queue.
   *
   * @return empty for a simulator, which has no queue
   */
  public Optional<Nights> nights(double queueMinutes) {
    if (venue.kind() == Venue.Kind.SIMULATOR) {
      return Optional.empty();
    }
    double queue = total().rounds() * queueMinutes / 60;
    return Optional.of(
        new Nights(queueMinutes, queue, qpuSeconds().map(seconds -> seconds.likely() / 3600)));
  }

  /**
   * A run's time.
   *
   * @param queueMinutes that each round waits
   * @param queueHours of all rounds
   * @param qpuHours of all jobs; empty where unknown
   */
  public record Nights(double queueMinutes, double queueHours, Optional<Double> qpuHours) {
    /** From ten in the evening to six in the morning. */
    public static final double HOURS_A_NIGHT = 8;

    /** Waiting and running; waiting alone where the running is unknown. */
    public double hours() {
      return queueHours + qpuHours.orElse(0.0);
    }

    /** What most of the time goes to: {@code queue} or {@code qpu}; empty where unknown. */
    public Optional<String> dominant() {
      return qpuHours.map(hours -> queueHours >= hours ? "queue" : "qpu");
    }

    /** Nights that are begun. */
    public long nights() {
      return (long) Math.ceil(hours() / HOURS_A_NIGHT);
    }
  }
}
