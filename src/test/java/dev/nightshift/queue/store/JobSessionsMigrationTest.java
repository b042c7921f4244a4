package dev.nightshift.queue.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.journal.Sessions;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues from before jobs knew their sessions. */
class JobSessionsMigrationTest {

  @ParameterizedTest
  @EnumSource
  void jobsOfOldRunsAreInTheSessionThatWasOpenWhenTheyWereSent(QueueDatabases kind) {
    QueueUrl url = kind.fresh();
    Flyway.configure()
        .dataSource(url.jdbc(), url.user(), url.password())
        .locations("classpath:dev/nightshift/queue")
        .placeholders((url.file() != null ? Dialect.SQLITE : Dialect.POSTGRESQL).words())
        .target("3")
        .load()
        .migrate();
    Jdbi.create(() -> DriverManager.getConnection(url.jdbc(), url.user(), url.password()))
        .useHandle(handle -> {
          run(handle, "grouped");
          run(handle, "plain");
          session(handle, "first", 1_000, 2_000L);
          session(handle, "second", 2_000, null);
          job(handle, "grouped", 1, 1_001L);
          job(handle, "grouped", 2, 1_999L);
          job(handle, "grouped", 3, 2_001L);
          job(handle, "grouped", 4, null);
          job(handle, "grouped", 5, 999L);
          job(handle, "plain", 1, 1_500L);
        });

    try (QueueDatabase database =
        QueueDatabase.open(url, Duration.ofSeconds(20), QueueDatabase.Watcher.NONE)) {
      Sessions sessions = new Sessions(database, Clock.systemUTC());
      assertThat(sessions.ofRun("grouped"))
          .extracting(Sessions.Entry::id, Sessions.Entry::jobs)
          .containsExactly(tuple("first", 2), tuple("second", 1));
      assertThat(sessions.ofRun("plain")).isEmpty();
      int grouped =
          database.read(handle ->
              handle
                  .createQuery("select count(*) from job where session_id is not null")
                  .mapTo(Integer.class)
                  .one());
      assertThat(grouped).isEqualTo(3);
    }
  }

  private static void run(Handle handle, String id) {
    handle.execute(
        "insert into run (id, name, folder, backend, state, reason, wish, mode, priority,"
            + " created_ms, changed_ms, start_ms, zone, budget, failures, step, steps, fence,"
            + " lease_ms, session) values (?, 'n', '/nowhere', 'b', 'done', '', 'none', 'resync',"
            + " 0, 0, 0, 0, 'UTC', '', 0, 0, 0, 1, 0, 'batch')",
        id);
  }

  private static void session(Handle handle, String id, long opened, @Nullable Long closed) {
    handle.execute(
        "insert into session (id, run_id, mode, opened_ms, until_ms, closed_ms, reason)"
            + " values (?, 'grouped', 'batch', ?, 9000, ?, '')",
        id,
        opened,
        closed);
  }

  /** A job; where it has been submitted, the service has given it an id. */
  private static void job(Handle handle, String run, int ordinal, @Nullable Long submitted) {
    handle.execute(
        "insert into job (key, run_id, phase, ordinal, attempt, content, backend, state, reason,"
            + " service_id, retry, rehearsal, day, created_ms, changed_ms, submitted_ms,"
            + " executions, planned_micros, reserved_shots, reserved_micros, reserved_money,"
            + " reserved_jobs, charged_shots, charged_micros, charged_money, charged_jobs, priced)"
            + " values (?, ?, 'p', ?, 1, 'c', 'b', 'settled', '', ?, 0, 0, '2026-11-26', 0, 0, ?,"
            + " 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)",
        run + ordinal,
        run,
        ordinal,
        submitted == null ? null : "service-" + run + ordinal,
        submitted);
  }
}
