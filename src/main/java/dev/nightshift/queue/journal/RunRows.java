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
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Runs as rows of the journal's table. */
final class RunRows {
  static final String COLUMNS =
      "id, name, folder, backend, state, reason, wish, mode, priority, created_ms, changed_ms,"
          + " start_ms, deadline_ms, opens, closes, zone, budget, failures, step, steps, loss,"
          + " fence, owner, lease_ms, session";

  private RunRows() {}

  /** A budget as it is stored. */
  static String text(Budget budget) {
    return new String(Json.write(budget), StandardCharsets.UTF_8);
  }

  /**
   * One run.
   *
   * @throws NightshiftException RUN_MISSING
   */
  static RunEntry get(QueueDatabase database, Handle handle, String id) {
    return handle
        .createQuery("select " + COLUMNS + " from run where id = :id")
        .bind("id", id)
        .map(RunRows::entry)
        .findOne()
        .orElseThrow(() ->
            new NightshiftException(
                ErrorCode.RUN_MISSING,
                "there is no run %s in the queue %s; nightshift queue ls shows them"
                    .formatted(id, database.shown())));
  }

  static RunEntry entry(ResultSet row, StatementContext context) throws SQLException {
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
