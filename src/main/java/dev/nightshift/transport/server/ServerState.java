package dev.nightshift.transport.server;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the server outlives it. What a method was told is safe when it returns, whatever happens
 * to the process. Thread-safe.
 */
interface ServerState extends AutoCloseable {
  /** A server that forgets. */
  ServerState NONE =
      new ServerState() {
        @Override
        public void accepted(ServerJob job, byte[] body) {}

        @Override
        public void changed(ServerJob job) {}

        @Override
        public void forgotten(ServerJob job) {}

        @Override
        public void session(SavedSession session) {}

        @Override
        public void charged(Instant at, double seconds) {}

        @Override
        public List<SavedJob> jobs() {
          return List.of();
        }

        @Override
        public List<SavedSession> sessions() {
          return List.of();
        }

        @Override
        public List<SavedCharge> charges() {
          return List.of();
        }

        @Override
        public @Nullable String setting(String key) {
          return null;
        }

        @Override
        public void setting(String key, @Nullable String value) {}

        @Override
        public @Nullable Instant newest() {
          return null;
        }

        @Override
        public void clear() {}

        @Override
        public void close() {}
      };

  /** Keys of settings: when the stage began, and how far its clock is. */
  String OPENED = "opened";

  String CLOCK = "clock";

  /** The key of the instance's own limit, seconds. */
  String INSTANCE_LIMIT = "instance_limit";

  /**
   * A job as it was accepted, and how far it came.
   *
   * @param body of its submission
   */
  record SavedJob(String id, long number, Instant created, byte[] body, ServerJob.View view) {}

  /** A session, field by field. */
  record SavedSession(
      String id,
      String mode,
      String device,
      long maxTtl,
      Instant started,
      boolean accepting,
      String reason,
      @Nullable Instant activated,
      @Nullable Instant closed,
      @Nullable Instant lastStarted,
      @Nullable Instant lastCompleted,
      boolean used,
      double activeSeconds,
      @Nullable Instant activeSince) {}

  /** Seconds charged at a moment. */
  record SavedCharge(Instant at, double seconds) {}

  /** A job is taken: its answer may be sent afterwards. */
  void accepted(ServerJob job, byte[] body);

  /** A job's tags, its end, or what is left of it changed. */
  void changed(ServerJob job);

  void forgotten(ServerJob job);

  void session(SavedSession session);

  void charged(Instant at, double seconds);

  /** In the order they came. */
  List<SavedJob> jobs();

  /** In the order they were opened. */
  List<SavedSession> sessions();

  List<SavedCharge> charges();

  /** A value kept under a key; null where there is none. */
  @Nullable String setting(String key);

  /** Keeps a value under a key; null forgets it. */
  void setting(String key, @Nullable String value);

  /** The latest moment at which something happened, to the second; null where nothing did. */
  @Nullable Instant newest();

  /** Forgets jobs, sessions, charges and the instance's limit; the stage's time goes on. */
  void clear();

  @Override
  void close();
}
