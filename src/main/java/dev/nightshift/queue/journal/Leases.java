package dev.nightshift.queue.journal;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.store.QueueDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The right to work on a run, which one worker has at a time. Thread-safe.
 *
 * <p>Each lease has a fence, a number that grows; whoever has an older one can change nothing.
 */
public final class Leases {
  private final QueueDatabase database;
  private final Clock clock;
  private final RunLog log;

  Leases(QueueDatabase database, Clock clock, RunLog log) {
    this.database = database;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Takes the next run that may be worked on.
   *
   * @param owner for people to read, such as host and process
   * @param length after which the lease ends unless it is renewed
   */
  public Optional<Lease> claim(String owner, Duration length) {
    return claim(owner, length, null);
  }

  /**
   * Takes a run that may be worked on.
   *
   * @param only this run; null for the next one
   */
  public Optional<Lease> claim(String owner, Duration length, @Nullable String only) {
    return database.write(handle -> {
      long now = clock.millis();
      Optional<RunEntry> next =
          handle
              .createQuery(
                  "select "
                      + RunRows.COLUMNS
                      + " from run where ((state = 'queued' and start_ms <= :now)"
                      + " or (state = 'running' and lease_ms < :now))"
                      + (only == null ? "" : " and id = :only")
                      + " order by priority desc, created_ms, id limit 1")
              .bind("now", now)
              .bind("only", only)
              .map(RunRows::entry)
              .findOne();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      RunEntry run = next.get();
      int taken =
          handle
              .createUpdate(
                  "update run set state = 'running', reason = '', fence = fence + 1, owner ="
                      + " :owner, lease_ms = :until, changed_ms = :now"
                      + " where id = :id and fence = :fence and state = :state")
              .bind("id", run.id())
              .bind("fence", run.fence())
              .bind("state", run.state().label())
              .bind("owner", owner)
              .bind("until", now + length.toMillis())
              .bind("now", now)
              .execute();
      if (taken == 0) {
        // Another worker was faster; the caller asks again.
        return Optional.empty();
      }
      log.note(
          handle,
          run.id(),
          "leased",
          run.state() == RunState.QUEUED
              ? "worker %s".formatted(owner)
              : "worker %s, because %s was silent for too long".formatted(owner, run.owner()));
      return Optional.of(new Lease(run.id(), owner, run.fence() + 1));
    });
  }

  /**
   * Makes a lease longer.
   *
   * @return what the user wants of the run
   * @throws NightshiftException LEASE_LOST
   */
  public RunEntry.Wish renew(Lease lease, Duration length) {
    return database.write(handle -> {
      int renewed =
          handle
              .createUpdate(
                  "update run set lease_ms = :until where id = :id and fence = :fence"
                      + " and state = 'running'")
              .bind("until", clock.millis() + length.toMillis())
              .bind("id", lease.runId())
              .bind("fence", lease.fence())
              .execute();
      if (renewed == 0) {
        throw lost(lease);
      }
      return RunRows.get(database, handle, lease.runId()).wish();
    });
  }

  /**
   * Makes sure, in a transaction, that a lease is the newest of its run.
   *
   * @throws NightshiftException LEASE_LOST
   */
  static void require(QueueDatabase database, Handle handle, Lease lease) {
    long fence =
        handle
            .createQuery("select fence from run where id = :id" + database.lock())
            .bind("id", lease.runId())
            .mapTo(Long.class)
            .findOne()
            .orElse(-1L);
    if (fence != lease.fence()) {
      throw lost(lease);
    }
  }

  /** The error of a change whose lease has passed on. */
  static NightshiftException lost(Lease lease) {
    return new NightshiftException(
        ErrorCode.LEASE_LOST,
        "another worker has taken run %s over; this one stops, nothing is lost"
            .formatted(lease.runId()));
  }

  /** Keeps how far a run has come. */
  public void progress(Lease lease, long step, long steps, double loss) {
    database.write(handle -> {
      int changed =
          handle
              .createUpdate(
                  "update run set step = :step, steps = :steps, loss = :loss, failures = 0,"
                      + " changed_ms = :now where id = :id and fence = :fence")
              .bind("step", step)
              .bind("steps", steps)
              .bind("loss", Double.isFinite(loss) ? loss : null)
              .bind("now", clock.millis())
              .bind("id", lease.runId())
              .bind("fence", lease.fence())
              .execute();
      if (changed == 0) {
        throw lost(lease);
      }
      return changed;
    });
  }

  /**
   * Gives a lease back.
   *
   * @param state that the run is left in
   * @param reason in words; empty where none are needed
   * @param start of the next work, for {@link RunState#QUEUED}
   * @param failed whether it stops for a failure that may pass
   */
  public RunEntry release(
      Lease lease, RunState state, String reason, Instant start, boolean failed) {
    return database.writeLast(handle -> {
      RunEntry before = RunRows.get(database, handle, lease.runId());
      // A wish that the worker has not heard any more is the next one's to fulfil.
      boolean unheard = state == RunState.PAUSED && before.wish() == RunEntry.Wish.CANCEL;
      RunState left = unheard ? RunState.QUEUED : state;
      int changed =
          handle
              .createUpdate(
                  "update run set state = :state, reason = :reason, start_ms = :start, owner ="
                      + " null, lease_ms = 0, wish = case when :state = 'queued' then wish else"
                      + " 'none' end, failures = failures + :failed,"
                      + " changed_ms = :now"
                      + " where id = :id and fence = :fence and state = 'running'")
              .bind("state", left.label())
              .bind("reason", reason)
              .bind("start", unheard ? clock.millis() : start.toEpochMilli())
              .bind("failed", failed ? 1 : 0)
              .bind("now", clock.millis())
              .bind("id", lease.runId())
              .bind("fence", lease.fence())
              .execute();
      RunEntry run = RunRows.get(database, handle, lease.runId());
      if (changed == 0 && (run.fence() != lease.fence() || run.state() != left)) {
        throw lost(lease);
      }
      if (changed == 1) {
        log.note(handle, run.id(), left.label(), reason);
      }
      return run;
    });
  }
}
