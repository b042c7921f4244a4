package dev.nightshift.queue.journal;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The runs, and what their users want of them. Thread-safe. */
public final class Runs {
  private final QueueDatabase database;
  private final Clock clock;
  private final RunLog log;
  private final Leases leases;
  private final Workers workers;

  public Runs(QueueDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.log = new RunLog(database, clock);
    this.leases = new Leases(database, clock, log);
    this.workers = new Workers(database, clock);
  }

  /** Who may work on which run. */
  public Leases leases() {
    return leases;
  }

  /** What happened to them. */
  public RunLog log() {
    return log;
  }

  /** Who looks into the queue. */
  public Workers workers() {
    return workers;
  }

  /** Takes a run on; it waits for a worker and its window. */
  public RunEntry add(NewRun run) {
    return database.write(handle -> {
      Window window = run.window();
      Window.Hours hours = window instanceof Window.Hours h ? h : null;
      long now = clock.millis();
      handle
          .createUpdate(
              "insert into run ("
                  + RunRows.COLUMNS
                  + ") values (:id, :name, :folder, :backend,"
                  + " 'queued', '', 'none', :mode, :priority, :now, :now, :start, :deadline,"
                  + " :opens, :closes, :zone, :budget, 0, 0, 0, null, 0, null, 0, :session)"
                  + " on conflict (id) do nothing")
          .bind("id", run.id())
          .bind("name", run.name())
          .bind("folder", run.folder())
          .bind("backend", run.backend())
          .bind("mode", run.mode().label())
          .bind("priority", run.priority())
          .bind("now", now)
          .bind("start", window.next(clock.instant()).toEpochMilli())
          .bind("deadline", run.deadline() == null ? null : run.deadline().toEpochMilli())
          .bind("opens", hours == null ? null : hours.opens().toString())
          .bind("closes", hours == null ? null : hours.closes().toString())
          .bind("zone", hours == null ? "UTC" : hours.zone().getId())
          .bind("budget", RunRows.text(run.budget()))
          .bind("session", run.session().label())
          .execute();
      log.note(handle, run.id(), "queued", "handed over");
      return RunRows.get(database, handle, run.id());
    });
  }

  /**
   * Asks for a change of a run: done at once where no worker has it, else when the worker hears it.
   *
   * @throws NightshiftException RUN_MISSING; RUN_STATE where the run has ended
   */
  public RunEntry wish(String id, RunEntry.Wish wish) {
    return database.write(handle -> {
      RunEntry run = RunRows.get(database, handle, id);
      if (run.state().ended()) {
        throw state(run, "it has ended");
      }
      RunState target = wish == RunEntry.Wish.PAUSE ? RunState.PAUSED : RunState.CANCELLED;
      if (run.state() == target) {
        return run;
      }
      if (run.state() == RunState.RUNNING) {
        handle
            .createUpdate("update run set wish = :wish where id = :id")
            .bind("wish", wish.name().toLowerCase(Locale.ROOT))
            .bind("id", id)
            .execute();
        log.note(handle, id, "asked", wish.name().toLowerCase(Locale.ROOT));
      } else if (wish == RunEntry.Wish.CANCEL && hasOpenJobs(handle, id)) {
        // A worker calls its jobs back first.
        set(handle, id, RunState.QUEUED, "its jobs are to be called back");
        handle
            .createUpdate("update run set wish = 'cancel', start_ms = :now where id = :id")
            .bind("now", clock.millis())
            .bind("id", id)
            .execute();
      } else {
        set(handle, id, target, "by the user");
      }
      return RunRows.get(database, handle, id);
    });
  }

  private static boolean hasOpenJobs(Handle handle, String id) {
    return handle
            .createQuery("select count(*) from job where run_id = :id and state <> 'settled'")
            .bind("id", id)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  /**
   * Lets a paused or failed run go on; a deadline that is over holds no more.
   *
   * @param mode instead of the run's own; null keeps it
   * @param budget instead of the run's own caps; null keeps them
   * @throws NightshiftException RUN_MISSING, RUN_STATE
   */
  public RunEntry resume(String id, @Nullable Mode mode, @Nullable Budget budget) {
    return database.write(handle -> {
      RunEntry run = RunRows.get(database, handle, id);
      if (run.state() != RunState.PAUSED && run.state() != RunState.FAILED) {
        throw state(run, "only a paused or failed run is resumed");
      }
      if (mode != null) {
        handle
            .createUpdate("update run set mode = :mode where id = :id")
            .bind("mode", mode.label())
            .bind("id", id)
            .execute();
      }
      if (budget != null) {
        handle
            .createUpdate("update run set budget = :budget where id = :id")
            .bind("budget", RunRows.text(budget))
            .bind("id", id)
            .execute();
      }
      set(handle, id, RunState.QUEUED, "");
      handle
          .createUpdate(
              "update run set start_ms = :start, failures = 0, deadline_ms = case when"
                  + " deadline_ms < :now then null else deadline_ms end where id = :id")
          .bind("now", clock.millis())
          .bind("start", run.window().next(clock.instant()).toEpochMilli())
          .bind("id", id)
          .execute();
      return RunRows.get(database, handle, id);
    });
  }

  private void set(Handle handle, String id, RunState state, String reason) {
    handle
        .createUpdate(
            "update run set state = :state, reason = :reason, wish = 'none', changed_ms = :now"
                + " where id = :id")
        .bind("state", state.label())
        .bind("reason", reason)
        .bind("now", clock.millis())
        .bind("id", id)
        .execute();
    log.note(handle, id, state.label(), reason);
  }

  private static NightshiftException state(RunEntry run, String why) {
    return new NightshiftException(
        ErrorCode.RUN_STATE,
        "run %s is %s: %s; nightshift queue ls shows them"
            .formatted(run.id(), run.state().label(), why));
  }

  /** One run; a beginning of its id is enough where no other begins so. */
  public RunEntry find(String id) {
    return database.read(handle -> {
      List<RunEntry> found =
          handle
              .createQuery(
                  "select "
                      + RunRows.COLUMNS
                      + " from run where id = :id or substr(id, 1, :length) = :id"
                      + " order by id limit 2")
              .bind("id", id)
              .bind("length", id.length())
              .map(RunRows::entry)
              .list();
      if (found.size() == 1 || (found.size() == 2 && found.getFirst().id().equals(id))) {
        return found.getFirst();
      }
      throw new NightshiftException(
          ErrorCode.RUN_MISSING,
          found.isEmpty()
              ? "there is no run %s in the queue %s; nightshift queue ls shows them"
                  .formatted(id, database.shown())
              : "%s is the beginning of more than one run's id; give more of it".formatted(id));
    });
  }

  /** Runs, those that changed last first. */
  public List<RunEntry> list(boolean withEnded, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "select "
                    + RunRows.COLUMNS
                    + " from run"
                    + (withEnded ? "" : " where state in ('queued', 'running', 'paused')")
                    + " order by changed_ms desc, id limit :limit")
            .bind("limit", limit)
            .map(RunRows::entry)
            .list());
  }

  /**
   * Runs that nobody works on, with jobs at a service whose accounts are open; of runs that have
   * ended also those with jobs that were never sent.
   */
  public List<RunEntry> withOpenJobs() {
    return database.read(handle ->
        handle
            .createQuery(
                "select "
                    + RunRows.COLUMNS
                    + " from run where state <> 'running' and id in (select"
                    + " run_id from job where job.state in ('planned', 'reserved', 'submitting',"
                    + " 'submitted', 'running', 'done', 'failed', 'cancelled') and (service_id is"
                    + " not null or run.state in ('done', 'cancelled'))) order by id")
            .map(RunRows::entry)
            .list());
  }

  /** Keeps room for last words; see {@link QueueDatabase#keepRoom}. */
  public boolean keepRoom() {
    return database.keepRoom();
  }
}
