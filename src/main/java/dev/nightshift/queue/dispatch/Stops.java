package dev.nightshift.queue.dispatch;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.time.Duration;

/** Lets time pass, and ends the work where the run is to stop. */
record Stops(Hands hands, Waiting waiting) {
  /** Between two looks whether a stop is asked for, while time passes. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private static final String TEXT = "the run was stopped; its jobs are kept and found again";

  /**
   * Goes on where nothing speaks against it.
   *
   * @throws NightshiftException INTERRUPTED
   */
  void require() {
    if (hands.stopRequested()) {
      throw new NightshiftException(ErrorCode.INTERRUPTED, TEXT);
    }
  }

  /**
   * Waits.
   *
   * @throws NightshiftException INTERRUPTED
   */
  void pass(Duration duration) {
    Duration left = duration;
    try {
      while (left.isPositive()) {
        require();
        Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
        waiting.sleep(slice);
        left = left.minus(slice);
      }
      require();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightshiftException(ErrorCode.INTERRUPTED, TEXT, e);
    }
  }
}
