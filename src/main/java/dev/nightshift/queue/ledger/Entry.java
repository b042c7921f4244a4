package dev.nightshift.queue.ledger;

import java.time.Instant;

/**
 * A line of the books; none is ever changed.
 *
 * @param kind reserve, settle or release
 */
public record Entry(long id, String jobKey, Instant at, Kind kind, Amounts amounts) {
  /** What a line does. */
  public enum Kind {
    /** Sets an upper bound aside. */
    RESERVE,
    /** Gives back what was set aside. */
    RELEASE,
    /** Takes what was charged. */
    SETTLE
  }
}
