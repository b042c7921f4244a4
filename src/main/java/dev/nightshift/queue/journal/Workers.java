package dev.nightshift.queue.journal;

import dev.nightshift.queue.store.QueueDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The processes that look into the queue. Thread-safe. */
public final class Workers {
  private final QueueDatabase database;
  private final Clock clock;

  Workers(QueueDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** A worker that looks into the queue. */
  public record Entry(String owner, Instant started, Instant seen) {}

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
  public List<Entry> seen(Duration lately) {
    return database.read(handle ->
        handle
            .createQuery(
                "select owner, started_ms, seen_ms from worker where seen_ms >= :since"
                    + " order by owner")
            .bind("since", clock.millis() - lately.toMillis())
            .map((row, _) ->
                new Entry(
                    row.getString(1),
                    Instant.ofEpochMilli(row.getLong(2)),
                    Instant.ofEpochMilli(row.getLong(3))))
            .list());
  }
}
