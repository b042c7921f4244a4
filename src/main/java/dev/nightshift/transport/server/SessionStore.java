package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.rest.SessionRequest;
import dev.nightshift.wire.rest.SessionResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions: they group jobs, and on a device they decide who waits.
 *
 * <pre>
 * state     event                                   next
 * open      its first job starts                    active
 * active    no job for the interactive time         inactive
 * inactive  a job starts                            active
 * any       the longest life is over                closed: queued jobs fail, the running one ends
 * any       close                                   closed: the same
 * open      stops accepting                         closed
 * any       stops accepting, the last job has ended closed
 * open      dedicated, and no job for 30 minutes    closed
 * </pre>
 *
 * <p>Thread-safe.
 */
final class SessionStore {
  private static final int KEPT = 10_000;
  private static final Duration INTERACTIVE = Duration.ofSeconds(60);
  private static final Duration UNUSED = Duration.ofMinutes(30);

  private final ServiceClock clock;
  private final Stage stage;
  private final ServerState state;

  /** Fails the jobs of a session that have not started; called without the lock. */
  private final Consumer<String> closeJobs;

  /** In the order of their opening; guarded by itself. */
  private final Map<String, Session> sessions =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > KEPT;
        }
      };

  /** A session; guarded by the map. */
  private static final class Session {
    final String id;
    final String mode;
    final String device;
    final long maxTtl;
    final Instant started;
    boolean accepting = true;
    String reason = "session_created";
    @Nullable Instant activated;
    @Nullable Instant closed;
    @Nullable Instant lastStarted;
    @Nullable Instant lastCompleted;

    /** Jobs that have entered and not ended. */
    int jobs;

    boolean used;

    /** Time as an active session up to {@link #activeSince}, seconds. */
    double activeSeconds;

    @Nullable Instant activeSince;

    Session(String id, String mode, String device, long maxTtl, Instant started) {
      this.id = id;
      this.mode = mode;
      this.device = device;
      this.maxTtl = maxTtl;
      this.started = started;
    }

    Session(ServerState.SavedSession saved) {
      this(saved.id(), saved.mode(), saved.device(), saved.maxTtl(), saved.started());
      accepting = saved.accepting();
      reason = saved.reason();
      activated = saved.activated();
      closed = saved.closed();
      lastStarted = saved.lastStarted();
      lastCompleted = saved.lastCompleted();
      used = saved.used();
      activeSeconds = saved.activeSeconds();
      activeSince = saved.activeSince();
    }

    ServerState.SavedSession saved() {
      return new ServerState.SavedSession(
          id,
          mode,
          device,
          maxTtl,
          started,
          accepting,
          reason,
          activated,
          closed,
          lastStarted,
          lastCompleted,
          used,
          activeSeconds,
          activeSince);
    }

    boolean dedicated() {
      return mode.equals("dedicated");
    }

    /** The moment at which it falls, or fell, inactive. */
    @Nullable Instant idleAt() {
      Instant last = lastCompleted;
      return jobs > 0 || last == null ? null : last.plus(INTERACTIVE);
    }

    String state(Instant now) {
      if (closed != null) {
        return "closed";
      }
      if (activated == null) {
        return "open";
      }
      Instant idle = idleAt();
      return idle != null && !now.isBefore(idle) ? "inactive" : "active";
    }

    double active(Instant now) {
      Instant since = activeSince;
      if (since == null) {
        return activeSeconds;
      }
      Instant end = closed == null ? now : closed;
      Instant idle = idleAt();
      if (idle != null && idle.isBefore(end)) {
        end = idle;
      }
      return activeSeconds + Math.max(0, Duration.between(since, end).toNanos() * 1e-9);
    }

    void close(String why, Instant now) {
      activeSeconds = active(now);
      activeSince = null;
      closed = now;
      reason = why;
      accepting = false;
    }
  }

  SessionStore(ServiceClock clock, Stage stage, ServerState state, Consumer<String> closeJobs) {
    this.clock = clock;
    this.state = state;
    this.stage = stage;
    this.closeJobs = closeJobs;
  }

  /**
   * Opens a session.
   *
   * @throws NightshiftException OPTION_VALUE for a mode or a life that is none; FORBIDDEN for a
   *     dedicated one of the open plan
   */
  SessionResponse open(SessionRequest request, String device) {
    String mode = request.mode();
    if (mode == null || !(mode.equals("batch") || mode.equals("dedicated"))) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "mode is '%s'; use batch or dedicated".formatted(mode));
    }
    if (mode.equals("dedicated") && stage.plan() == Stage.Plan.OPEN) {
      throw new NightshiftException(
          ErrorCode.FORBIDDEN, "You are not authorized to run a session when using the open plan.");
    }
    int longest = stage.maxSessionSeconds();
    long ttl = request.maxTtl() == null ? longest : request.maxTtl();
    if (ttl < 1 || ttl > longest) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "max_ttl is %d s; give 1 to %d".formatted(ttl, longest));
    }
    Session session = new Session(UUID.randomUUID().toString(), mode, device, ttl, clock.instant());
    SessionResponse response;
    synchronized (sessions) {
      sessions.put(session.id, session);
      state.session(session.saved());
      response = response(session);
    }
    arm(session);
    return response;
  }

  /** Takes up the sessions of an earlier life; the jobs they hold enter again. */
  void restore(List<ServerJob> unfinished) {
    for (ServerState.SavedSession saved : state.sessions()) {
      Session session = new Session(saved);
      for (ServerJob job : unfinished) {
        if (saved.id().equals(job.order().sessionId())) {
          session.jobs++;
        }
      }
      synchronized (sessions) {
        sessions.put(session.id, session);
      }
      if (session.closed == null) {
        arm(session);
      }
    }
  }

  /** Whether a job of an earlier life is one of a device that is its session's own by now. */
  boolean goesFirst(ServerJob job) {
    String id = job.order().sessionId();
    if (id == null) {
      return false;
    }
    synchronized (sessions) {
      Session session = sessions.get(id);
      return session != null
          && session.dedicated()
          && session.state(clock.instant()).equals("active");
    }
  }

  private void arm(Session session) {
    clock.at(
        session.started.plusSeconds(session.maxTtl),
        () -> expire(session.id, "max_ttl_reached", false));
    if (session.dedicated()) {
      clock.at(session.started.plus(UNUSED), () -> expire(session.id, "session_unused", true));
    }
  }

  private void expire(String id, String why, boolean onlyUnused) {
    synchronized (sessions) {
      Session session = sessions.get(id);
      if (session == null || session.closed != null || (onlyUnused && session.used)) {
        return;
      }
      session.close(why, clock.instant());
      state.session(session.saved());
    }
    closeJobs.accept(id);
  }

  SessionResponse get(String id) {
    synchronized (sessions) {
      return response(found(id));
    }
  }

  /** Takes no more jobs; a session that has none left is closed at once. */
  void stopAccepting(String id) {
    synchronized (sessions) {
      Session session = found(id);
      if (session.closed == null) {
        session.accepting = false;
        if (session.jobs == 0) {
          session.close(session.used ? "session_closed" : "session_closed_early", clock.instant());
        }
        state.session(session.saved());
      }
    }
  }

  /** Takes no more jobs and fails those that wait. */
  void close(String id) {
    synchronized (sessions) {
      Session session = found(id);
      if (session.closed == null) {
        session.close("session_closed", clock.instant());
        state.session(session.saved());
      }
    }
    closeJobs.accept(id);
  }

  /**
   * Lets a job in.
   *
   * @return whether it goes before those that wait: the device is the session's own by now
   * @throws NightshiftException OPTION_VALUE when it is closed or another device's
   */
  boolean enter(String id, String device) {
    synchronized (sessions) {
      Session session = found(id);
      if (!session.accepting) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE, "session %s has been closed".formatted(id));
      }
      if (!session.device.equals(device)) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE,
            "session %s is one of %s, the job one of %s".formatted(id, session.device, device));
      }
      boolean first = session.dedicated() && session.state(clock.instant()).equals("active");
      session.jobs++;
      session.used = true;
      state.session(session.saved());
      return first;
    }
  }

  /** A job of the session that was let in does not come. */
  void leave(String id) {
    synchronized (sessions) {
      Session session = sessions.get(id);
      if (session != null) {
        oneLess(session);
      }
    }
  }

  /** A job less; the last one closes a session that takes no more. */
  private void oneLess(Session session) {
    session.jobs--;
    if (session.jobs == 0 && !session.accepting && session.closed == null) {
      session.close("session_closed", clock.instant());
    }
    state.session(session.saved());
  }

  void started(String id) {
    synchronized (sessions) {
      Session session = sessions.get(id);
      if (session != null) {
        Instant now = clock.instant();
        if (session.closed == null && !session.state(now).equals("active")) {
          session.activeSeconds = session.active(now);
          session.activeSince = now;
        }
        session.activated = session.activated == null ? now : session.activated;
        session.lastStarted = now;
        state.session(session.saved());
      }
    }
  }

  void ended(String id) {
    synchronized (sessions) {
      Session session = sessions.get(id);
      if (session != null) {
        session.lastCompleted = clock.instant();
        oneLess(session);
      }
    }
  }

  /** Whether a job's time is paid by the session it is in. */
  boolean dedicated(@Nullable String id) {
    if (id == null) {
      return false;
    }
    synchronized (sessions) {
      Session session = sessions.get(id);
      return session != null && session.dedicated();
    }
  }

  /**
   * What dedicated sessions are charged: the time they were active, seconds.
   *
   * @param since sessions that closed before do not count; one counts whole
   */
  double activeSeconds(Instant since) {
    Instant now = clock.instant();
    synchronized (sessions) {
      return sessions.values().stream()
          .filter(Session::dedicated)
          .filter(session -> session.closed == null || !session.closed.isBefore(since))
          .mapToDouble(session -> session.active(now))
          .sum();
    }
  }

  private Session found(String id) {
    Session session = sessions.get(id);
    if (session == null) {
      throw new NightshiftException(
          ErrorCode.REMOTE_NOT_FOUND, "Session not found. Session ID: " + id);
    }
    return session;
  }

  private SessionResponse response(Session session) {
    Instant now = clock.instant();
    Instant end = session.closed == null ? now : session.closed;
    return new SessionResponse(
        session.id,
        session.device,
        session.mode,
        session.state(now),
        session.reason,
        session.accepting,
        session.maxTtl,
        null,
        INTERACTIVE.toSeconds(),
        session.started.toString(),
        text(session.activated),
        text(session.closed),
        text(session.lastStarted),
        text(session.lastCompleted),
        (end.toEpochMilli() - session.started.toEpochMilli()) * 1e-3,
        "local");
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
