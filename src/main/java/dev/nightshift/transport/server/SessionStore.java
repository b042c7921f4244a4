package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.rest.SessionRequest;
import dev.nightshift.wire.rest.SessionResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sessions, which on a simulator group jobs and nothing more. Thread-safe. */
final class SessionStore {
  private static final long MAX_TTL_SECONDS = 8 * 3600;
  private static final int KEPT = 10_000;

  private final Clock clock;

  /** In the order of their opening; guarded by itself. */
  private final Map<String, Session> sessions =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > KEPT;
        }
      };

  private record Session(
      String id,
      String mode,
      String state,
      String reason,
      boolean accepting,
      long maxTtl,
      Instant started,
      @Nullable Instant activated,
      @Nullable Instant closed,
      @Nullable Instant lastJob) {

    Session closed(String why, Instant now) {
      return new Session(id, mode, "closed", why, false, maxTtl, started, activated, now, lastJob);
    }

    Session draining() {
      return new Session(
          id, mode, state, reason, false, maxTtl, started, activated, closed, lastJob);
    }

    Session used(Instant now) {
      return new Session(
          id,
          mode,
          "active",
          reason,
          accepting,
          maxTtl,
          started,
          activated == null ? now : activated,
          closed,
          now);
    }
  }

  SessionStore(Clock clock) {
    this.clock = clock;
  }

  SessionResponse open(SessionRequest request) {
    String mode = request.mode();
    if (mode == null || !(mode.equals("batch") || mode.equals("dedicated"))) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "mode is '%s'; use batch or dedicated".formatted(mode));
    }
    long ttl = request.maxTtl() == null ? MAX_TTL_SECONDS : request.maxTtl();
    if (ttl < 1 || ttl > MAX_TTL_SECONDS) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "max_ttl is %d s; give 1 to %d".formatted(ttl, MAX_TTL_SECONDS));
    }
    Session session =
        new Session(
            UUID.randomUUID().toString(),
            mode,
            "open",
            "session_created",
            true,
            ttl,
            clock.instant(),
            null,
            null,
            null);
    synchronized (sessions) {
      sessions.put(session.id(), session);
    }
    return response(session);
  }

  SessionResponse get(String id) {
    synchronized (sessions) {
      return response(current(id));
    }
  }

  /** Takes no more jobs; a session that never had one is closed at once. */
  void stopAccepting(String id) {
    synchronized (sessions) {
      Session session = current(id);
      if (session.closed() == null) {
        sessions.put(
            id,
            session.lastJob() == null
                ? session.closed("session_closed_early", clock.instant())
                : session.draining());
      }
    }
  }

  void close(String id) {
    synchronized (sessions) {
      Session session = current(id);
      if (session.closed() == null) {
        sessions.put(id, session.closed("session_closed", clock.instant()));
      }
    }
  }

  /** Lets a job in. */
  void enter(String id) {
    synchronized (sessions) {
      Session session = current(id);
      if (!session.accepting()) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE, "session %s has been closed".formatted(id));
      }
      sessions.put(id, session.used(clock.instant()));
    }
  }

  private Session current(String id) {
    Session session = sessions.get(id);
    if (session == null) {
      throw new NightshiftException(
          ErrorCode.REMOTE_NOT_FOUND, "Session not found. Session ID: " + id);
    }
    Instant end = session.started().plusSeconds(session.maxTtl());
    if (session.closed() == null && clock.instant().isAfter(end)) {
      session = session.closed("max_ttl_reached", end);
      sessions.put(id, session);
    }
    return session;
  }

  private SessionResponse response(Session session) {
    Instant end = session.closed() == null ? clock.instant() : session.closed();
    return new SessionResponse(
        session.id(),
        Devices.NAME,
        session.mode(),
        session.state(),
        session.reason(),
        session.accepting(),
        session.maxTtl(),
        null,
        null,
        session.started().toString(),
        text(session.activated()),
        text(session.closed()),
        text(session.lastJob()),
        null,
        (end.toEpochMilli() - session.started().toEpochMilli()) * 1e-3,
        "local");
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
