package dev.nightshift.queue.work;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.dispatch.Hands;
import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/*
 * The lease is measured by this process' own steady clock from the moment before it was asked for,
 * so that a process that slept knows on waking that it may have lost it, without asking anybody.
 */
/** A worker's hold on a run: renews the lease in the background, and knows why to stop. */
final class Grip implements Hands, AutoCloseable {
  /** Why a run is to stop. */
  enum Stop {
    NONE,
    /** The worker itself is stopped. */
    WORKER,
    PAUSE,
    CANCEL,
    WINDOW,
    DEADLINE,
    LOST
  }

  private final Runs runs;
  private final RunEntry run;
  private final Lease lease;
  private final WorkerOptions options;
  private final Waiting waiting;
  private final BooleanSupplier workerStops;
  private final AtomicLong heldUntilNanos;
  private final Thread heart;
  private volatile RunEntry.Wish wish;
  private volatile boolean lost;

  Grip(
      Runs runs,
      RunEntry run,
      Lease lease,
      WorkerOptions options,
      Waiting waiting,
      BooleanSupplier workerStops) {
    this.runs = runs;
    this.run = run;
    this.lease = lease;
    this.options = options;
    this.waiting = waiting;
    this.workerStops = workerStops;
    this.wish = run.wish();
    this.heldUntilNanos = new AtomicLong(waiting.nanos() + options.lease().toNanos());
    this.heart = Thread.ofPlatform().daemon().name("lease-" + run.id()).start(this::beat);
  }

  private void beat() {
    Duration pause = options.lease().dividedBy(4);
    try {
      while (true) {
        waiting.rest(pause);
        renew();
      }
    } catch (InterruptedException closed) {
      // The run is out of hand: there is nothing to renew any more.
      Thread.currentThread().interrupt();
    } catch (NightshiftException e) {
      // Lost, or the database is away for longer than the lease: either way it may be another's.
      lost = e.code() == ErrorCode.LEASE_LOST || !stillHeld(Duration.ZERO);
      if (!lost) {
        beat();
      }
    }
  }

  private void renew() {
    long before = waiting.nanos();
    wish = runs.leases().renew(lease, options.lease());
    heldUntilNanos.set(before + options.lease().toNanos());
  }

  private boolean stillHeld(Duration margin) {
    return heldUntilNanos.get() - waiting.nanos() > margin.toNanos();
  }

  @Override
  public Lease lease() {
    return lease;
  }

  @Override
  public boolean stopRequested() {
    return stop() != Stop.NONE;
  }

  Stop stop() {
    if (lost || !stillHeld(Duration.ZERO)) {
      return Stop.LOST;
    }
    switch (wish) {
      case CANCEL -> {
        return Stop.CANCEL;
      }
      case PAUSE -> {
        return Stop.PAUSE;
      }
      case NONE -> {}
    }
    if (workerStops.getAsBoolean()) {
      return Stop.WORKER;
    }
    Instant now = waiting.clock().instant();
    if (run.deadline() != null && now.isAfter(run.deadline())) {
      return Stop.DEADLINE;
    }
    return run.window().isOpen(now) ? Stop.NONE : Stop.WINDOW;
  }

  @Override
  public void requireLease() {
    if (!stillHeld(options.margin())) {
      // Perhaps only the heart-beat was late.
      renew();
    }
    if (lost || !stillHeld(options.margin())) {
      throw new NightshiftException(
          ErrorCode.LEASE_LOST,
          "this worker was silent for too long and may have lost run %s; it stops, nothing is lost"
              .formatted(lease.runId()));
    }
  }

  @Override
  public void progress(long step, long steps, double loss) {
    runs.leases().progress(lease, step, steps, loss);
  }

  @Override
  public void close() {
    heart.interrupt();
    try {
      heart.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
