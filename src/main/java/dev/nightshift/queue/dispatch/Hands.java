package dev.nightshift.queue.dispatch;

import dev.nightshift.queue.journal.Lease;

/** What a worker gives a run to work with. Thread-safe. */
public interface Hands {

  /** The right to work. */
  Lease lease();

  /** Whether the run is to stop where it can be taken up again. */
  boolean stopRequested();

  /**
   * Makes sure, just before something that cannot be taken back, that the lease is still held for a
   * while.
   *
   * @throws dev.nightshift.base.error.NightshiftException LEASE_LOST
   */
  void requireLease();

  /** Keeps how far the run has come. */
  void progress(long step, long steps, double loss);
}
