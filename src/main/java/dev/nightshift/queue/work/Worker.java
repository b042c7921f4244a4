package dev.nightshift.queue.work;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes runs from the queue and works on them, one at a time. */
public final class Worker {
  private final Runs runs;
  private final RunBody body;
  private final String owner;
  private final WorkerOptions options;
  private final Waiting waiting;
  private final Consumer<String> log;

  /**
   * @param owner for people to read, such as host and process
   * @param log hears one line for each thing that happens
   */
  public Worker(
      Runs runs,
      RunBody body,
      String owner,
      WorkerOptions options,
      Waiting waiting,
      Consumer<String> log) {
    this.runs = runs;
    this.body = body;
    this.owner = owner;
    this.options = options;
    this.waiting = waiting;
    this.log = log;
  }

  /**
   * How a worker left a run.
   *
   * @param cause of an end that is not good; null where there is none
   */
  public record Outcome(RunEntry run, @Nullable NightshiftException cause) {}

  /**
   * Works until it is stopped.
   *
   * @param stop ends the work: the run in hand is left where the next worker takes it up
   * @param untilEmpty whether an empty queue ends it too
   */
  public void loop(BooleanSupplier stop, boolean untilEmpty) {
    Thread signs = Thread.ofPlatform().daemon().name("signs").start(this::giveSigns);
    try {
      Instant busy = now();
      Instant look = Instant.MIN;
      boolean open = false;
      while (!stop.getAsBoolean()) {
        if (!now().isBefore(look)) {
          open = collect();
          look = now().plus(options.bills(open && now().isBefore(busy.plus(options.bills()))));
        }
        if (worked(stop)) {
          busy = now();
          look = busy;
          continue;
        }
        boolean waits = open && now().isBefore(busy.plus(options.bills()));
        if (untilEmpty
            && !waits
            && runs.list(false, 1_000).stream().noneMatch(Worker::mayBeTaken)) {
          return;
        }
        waiting.sleep(options.idle());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      signs.interrupt();
      runs.workers().gone(owner);
    }
  }

  private void giveSigns() {
    try {
      while (true) {
        runs.workers().seen(owner);
        waiting.rest(options.sign());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (NightshiftException away) {
      // The database is away for long; the work itself meets that too and deals with it.
      log.accept("no sign of life could be given: %s".formatted(away.getMessage()));
    }
  }

  /** One run; a full disk, on which not even its end can be written, is waited for. */
  private boolean worked(BooleanSupplier stop) {
    try {
      return one(stop, null).isPresent();
    } catch (NightshiftException e) {
      if (e.code() != ErrorCode.DISK_FULL) {
        throw e;
      }
      log.accept(text(e));
      return false;
    }
  }

  private Instant now() {
    return waiting.clock().instant();
  }

  /**
   * Takes what has come back since for jobs of runs that nobody works on: a bill may be made long
   * after a job's end, and jobs of a paused run go on at the service.
   *
   * @return whether a run that has ended has accounts that are still open
   */
  public boolean collect() {
    boolean open = false;
    for (RunEntry run : runs.withOpenJobs()) {
      try {
        Lease lease = new Lease(run.id(), owner, run.fence());
        int left = body.collect(run, lease, over(run.state()));
        if (left == 0) {
          runs.log().note(run.id(), "billed", "the accounts of all jobs are closed");
          log.accept("run %s: the accounts of all its jobs are closed".formatted(run.id()));
        }
        open |= left > 0 && run.state().ended();
      } catch (NightshiftException e) {
        if (e.code() != ErrorCode.LEASE_LOST) {
          open |= run.state().ended();
          log.accept(
              "run %s: its jobs cannot be looked after now: %s".formatted(run.id(), text(e)));
        }
      }
    }
    return open;
  }

  /** Whether a run needs its jobs no more; one that failed may be resumed. */
  private static boolean over(RunState state) {
    return state == RunState.DONE || state == RunState.CANCELLED;
  }

  private static boolean mayBeTaken(RunEntry run) {
    return run.state() != RunState.PAUSED;
  }

  /**
   * Works on a run, if it may be worked on.
   *
   * @param only this run; null for the next one
   * @return how it was left; empty where there was nothing to work on
   */
  public Optional<Outcome> one(BooleanSupplier stop, @Nullable String only) {
    Optional<Lease> lease = runs.leases().claim(owner, options.lease(), only);
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    RunEntry run = runs.find(lease.get().runId());
    if (!runs.keepRoom()) {
      log.accept("the disk is nearly full: there is no room to say why a run stands still");
    }
    log.accept("run %s (%s): begun".formatted(run.id(), run.name()));
    try (Grip grip = new Grip(runs, run, lease.get(), options, waiting, stop)) {
      End end = work(run, grip);
      RunEntry left =
          runs.leases().release(lease.get(), end.state(), end.reason(), end.start(), end.failed());
      log.accept(
          "run %s: %s%s"
              .formatted(
                  run.id(),
                  end.state().label(),
                  end.reason().isEmpty() ? "" : ", " + end.reason()));
      return Optional.of(new Outcome(left, end.cause()));
    } catch (NightshiftException e) {
      if (e.code() != ErrorCode.LEASE_LOST) {
        throw e;
      }
      log.accept("run %s: %s".formatted(run.id(), e.getMessage()));
      return Optional.of(new Outcome(runs.find(run.id()), e));
    }
  }

  private record End(
      RunState state,
      String reason,
      Instant start,
      boolean failed,
      @Nullable NightshiftException cause) {}

  private End work(RunEntry run, Grip grip) {
    try {
      if (grip.stop() != Grip.Stop.CANCEL) {
        body.work(run, grip);
        close(run, grip.lease());
        return now(RunState.DONE, "", null);
      }
    } catch (NightshiftException e) {
      if (e.code() == ErrorCode.LEASE_LOST || grip.stop() == Grip.Stop.LOST) {
        throw e.code() == ErrorCode.LEASE_LOST
            ? e
            : new NightshiftException(ErrorCode.LEASE_LOST, "the lease is lost", e);
      }
      if (grip.stop() != Grip.Stop.CANCEL) {
        return e.code() == ErrorCode.INTERRUPTED ? stopped(run, grip, e) : failed(run, e);
      }
    } catch (RuntimeException e) {
      // A defect: the run must not be tried for ever, and the worker must live on.
      NightshiftException defect =
          new NightshiftException(ErrorCode.INTERNAL, String.valueOf(e), e);
      return now(RunState.FAILED, text(defect), defect);
    }
    return cancelled(run, grip);
  }

  /** What is not closed now is closed by whichever worker is idle later. */
  private void close(RunEntry run, Lease lease) {
    try {
      int left = body.collect(run, lease, true);
      if (left > 0) {
        log.accept("run %s: jobs not billed yet: %d".formatted(run.id(), left));
      }
    } catch (NightshiftException e) {
      if (e.code() == ErrorCode.LEASE_LOST) {
        throw e;
      }
      log.accept("run %s: its jobs cannot be looked after now: %s".formatted(run.id(), text(e)));
    }
  }

  private End cancelled(RunEntry run, Grip grip) {
    try {
      body.collect(run, grip.lease(), true);
      return now(RunState.CANCELLED, "by the user", null);
    } catch (NightshiftException e) {
      if (e.code() == ErrorCode.LEASE_LOST) {
        throw e;
      }
      return now(
          RunState.CANCELLED,
          "by the user; its jobs could not be called back yet: %s".formatted(e.getMessage()),
          e);
    }
  }

  private static String text(NightshiftException e) {
    return "%s: %s".formatted(e.code().label(), e.getMessage());
  }

  private End now(RunState state, String reason, @Nullable NightshiftException cause) {
    return new End(state, reason, waiting.clock().instant(), false, cause);
  }

  private End stopped(RunEntry run, Grip grip, NightshiftException e) {
    return switch (grip.stop()) {
      case PAUSE -> now(RunState.PAUSED, "by the user", e);
      case DEADLINE -> now(RunState.PAUSED, "its deadline %s is over".formatted(run.deadline()), e);
      case WINDOW -> {
        Instant next = run.window().next(waiting.clock().instant());
        yield new End(
            RunState.QUEUED, "its hours are over until %s".formatted(next), next, false, e);
      }
      case NONE, WORKER, LOST, CANCEL -> now(RunState.QUEUED, "its worker was stopped", e);
    };
  }

  private End failed(RunEntry run, NightshiftException e) {
    boolean passing =
        e.code().kind() == ErrorCode.Kind.PROVIDER
            && (e.code().advice() == ErrorCode.Advice.BACK_OFF
                || e.code().advice() == ErrorCode.Advice.RESUME)
            && e.code() != ErrorCode.JOB_CANCELLED;
    if (passing && run.failures() + 1 < options.failures()) {
      Duration rest = options.rest(run.failures() + 1);
      return new End(RunState.QUEUED, text(e), waiting.clock().instant().plus(rest), true, e);
    }
    return now(hopeless(e.code()) ? RunState.FAILED : RunState.PAUSED, text(e), e);
  }

  /** Whether going on later, with nothing changed but money, keys or space, can help. */
  private static boolean hopeless(ErrorCode code) {
    return switch (code.kind()) {
      case NUMERIC, BUG -> true;
      case BUDGET, PROVIDER, STOPPED -> false;
      case USER -> code != ErrorCode.DISK_FULL && code != ErrorCode.CREDENTIALS_MISSING;
    };
  }
}
