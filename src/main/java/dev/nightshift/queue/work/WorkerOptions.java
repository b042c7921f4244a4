package dev.nightshift.queue.work;

import java.time.Duration;

/**
 * How a worker behaves.
 *
 * @param lease after which a silent worker's run is taken over
 * @param margin of the lease that must be left before a job is sent
 * @param idle between two looks into an empty queue
 * @param sign of life between two of them
 * @param bills between two looks for what has come back for runs that nobody works on
 * @param firstRest after a failure that may pass; doubles with each in a row
 * @param longestRest after many
 * @param failures in a row after which a run is paused
 */
public record WorkerOptions(
    Duration lease,
    Duration margin,
    Duration idle,
    Duration sign,
    Duration bills,
    Duration firstRest,
    Duration longestRest,
    int failures) {
  /** Between two signs of life of a worker in the queue. */
  public static final Duration SIGN = Duration.ofSeconds(15);

  private static final int SOON = 20;

  public static final WorkerOptions DEFAULT =
      new WorkerOptions(
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          SIGN,
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(30),
          50);

  /**
   * Between two looks for what has come back.
   *
   * @param soon whether a run has just ended, whose bills are to be expected
   */
  Duration bills(boolean soon) {
    return soon ? bills.dividedBy(SOON) : bills;
  }

  /** The rest after a number of failures in a row. */
  Duration rest(int failed) {
    Duration rest = firstRest;
    for (int i = 1; i < failed && rest.compareTo(longestRest) < 0; i++) {
      rest = rest.multipliedBy(2);
    }
    return rest.compareTo(longestRest) < 0 ? rest : longestRest;
  }
}
