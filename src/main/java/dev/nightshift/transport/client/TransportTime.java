package dev.nightshift.transport.client;

import java.time.Duration;
import java.time.Instant;

/** Clocks and waiting, so that tests need not wait. */
interface TransportTime {
  /** The machine's own. */
  TransportTime SYSTEM =
      new TransportTime() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  /** A clock for intervals. */
  long nanos();

  /** The wall clock. */
  Instant now();

  void sleep(Duration duration) throws InterruptedException;
}
