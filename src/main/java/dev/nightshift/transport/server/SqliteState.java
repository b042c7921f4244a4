package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.job.JobFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * One table for each kind of thing, one row for each, written whole: a row is small, and a server on
 * one machine takes hundreds of jobs a second at most. Instants are texts, because they sort and
 * people can read them. The write-ahead log makes a commit cheap and survives the death of the
 * process; the exclusive lock keeps a second server away from the file.
 */
/** The server's memory in an SQLite file. */
final class SqliteState implements ServerState {
  private static final int VERSION = 2;

  private final String name;
  private final Connection connection;

  private SqliteState(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /**
   * Opens a file, or makes it.
   *
   * @throws NightshiftException FILE_UNREADABLE when it is none of ours, or another server has it
   */
  static SqliteState open(Path file) {
    return open(file.toString(), "jdbc:sqlite:" + file.toAbsolutePath());
  }

  /** A memory that outlives the server's restarts, but not the process. */
  static SqliteState inMemory() {
    return open("in memory", "jdbc:sqlite::memory:");
  }

  private static SqliteState open(String name, String url) {
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(url);
      try (Statement sql = connection.createStatement()) {
        sql.execute("pragma busy_timeout = 2000");
        sql.execute("pragma locking_mode = exclusive");
        sql.execute("pragma journal_mode = wal");
        sql.execute("pragma synchronous = normal");
        int version;
        try (ResultSet row = sql.executeQuery("pragma user_version")) {
          version = row.next() ? row.getInt(1) : 0;
        }
        if (version > VERSION) {
          throw new NightshiftException(
              ErrorCode.FILE_UNREADABLE,
              "%s was written by a newer Nightshift (form %d, this one reads up to %d); use that one"
                  .formatted(name, version, VERSION));
        }
        upgrade(sql, version);
      }
      return new SqliteState(name, connection);
    } catch (SQLException e) {
      closeQuietly(connection, e);
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "the server's state %s cannot be opened (%s); is another server using it, or is it something else?"
              .formatted(name, e.getMessage()),
          e);
    } catch (NightshiftException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  private static void closeQuietly(@Nullable Connection connection, Exception because) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException second) {
        because.addSuppressed(second);
      }
    }
  }

  /** Makes what this version has and the file's has not, all of it or nothing. */
  private static void upgrade(Statement sql, int version) throws SQLException {
    if (version == VERSION) {
      return;
    }
    sql.execute("begin");
    if (version < 1) {
      sql.execute(
          """
          create table job (
            id text primary key, number integer not null unique, created text not null,
            body blob not null, state text not null, tags text not null,
            reason_code integer, reason text, solution text,
            running text, finished text, result blob,
            engine_nanos integer not null, charged_seconds real not null, inputs integer not null)
          """);
      sql.execute(
          """
          create table session (
            id text primary key, mode text not null, device text not null, max_ttl integer not null,
            started text not null, accepting integer not null, reason text not null,
            activated text, closed text, last_started text, last_completed text,
            used integer not null, active_seconds real not null, active_since text)
          """);
      sql.execute("create table charge (at text not null, seconds real not null)");
    }
    sql.execute("create table setting (name text primary key, value text not null)");
    sql.execute("pragma user_version = " + VERSION);
    sql.execute("commit");
  }

  @Override
  public synchronized void accepted(ServerJob job, byte[] body) {
    update(
        "insert into job (id, number, created, body, state, tags, engine_nanos, charged_seconds,"
            + " inputs) values (?, ?, ?, ?, ?, ?, 0, 0, 1)",
        job.id(),
        job.number(),
        job.created().toString(),
        body,
        job.view().state().name(),
        tags(job));
  }

  private static String tags(ServerJob job) {
    return new String(Json.write(job.view().tags()), StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void changed(ServerJob job) {
    ServerJob.View view = job.view();
    JobFailure failure = view.failure();
    update(
        "update job set state = ?, tags = ?, reason_code = ?, reason = ?, solution = ?,"
            + " running = ?, finished = ?, result = ?, engine_nanos = ?, charged_seconds = ?,"
            + " inputs = ? where id = ?",
        // What runs begins anew after a restart.
        (view.state().ended() ? view.state() : ServerJob.State.QUEUED).name(),
        tags(job),
        failure == null ? null : failure.reasonCode(),
        failure == null ? null : failure.reason(),
        failure == null ? null : failure.solution(),
        text(view.running()),
        text(view.finished()),
        view.result(),
        view.engineNanos(),
        view.chargedSeconds(),
        view.params() == null ? 0 : 1,
        job.id());
  }

  @Override
  public synchronized void forgotten(ServerJob job) {
    update("delete from job where id = ?", job.id());
  }

  @Override
  public synchronized void session(SavedSession session) {
    update(
        "insert or replace into session values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        session.id(),
        session.mode(),
        session.device(),
        session.maxTtl(),
        session.started().toString(),
        session.accepting(),
        session.reason(),
        text(session.activated()),
        text(session.closed()),
        text(session.lastStarted()),
        text(session.lastCompleted()),
        session.used(),
        session.activeSeconds(),
        text(session.activeSince()));
  }

  @Override
  public synchronized void charged(Instant at, double seconds) {
    update("insert into charge values (?, ?)", at.toString(), seconds);
  }

  @Override
  public synchronized List<SavedJob> jobs() {
    return rows(
        "select * from job order by number",
        row -> {
          ServerJob.State state = ServerJob.State.valueOf(row.getString("state"));
          int code = row.getInt("reason_code");
          JobFailure failure =
              row.getString("reason") == null
                  ? null
                  : new JobFailure(code, row.getString("reason"), row.getString("solution"));
          return new SavedJob(
              row.getString("id"),
              row.getLong("number"),
              Instant.parse(row.getString("created")),
              row.getBytes("body"),
              new ServerJob.View(
                  state,
                  failure,
                  List.of(
                      Json.read(
                          row.getString("tags").getBytes(StandardCharsets.UTF_8), String[].class)),
                  instant(row, "running"),
                  instant(row, "finished"),
                  row.getInt("inputs") == 1 ? RawJson.EMPTY : null,
                  row.getBytes("result"),
                  row.getLong("engine_nanos"),
                  row.getDouble("charged_seconds")));
        });
  }

  @Override
  public synchronized List<SavedSession> sessions() {
    return rows(
        "select * from session order by started, id",
        row ->
            new SavedSession(
                row.getString("id"),
                row.getString("mode"),
                row.getString("device"),
                row.getLong("max_ttl"),
                Instant.parse(row.getString("started")),
                row.getBoolean("accepting"),
                row.getString("reason"),
                instant(row, "activated"),
                instant(row, "closed"),
                instant(row, "last_started"),
                instant(row, "last_completed"),
                row.getBoolean("used"),
                row.getDouble("active_seconds"),
                instant(row, "active_since")));
  }

  @Override
  public synchronized List<SavedCharge> charges() {
    return rows(
        "select * from charge order by at",
        row -> new SavedCharge(Instant.parse(row.getString("at")), row.getDouble("seconds")));
  }

  @Override
  public synchronized @Nullable String setting(String key) {
    List<String> found =
        rows("select value from setting where name = ?", row -> row.getString("value"), key);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public synchronized void setting(String key, @Nullable String value) {
    if (value == null) {
      update("delete from setting where name = ?", key);
    } else {
      update("insert or replace into setting values (?, ?)", key, value);
    }
  }

  @Override
  public synchronized @Nullable Instant newest() {
    // Texts of one second sort by their fraction wrongly; to the second they are right.
    return rows(
            """
            select max(at) as at from (
              select max(created) as at from job union all select max(finished) from job
              union all select max(started) from session union all select max(at) from charge)
            """,
            row -> Optional.ofNullable(instant(row, "at")))
        .getFirst()
        .orElse(null);
  }

  @Override
  public synchronized void clear() {
    update("delete from job");
    update("delete from session");
    update("delete from charge");
    setting(INSTANCE_LIMIT, null);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> rows(String query, RowReader<T> reader, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<T> list = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          list.add(reader.read(row));
        }
      }
      return list;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private NightshiftException failed(SQLException e) {
    return new NightshiftException(
        ErrorCode.IO_FAILED,
        "the server's state %s cannot be read or written (%s); is the disk full?"
            .formatted(name, e.getMessage()),
        e);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : Instant.parse(text);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
