package dev.nightshift.transport.server.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the submissions of the last minute. Thread-safe. */
public final class Submissions {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int limit;
  private final Deque<Instant> recent = new ArrayDeque<>();

  /**
   * @param limit a minute; 0: none
   */
  public Submissions(int limit) {
    this.limit = limit;
  }

  /** Counts a submission that was taken at an earlier time; call in the order they came. */
  public synchronized void restore(Instant when) {
    if (limit > 0) {
      recent.addLast(when);
      if (recent.size() > limit) {
        recent.removeFirst();
      }
    }
  }

  /** Takes a submission; else says how long to wait, which is more than zero. */
  public synchronized Duration take(Instant now) {
    if (limit == 0) {
      return Duration.ZERO;
    }
    while (!recent.isEmpty() && !recent.peekFirst().plus(WINDOW).isAfter(now)) {
      recent.pollFirst();
    }
    if (recent.size() < limit) {
      recent.addLast(now);
      return Duration.ZERO;
    }
    return Duration.between(now, recent.getFirst().plus(WINDOW));
  }
}
