package dev.nightshift.queue.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/*
 * SQLite: the write-ahead log lets people look while a worker writes; full synchronisation puts a
 * commit onto the disk before it returns; transactions that write take the lock at their beginning,
 * so that none finds out at its end that it was too late. A database that is locked or away is
 * waited for: every transaction of this house may be done again, see the package.
 */
/** The queue's tables. Thread-safe; every transaction is on the disk when it returns. */
public final class QueueDatabase implements AutoCloseable {
  /** The newest migration under {@code src/main/resources}. */
  private static final int VERSION = 4;

  private static final String MIGRATIONS = "classpath:dev/nightshift/queue";

  /** A worker's own thread, its heart-beat, a page, and one to spare. */
  private static final int CONNECTIONS = 4;

  private static final Duration BUSY = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final QueueUrl url;
  private final Dialect dialect;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Duration patience;
  private final Watcher watcher;
  private final @Nullable SpareRoom spare;

  /** Told of every transaction; a process may end at either moment, and tests make it. */
  public interface Watcher {
    /** Nobody looks. */
    Watcher NONE =
        new Watcher() {
          @Override
          public void before() {}

          @Override
          public void after() {}
        };

    /** Nothing of the transaction is done. */
    void before();

    /** All of it is on the disk, and nobody knows yet. */
    void after();
  }

  private QueueDatabase(
      QueueUrl url,
      Dialect dialect,
      HikariDataSource pool,
      Jdbi jdbi,
      Duration patience,
      Watcher watcher) {
    this.url = url;
    this.dialect = dialect;
    this.pool = pool;
    this.jdbi = jdbi;
    this.patience = patience;
    this.watcher = watcher;
    this.spare = url.file() == null ? null : new SpareRoom(url.file());
  }

  /** Opens a queue, or makes it; waits a minute for a database that is locked or away. */
  public static QueueDatabase open(QueueUrl url) {
    return open(url, Duration.ofMinutes(1), Watcher.NONE);
  }

  /**
   * Opens a queue, or makes it.
   *
   * @param patience how long a database that is locked or away is waited for
   * @param watcher told of every transaction
   * @throws NightshiftException QUEUE_UNAVAILABLE, QUEUE_FORM where it was made by a newer
   *     Nightshift, FILE_UNREADABLE where the file is something else, DISK_FULL
   */
  public static QueueDatabase open(QueueUrl url, Duration patience, Watcher watcher) {
    Dialect dialect = url.file() != null ? Dialect.SQLITE : Dialect.POSTGRESQL;
    HikariConfig config = new HikariConfig();
    config.setPoolName("queue");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(Math.max(1_000, Math.min(10_000, patience.toMillis())));
    config.setInitializationFailTimeout(-1);
    if (url.file() != null) {
      Path folder = url.file().toAbsolutePath().getParent();
      try {
        if (folder != null) {
          Files.createDirectories(folder);
        }
      } catch (IOException e) {
        throw AtomicFile.failure(url.file(), e);
      }
      config.setJdbcUrl(
          url.jdbc()
              + "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE&foreign_keys=on"
              + "&busy_timeout="
              + BUSY.toMillis());
    } else {
      config.setJdbcUrl(url.jdbc());
      config.setUsername(url.user());
      config.setPassword(url.password());
    }
    HikariDataSource pool = new HikariDataSource(config);
    QueueDatabase database =
        new QueueDatabase(url, dialect, pool, Jdbi.create(pool), patience, watcher);
    try {
      database.migrate();
      return database;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private void migrate() {
    // Looking first saves every command but the first one the library's second of start.
    if (version().orElse(0) == VERSION) {
      return;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        Flyway.configure()
            .dataSource(pool)
            .locations(MIGRATIONS)
            .placeholders(dialect.words())
            .failOnMissingLocations(true)
            .load()
            .migrate();
        break;
      } catch (FlywayException e) {
        // Two processes may make one queue at the same time; the second finds it made.
        if (version().orElse(0) == VERSION) {
          return;
        }
        SQLException cause = sqlCause(e);
        if (cause == null || !passing(cause) || System.nanoTime() > deadline) {
          throw failure(e);
        }
        pause();
      }
    }
    int found = version().orElse(0);
    if (found > VERSION) {
      throw new NightshiftException(
          ErrorCode.QUEUE_FORM,
          "the queue %s was made by a newer Nightshift (form %d, this one knows %d); use that one"
              .formatted(url.shown(), found, VERSION));
    }
  }

  /** The form of the tables; empty where there are none. */
  private Optional<Integer> version() {
    return read(handle -> {
      String there =
          dialect == Dialect.SQLITE
              ? "select count(*) from sqlite_master where name = 'flyway_schema_history'"
              : "select count(*) from information_schema.tables where table_name ="
                  + " 'flyway_schema_history' and table_schema = current_schema()";
      if (handle.createQuery(there).mapTo(Integer.class).one() == 0) {
        return Optional.empty();
      }
      return handle
          .createQuery(
              "select version from flyway_schema_history where success and version is not null")
          .mapTo(String.class)
          .stream()
          .map(Integer::valueOf)
          .max(Integer::compare);
    });
  }

  /** Where it is, as it may be shown. */
  public String shown() {
    return url.shown();
  }

  /** Ends a query whose rows must not change until the transaction ends. */
  public String lock() {
    return dialect.lock();
  }

  /** Looks. */
  public <T> T read(Function<Handle, T> work) {
    return patiently(() -> jdbi.withHandle(work::apply));
  }

  /** Changes, in one transaction; it may be done again where its fate is unknown. */
  public <T> T write(Function<Handle, T> work) {
    watcher.before();
    T done = patiently(() -> jdbi.inTransaction(work::apply));
    watcher.after();
    return done;
  }

  /**
   * As {@link #write}, for the last words on a full disk: room that was kept for them is given up.
   */
  public <T> T writeLast(Function<Handle, T> work) {
    try {
      return write(work);
    } catch (NightshiftException full) {
      if (full.code() != ErrorCode.DISK_FULL || spare == null || !spare.giveUp()) {
        throw full;
      }
      return write(work);
    }
  }

  /**
   * Keeps room for last words, where the database is a file and there is some.
   *
   * @return whether it is kept, or is the server's affair
   */
  public boolean keepRoom() {
    return spare == null || spare.take();
  }

  private interface Attempt<T> {
    T run();
  }

  private <T> T patiently(Attempt<T> attempt) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return attempt.run();
      } catch (JdbiException | HikariPool.PoolInitializationException e) {
        SQLException cause = sqlCause(e);
        if (cause == null || !passing(cause) || System.nanoTime() > deadline) {
          throw failure(e);
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightshiftException(
          ErrorCode.INTERRUPTED, "stopped while the queue %s was waited for".formatted(shown()), e);
    }
  }

  private static @Nullable SQLException sqlCause(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  /** PostgreSQL: connection lost, server starting or stopping, deadlock, serialisation. */
  private static final List<String> PASSING_STATES = List.of("08", "57P", "40", "53300", "55P03");

  private static boolean passing(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String message = message(e).toLowerCase(Locale.ROOT);
    return e instanceof java.sql.SQLTransientException
        || PASSING_STATES.stream().anyMatch(state::startsWith)
        || message.contains("[sqlite_busy")
        || message.contains("[sqlite_locked");
  }

  private NightshiftException failure(Exception e) {
    SQLException sql = sqlCause(e);
    String message = sql == null ? message(e) : message(sql);
    String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("[sqlite_full") || state.equals("53100")) {
      return new NightshiftException(
          ErrorCode.DISK_FULL,
          "the queue %s has no room left to write; free some space, then go on".formatted(shown()),
          e);
    }
    if (lower.contains("[sqlite_notadb") || lower.contains("[sqlite_corrupt")) {
      return new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "%s is no queue (%s); give another file, or bring back a copy of it"
              .formatted(shown(), message),
          e);
    }
    return new NightshiftException(
        ErrorCode.QUEUE_UNAVAILABLE,
        "the queue %s cannot be used (%s); is the database running and the file writable?"
            .formatted(shown(), message),
        e);
  }

  private static String message(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  @Override
  public void close() {
    pool.close();
  }
}
