package dev.nightshift.queue;

import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Databases for tests, real ones: SQLite files, and a PostgreSQL server that the build starts. */
public enum QueueDatabases {
  SQLITE {
    @Override
    public QueueUrl fresh() {
      try {
        return QueueUrl.ofFile(Files.createTempDirectory(memory(), "queue").resolve("queue.db"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  POSTGRESQL {
    @Override
    public QueueUrl fresh() {
      String name = "queue_" + NUMBERS.incrementAndGet();
      try (Connection connection = server().getPostgresDatabase().getConnection();
          Statement sql = connection.createStatement()) {
        sql.execute("create database " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return QueueUrl.of(
          "postgresql://postgres@localhost:%d/%s".formatted(server().getPort(), name), Map.of());
    }
  };

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  /** A new, empty database. */
  public abstract QueueUrl fresh();

  /** A new, empty queue. */
  public QueueDatabase open() {
    return QueueDatabase.open(fresh(), Duration.ofSeconds(20), QueueDatabase.Watcher.NONE);
  }

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        EmbeddedPostgres started = EmbeddedPostgres.start();
        server = started;
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(() -> {
                  try {
                    started.close();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return server;
  }

  /** A folder in memory where the machine has one: thousands of commits cost no disk. */
  private static Path memory() throws IOException {
    Path shared = Path.of("/dev/shm");
    return Files.isDirectory(shared) && Files.isWritable(shared)
        ? shared
        : Files.createTempDirectory("nightshift");
  }
}
