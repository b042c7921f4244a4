package dev.nightshift.queue.journal;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The runs, their leases and what happened to them. Thread-safe. */
public final class Runs {
  private static final String COLUMNS =
      "id, name, folder, backend, state, reason, wish, mode, priority, created_ms, changed_ms,"
          + " start_ms, deadline_ms, opens, closes, zone, budget, failures, step, steps, loss,"
          + " fence, owner, lease_ms, session";

  private final QueueDatabase database;
  private final Clock clock;

  public Runs(QueueDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
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
                  + COLUMNS
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
          .bind("budget", text(run.budget()))
          .bind("session", run.session().label())
          .execute();
      note(handle, run.id(), "queued", "handed over");
      return get(handle, run.id());
    });
  }

  private static String text(Budget budget) {
    return new String(Json.write(budget), StandardCharsets.UTF_8);
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
                      + COLUMNS
                      + " from run where ((state = 'queued' and start_ms <= :now)"
                      + " or (state = 'running' and lease_ms < :now))"
                      + (only == null ? "" : " and id = :only")
                      + " order by priority desc, created_ms, id limit 1")
              .bind("now", now)
              .bind("only", only)
              .map(Runs::entry)
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
      note(
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
      return get(handle, lease.runId()).wish();
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
      RunEntry before = get(handle, lease.runId());
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
      RunEntry run = get(handle, lease.runId());
      if (changed == 0 && (run.fence() != lease.fence() || run.state() != left)) {
        throw lost(lease);
      }
      if (changed == 1) {
        note(handle, run.id(), left.label(), reason);
      }
      return run;
    });
  }

  /**
   * Asks for a change of a run: done at once where no worker has it, else when the worker hears it.
   *
   * @throws NightshiftException RUN_MISSING; RUN_STATE where the run has ended
   */
  public RunEntry wish(String id, RunEntry.Wish wish) {
    return database.write(handle -> {
      RunEntry run = get(handle, id);
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
        note(handle, id, "asked", wish.name().toLowerCase(Locale.ROOT));
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
      return get(handle, id);
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
      RunEntry run = get(handle, id);
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
            .bind("budget", text(budget))
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
      return get(handle, id);
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
    note(handle, id, state.label(), reason);
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
                      + COLUMNS
                      + " from run where id = :id or substr(id, 1, :length) = :id"
                      + " order by id limit 2")
              .bind("id", id)
              .bind("length", id.length())
              .map(Runs::entry)
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
                    + COLUMNS
                    + " from run"
                    + (withEnded ? "" : " where state in ('queued', 'running', 'paused')")
                    + " order by changed_ms desc, id limit :limit")
            .bind("limit", limit)
            .map(Runs::entry)
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
                    + COLUMNS
                    + " from run where state <> 'running' and id in (select"
                    + " run_id from job where job.state in ('planned', 'reserved', 'submitting',"
                    + " 'submitted', 'running', 'done', 'failed', 'cancelled') and (service_id is"
                    + " not null or run.state in ('done', 'cancelled'))) order by id")
            .map(Runs::entry)
            .list());
  }

  /** A worker that looks into the queue. */
  public record WorkerEntry(String owner, Instant started, Instant seen) {}

  /** Notes that a worker lives. */
  public void seen(String owner) {
    database.write(handle ->
        handle
            .createUpdate(
                "insert into worker (owner, started_ms, seen_ms) values (:owner, :now, :now)"
                    + " on conflict (owner) do update set seen_ms = :now")
            .bind("owner", owner)
            .bind("now", clock.millis())
            .execute());
  }

  /** Notes that a worker has gone. */
  public void gone(String owner) {
    database.write(handle ->
        handle
            .createUpdate("delete from worker where owner = :owner")
            .bind("owner", owner)
            .execute());
  }

  /** Workers that were seen lately. */
  public List<WorkerEntry> workers(Duration lately) {
    return database.read(handle ->
        handle
            .createQuery(
                "select owner, started_ms, seen_ms from worker where seen_ms >= :since"
                    + " order by owner")
            .bind("since", clock.millis() - lately.toMillis())
            .map((row, _) ->
                new WorkerEntry(
                    row.getString(1),
                    Instant.ofEpochMilli(row.getLong(2)),
                    Instant.ofEpochMilli(row.getLong(3))))
            .list());
  }

  /** Keeps room for last words; see {@link QueueDatabase#keepRoom}. */
  public boolean keepRoom() {
    return database.keepRoom();
  }

  /** Something that happened to a run, for its log. */
  public record Event(long number, Instant at, String kind, String text) {}

  /** Writes a line into a run's log. */
  public void note(String runId, String kind, String text) {
    database.write(handle -> {
      note(handle, runId, kind, text);
      return true;
    });
  }

  private void note(Handle handle, String runId, String kind, String text) {
    handle
        .createUpdate(
            "insert into event (run_id, at_ms, kind, text) values (:run, :at, :kind, :text)")
        .bind("run", runId)
        .bind("at", clock.millis())
        .bind("kind", kind)
        .bind("text", text)
        .execute();
  }

  /** A run's log, the newest {@code limit} lines in the order of writing. */
  public List<Event> events(String runId, int limit) {
    return database
        .read(handle ->
            handle
                .createQuery(
                    "select id, at_ms, kind, text from event where run_id = :run"
                        + " order by id desc limit :limit")
                .bind("run", runId)
                .bind("limit", limit)
                .map((row, _) ->
                    new Event(
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3),
                        row.getString(4)))
                .list())
        .reversed();
  }

  private RunEntry get(Handle handle, String id) {
    return handle
        .createQuery("select " + COLUMNS + " from run where id = :id")
        .bind("id", id)
        .map(Runs::entry)
        .findOne()
        .orElseThrow(() ->
            new NightshiftException(
                ErrorCode.RUN_MISSING,
                "there is no run %s in the queue %s; nightshift queue ls shows them"
                    .formatted(id, database.shown())));
  }

  private static RunEntry entry(ResultSet row, StatementContext context) throws SQLException {
    String opens = row.getString("opens");
    String closes = row.getString("closes");
    long deadline = row.getLong("deadline_ms");
    boolean noDeadline = row.wasNull();
    double loss = row.getDouble("loss");
    boolean noLoss = row.wasNull();
    return new RunEntry(
        row.getString("id"),
        row.getString("name"),
        row.getString("folder"),
        row.getString("backend"),
        RunState.of(row.getString("state")),
        row.getString("reason"),
        RunEntry.Wish.valueOf(row.getString("wish").toUpperCase(Locale.ROOT)),
        Mode.of(row.getString("mode")),
        row.getInt("priority"),
        Instant.ofEpochMilli(row.getLong("created_ms")),
        Instant.ofEpochMilli(row.getLong("changed_ms")),
        Instant.ofEpochMilli(row.getLong("start_ms")),
        noDeadline ? null : Instant.ofEpochMilli(deadline),
        opens == null || closes == null
            ? Window.ALWAYS
            : new Window.Hours(
                LocalTime.parse(opens), LocalTime.parse(closes), ZoneId.of(row.getString("zone"))),
        Json.read(row.getString("budget").getBytes(StandardCharsets.UTF_8), Budget.class),
        row.getInt("failures"),
        row.getLong("step"),
        row.getLong("steps"),
        noLoss ? OptionalDouble.empty() : OptionalDouble.of(loss),
        row.getLong("fence"),
        row.getString("owner"),
        Instant.ofEpochMilli(row.getLong("lease_ms")),
        SessionMode.ofText(row.getString("session")));
  }
}
