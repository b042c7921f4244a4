package dev.nightshift.queue.dispatch;

import java.time.Clock;
import java.time.Duration;

/** Time as the queue lives through it; tests make it pass faster. */
public interface Waiting {
  /** The clock on the wall. */
  Clock clock();

  /** A clock for intervals that no correction of the wall clock disturbs, nanoseconds. */
  long nanos();

  /** Waits in a thread that only keeps watch, as {@link #sleep}. */
  void rest(Duration duration) throws InterruptedException;

  /**
   * Lets time pass.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void sleep(Duration duration) throws InterruptedException;

  /** Real time. */
  Waiting REAL =
      new Waiting() {
        @Override
        public Clock clock() {
          return Clock.systemUTC();
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void rest(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };
}
