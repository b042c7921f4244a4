package dev.nightshift.queue.journal;

import dev.nightshift.queue.store.QueueDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that runs have had at their services. Thread-safe.
 *
 * <p>A session is written down when the service has opened it. One that was opened and not written
 * down never gets a job, costs nothing, and is closed by the service.
 */
public final class Sessions {
  /** The index on jobs by session answers the count: a page may ask for it every other second. */
  private static final String ENTRIES =
      "select session.*, (select count(job.service_id) from job where job.session_id = session.id)"
          + " as jobs from session where ";

  private final QueueDatabase database;
  private final Clock clock;

  public Sessions(QueueDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A session.
   *
   * @param until end of its life at the latest
   * @param closed null while jobs may be sent in it
   * @param reason why it was closed; empty before
   * @param jobs of the run that have come to the service in it so far
   */
  public record Entry(
      String id,
      String runId,
      SessionMode mode,
      Instant opened,
      Instant until,
      @Nullable Instant closed,
      String reason,
      int jobs) {}

  /** Keeps a session that the service has opened. */
  public Entry opened(Lease lease, String id, SessionMode mode, Instant until) {
    return database.write(handle -> {
      Leases.require(database, handle, lease);
      handle
          .createUpdate(
              "insert into session (id, run_id, mode, opened_ms, until_ms, closed_ms, reason)"
                  + " values (:id, :run, :mode, :now, :until, null, '')"
                  + " on conflict (id) do nothing")
          .bind("id", id)
          .bind("run", lease.runId())
          .bind("mode", mode.label())
          .bind("now", clock.millis())
          .bind("until", until.toEpochMilli())
          .execute();
      return handle
          .createQuery(ENTRIES + "session.id = :id")
          .bind("id", id)
          .map(Sessions::entry)
          .one();
    });
  }

  /** Notes that no more jobs are sent in a session. */
  public void closed(Lease lease, String id, String reason) {
    database.write(handle -> {
      Leases.require(database, handle, lease);
      return handle
          .createUpdate(
              "update session set closed_ms = :now, reason = :reason where id = :id"
                  + " and closed_ms is null")
          .bind("now", clock.millis())
          .bind("reason", reason)
          .bind("id", id)
          .execute();
    });
  }

  /**
   * Notes the session that a job is about to be sent in: whoever finds the job at the service later
   * knows where it is.
   *
   * @param id null where it is sent by itself
   * @return the job as it stands now
   */
  public JobEntry enters(Lease lease, String key, @Nullable String id) {
    return database.write(handle -> {
      Leases.require(database, handle, lease);
      handle
          .createUpdate("update job set session_id = :id where key = :key")
          .bind("id", id)
          .bind("key", key)
          .execute();
      return JobRows.get(handle, key);
    });
  }

  /** The session of a run in which jobs may be sent, as far as is known here. */
  public Optional<Entry> open(String runId) {
    return ofRun(runId).reversed().stream().filter(entry -> entry.closed() == null).findFirst();
  }

  /** The sessions of a run in the order of their opening. */
  public List<Entry> ofRun(String runId) {
    return ofRun(runId, Integer.MAX_VALUE);
  }

  /** The sessions of a run in the order of their opening, the newest {@code limit}. */
  public List<Entry> ofRun(String runId, int limit) {
    return database
        .read(handle ->
            handle
                .createQuery(
                    ENTRIES
                        + "session.run_id = :run order by opened_ms desc, session.id desc"
                        + " limit :limit")
                .bind("run", runId)
                .bind("limit", limit)
                .map(Sessions::entry)
                .list())
        .reversed();
  }

  private static Entry entry(ResultSet row, StatementContext context) throws SQLException {
    long closed = row.getLong("closed_ms");
    boolean open = row.wasNull();
    return new Entry(
        row.getString("id"),
        row.getString("run_id"),
        SessionMode.ofText(row.getString("mode")),
        Instant.ofEpochMilli(row.getLong("opened_ms")),
        Instant.ofEpochMilli(row.getLong("until_ms")),
        open ? null : Instant.ofEpochMilli(closed),
        row.getString("reason"),
        row.getInt("jobs"));
  }
}
