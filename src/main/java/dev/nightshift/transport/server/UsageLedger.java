package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToDoubleFunction;

/**
 * What the instance has used of its allotment in the last period. Thread-safe.
 *
 * <p>Jobs count as they end; jobs of dedicated sessions do not, because the session's time counts.
 */
final class UsageLedger {
  private record Charge(Instant at, double seconds) {}

  private final Stage stage;
  private final ServiceClock clock;
  private final ToDoubleFunction<Instant> sessionSeconds;
  private final ServerState state;
  private final Deque<Charge> charges = new ArrayDeque<>();

  UsageLedger(
      Stage stage,
      ServiceClock clock,
      ServerState state,
      ToDoubleFunction<Instant> sessionSeconds) {
    this.stage = stage;
    this.state = state;
    this.clock = clock;
    this.sessionSeconds = sessionSeconds;
    state.charges().forEach(charge -> charges.addLast(new Charge(charge.at(), charge.seconds())));
  }

  Instant periodStart() {
    return clock.instant().minus(period());
  }

  private Duration period() {
    return Duration.ofNanos((long) (stage.periodDays() * 86_400e9));
  }

  void charge(Instant at, double seconds) {
    synchronized (charges) {
      charges.addLast(new Charge(at, seconds));
      state.charged(at, seconds);
    }
  }

  /** Seconds charged in the period that ends now. */
  double consumedSeconds() {
    Instant start = periodStart();
    double sum = sessionSeconds.applyAsDouble(start);
    synchronized (charges) {
      while (!charges.isEmpty() && charges.peekFirst().at().isBefore(start)) {
        charges.pollFirst();
      }
      for (Charge charge : charges) {
        sum += charge.seconds();
      }
    }
    return sum;
  }

  /** Whether nothing is left of the allotment. */
  boolean limitReached() {
    return stage.allotmentSeconds().isPresent()
        && consumedSeconds() >= stage.allotmentSeconds().getAsDouble();
  }
}
