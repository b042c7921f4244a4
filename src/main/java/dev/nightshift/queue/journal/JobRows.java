package dev.nightshift.queue.journal;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.ledger.Amounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Jobs as rows of the journal's table. */
final class JobRows {
  static final String COLUMNS =
      "key, run_id, planned_micros, phase, ordinal, attempt, content, backend, state, outcome,"
          + " reason, service_id, retry, rehearsal, day, created_ms, changed_ms, submitted_ms,"
          + " ended_ms, executions, reserved_shots, reserved_micros, reserved_money, reserved_jobs,"
          + " charged_shots, charged_micros, charged_money, charged_jobs, priced, circuits,"
          + " session_id";

  private JobRows() {}

  /** The newest attempt at a place of a run. */
  static Optional<JobEntry> newest(Handle handle, String runId, String phase, int ordinal) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + " from job where run_id = :run and phase = :phase"
                + " and ordinal = :ordinal order by attempt desc limit 1")
        .bind("run", runId)
        .bind("phase", phase)
        .bind("ordinal", ordinal)
        .map(JobRows::entry)
        .findOne();
  }

  static Optional<JobEntry> lookUp(Handle handle, String key) {
    return handle
        .createQuery("select " + COLUMNS + " from job where key = :key")
        .bind("key", key)
        .map(JobRows::entry)
        .findOne();
  }

  /** A job that is there. */
  static JobEntry get(Handle handle, String key) {
    return lookUp(handle, key)
        .orElseThrow(() -> new IllegalStateException("there is no job " + key));
  }

  static JobEntry entry(ResultSet row, StatementContext context) throws SQLException {
    boolean priced = row.getInt("priced") == 1;
    String outcome = row.getString("outcome");
    String circuits = row.getString("circuits");
    return new JobEntry(
        row.getString("key"),
        row.getString("run_id"),
        row.getString("phase"),
        row.getInt("ordinal"),
        row.getInt("attempt"),
        row.getString("content"),
        row.getString("backend"),
        JobState.of(row.getString("state")),
        outcome == null ? null : JobState.of(outcome),
        row.getString("reason"),
        row.getString("service_id"),
        row.getInt("retry") == 1,
        row.getInt("rehearsal") == 1,
        row.getString("day"),
        Instant.ofEpochMilli(row.getLong("created_ms")),
        Instant.ofEpochMilli(row.getLong("changed_ms")),
        moment(row, "submitted_ms"),
        moment(row, "ended_ms"),
        row.getLong("executions"),
        circuits.isEmpty() ? List.of() : List.of(circuits.split(",")),
        row.getString("session_id"),
        row.getLong("planned_micros"),
        new Amounts(
            row.getLong("reserved_shots"),
            row.getLong("reserved_micros"),
            row.getLong("reserved_money"),
            priced,
            row.getLong("reserved_jobs")),
        new Amounts(
            row.getLong("charged_shots"),
            row.getLong("charged_micros"),
            row.getLong("charged_money"),
            priced,
            row.getLong("charged_jobs")));
  }

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    long at = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(at);
  }
}
