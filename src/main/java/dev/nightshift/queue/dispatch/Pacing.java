package dev.nightshift.queue.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * Two goals pull apart: few questions in a night, and a result that is noticed soon. Far from the
 * expected start nothing can happen, so the wait is a share of what is left; near it and after it
 * the wait is short; and where the guess was wrong, the wait grows with the time that it was wrong
 * by. Without any guess it grows with the time waited so far.
 */
/** How long to wait before a service is asked again about a job. */
public final class Pacing {
  /** Of the time that is left until the expected start. */
  private static final double SHARE_BEFORE = 0.3;

  /** Of the time since the expected start, or since submission where none is told. */
  private static final double SHARE_AFTER = 0.06;

  private static final double JITTER = 0.1;

  private final Duration shortest;
  private final Duration longest;
  private final RandomGenerator random;

  /**
   * @param shortest wait, when a result may be there at any moment
   * @param longest wait
   * @param random of the jitter, which keeps many workers from asking at the same moment
   */
  public Pacing(Duration shortest, Duration longest, RandomGenerator random) {
    this.shortest = shortest;
    this.longest = longest;
    this.random = random;
  }

  /** The shortest wait. */
  public Duration shortest() {
    return shortest;
  }

  /**
   * The next wait.
   *
   * @param now this moment
   * @param submitted when the job was sent
   * @param expected when it may start or, once it runs, end; null where nothing is known
   */
  public Duration next(Instant now, Instant submitted, @Nullable Instant expected) {
    double wait;
    if (expected != null && expected.isAfter(now)) {
      wait = seconds(Duration.between(now, expected)) * SHARE_BEFORE;
    } else {
      Instant since = expected == null || expected.isBefore(submitted) ? submitted : expected;
      wait = seconds(Duration.between(since, now)) * SHARE_AFTER;
    }
    double jittered = wait * (1 + JITTER * (2 * random.nextDouble() - 1));
    double bounded = Math.clamp(jittered, seconds(shortest), seconds(longest));
    return Duration.ofNanos((long) (bounded * 1e9));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
