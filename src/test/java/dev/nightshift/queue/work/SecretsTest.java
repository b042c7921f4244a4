package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.QueueFacts;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planted key is looked for in everything that a night leaves behind. */
class SecretsTest {
  private static final String PASSWORD = "planted-password-77aa";

  @TempDir private Path folder;

  @Test
  void theKeyStandsNeitherInTheDatabaseNorInTheLogNorInTheRunsFolder() throws IOException {
    QueueUrl url = QueueDatabases.SQLITE.fresh();
    try (Night night =
        new Night(
            """
            plan: paid
            seed: 8
            faults:
              - {kind: expired-token, call: POST /jobs, at: [2, 5, 9]}
              - {kind: bad-gateway, call: "GET /jobs/{id}", rate: 0.2}
            """,
            folder.resolve("server.db"))) {
      Reaper nobody = new Reaper(_ -> false);
      try (Night.Books books = night.open(url, QueueDatabase.Watcher.NONE)) {
        books.runs().add(Night.run("run", folder.resolve("run"), Budget.UNLIMITED));
        for (int i = 0; i < 50 && !books.runs().find("run").state().ended(); i++) {
          new Worker(
                  books.runs(),
                  new Chain(night, books, nobody, 6, 32),
                  "worker",
                  Night.OPTIONS,
                  night.waiting(),
                  _ -> {})
              .one(() -> false, null);
          night.advance(Duration.ofMinutes(10));
        }
        RunEntry run = books.runs().find("run");
        assertThat(run.state()).as(run.reason()).isEqualTo(RunState.DONE);
        String facts =
            new String(
                Json.write(
                    QueueFacts.of(
                        run,
                        books.jobs().ofRun("run", 1_000),
                        books.sessions().ofRun("run"),
                        books.ledger().account("all"),
                        books.runs().log().events("run", 1_000))),
                StandardCharsets.UTF_8);
        assertThat(facts).contains("run").doesNotContain(Night.KEY);
      }
      // The write-ahead log beside the database is looked into as well.
      Path database = Objects.requireNonNull(url.file());
      try (Stream<Path> files = Files.walk(Objects.requireNonNull(database.getParent()))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(holds(file, Night.KEY)).as(file.toString()).isFalse();
        }
      }
      try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(holds(file, Night.KEY)).as(file.toString()).isFalse();
        }
      }
    }
  }

  private static boolean holds(Path file, String secret) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
  }

  @Test
  void aDatabasesPasswordIsNeverShown() {
    for (String text :
        List.of(
            "postgresql://me:" + PASSWORD + "@localhost:1/db",
            "jdbc:postgresql://me:" + PASSWORD + "@localhost:1/db")) {
      QueueUrl url = QueueUrl.of(text, Map.of());
      assertThat(url.toString()).doesNotContain(PASSWORD).contains("localhost:1/db");
      assertThatThrownBy(
              () -> QueueDatabase.open(url, Duration.ofMillis(200), QueueDatabase.Watcher.NONE))
          .hasMessageContaining("localhost:1/db")
          .satisfies(e -> assertThat(all(e)).doesNotContain(PASSWORD));
    }
    assertThatThrownBy(
            () -> QueueUrl.of("postgresql://me:" + PASSWORD + "@local host/db", Map.of()))
        .satisfies(e -> assertThat(all(e)).doesNotContain(PASSWORD));
    assertThatThrownBy(
            () -> QueueUrl.of("postgresql://localhost/db?password=" + PASSWORD, Map.of()))
        .hasMessageContaining("PGPASSWORD")
        .satisfies(e -> assertThat(all(e)).doesNotContain(PASSWORD));
    assertThat(QueueUrl.of("postgresql://me@h/db", Map.of("PGPASSWORD", PASSWORD)).password())
        .isEqualTo(PASSWORD);
  }

  /** The messages of an error and of all that caused it. */
  private static String all(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = error; each != null; each = each.getCause()) {
      text.append(each).append('\n');
    }
    return text.toString();
  }
}
