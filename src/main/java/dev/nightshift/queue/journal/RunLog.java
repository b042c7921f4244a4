package dev.nightshift.queue.journal;

import dev.nightshift.queue.store.QueueDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What happened to runs, for people to read. Thread-safe. */
public final class RunLog {
  private final QueueDatabase database;
  private final Clock clock;

  RunLog(QueueDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
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

  /** The same as part of a change. */
  void note(Handle handle, String runId, String kind, String text) {
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
}
