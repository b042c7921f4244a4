package dev.nightshift.queue.dispatch;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 *   nothing open --the first job is to be sent--> open at the service --> written down --> jobs
 *   open --little of its life is left, or the service has closed it--> closed here, and a new one
 *
 * A session whose opening was not written down has no job: it costs nothing and the service closes
 * it. At the end of a session's life the service fails its waiting jobs with 1217 and charges
 * nothing; they are sent again. So a session's last part is left unused.
 */
/** The session that a run's jobs are sent in. For one thread. */
final class SessionKeeper {
  /** Of a session's life: the part at its end in which nothing new is sent in it. */
  private static final int LAST_PART = 10;

  private static final Duration LONGEST_LAST_PART = Duration.ofMinutes(15);

  private static final int MOST_IN_VAIN = 5;

  /** A batch that lives shorter than this is over before its jobs come up. */
  private static final Duration WORTH_WHILE = Duration.ofHours(1);

  private final Sessions sessions;
  private final Hands hands;
  private final JobService service;
  private final Clock clock;
  private SessionMode mode;
  private Sessions.@Nullable Entry open;

  /** Whether the service has said that the session is open since there was a doubt. */
  private boolean sure;

  /** Sessions in a row that were closed before a job came into them. */
  private int inVain;

  SessionKeeper(Sessions sessions, Hands hands, JobService service, SessionMode mode, Clock clock) {
    this.sessions = sessions;
    this.hands = hands;
    this.service = service;
    this.mode = mode;
    this.clock = clock;
  }

  /**
   * Gives a job that is sent now its session, on the disk before it is sent; opens one where there
   * is none.
   *
   * @return the job with its session, or with none where jobs go by themselves
   * @throws NightshiftException FORBIDDEN and others where the service does not open the kind of
   *     session that was asked for
   */
  JobEntry place(JobEntry job) {
    String id = current();
    return Objects.equals(id, job.session()) ? job : sessions.enters(hands.lease(), job.key(), id);
  }

  private @Nullable String current() {
    if (mode == SessionMode.NONE) {
      return null;
    }
    Sessions.Entry now = open == null ? sessions.open(runId()).orElse(null) : open;
    if (now != null && !clock.instant().isBefore(lastPart(now))) {
      // What waits in it may still run.
      service.closeSession(now.id());
      sessions.closed(hands.lease(), now.id(), "little of its life was left");
      now = null;
    }
    if (now != null && !sure && !stillOpen(now)) {
      now = null;
    }
    if (now == null) {
      now = anew();
    }
    open = now;
    sure = true;
    return now == null ? null : now.id();
  }

  private boolean stillOpen(Sessions.Entry entry) {
    Optional<JobService.Session> told = service.session(entry.id());
    if (told.isPresent() && told.get().accepting()) {
      return true;
    }
    sessions.closed(hands.lease(), entry.id(), "the service had closed it");
    return false;
  }

  private Sessions.@Nullable Entry anew() {
    SessionMode kind = mode == SessionMode.AUTO ? SessionMode.BATCH : mode;
    JobService.Session opened;
    try {
      hands.requireLease();
      opened = service.openSession(kind);
    } catch (NightshiftException refused) {
      if (mode != SessionMode.AUTO || !finds(refused)) {
        throw refused;
      }
      // The plan allows none: jobs go by themselves.
      mode = SessionMode.NONE;
      return null;
    }
    if (mode == SessionMode.AUTO && opened.until().isBefore(clock.instant().plus(WORTH_WHILE))) {
      mode = SessionMode.NONE;
      service.closeSession(opened.id());
      return null;
    }
    return sessions.opened(hands.lease(), opened.id(), kind, opened.until());
  }

  private static boolean finds(NightshiftException refused) {
    return refused.code() == ErrorCode.FORBIDDEN
        || refused.code() == ErrorCode.REMOTE_REJECTED
        || refused.code() == ErrorCode.REMOTE_NOT_FOUND;
  }

  private static Instant lastPart(Sessions.Entry entry) {
    Duration part = Duration.between(entry.opened(), entry.until()).dividedBy(LAST_PART);
    return entry.until().minus(part.compareTo(LONGEST_LAST_PART) < 0 ? part : LONGEST_LAST_PART);
  }

  /**
   * Looks whether the session is why a job was refused.
   *
   * @return whether it is closed now, so that the job may be sent in another
   */
  boolean wasClosed() {
    Sessions.Entry entry = open;
    if (entry == null || stillOpen(entry)) {
      return false;
    }
    open = null;
    return ++inVain < MOST_IN_VAIN;
  }

  /** A job has come into the session. */
  void entered() {
    inVain = 0;
  }

  /** A job has failed because its session was closed while it waited. */
  void failedAJob() {
    sure = false;
    if (mode == SessionMode.AUTO) {
      // The queue is longer than a session's life: by themselves jobs keep their places.
      mode = SessionMode.NONE;
    }
  }

  private String runId() {
    return hands.lease().runId();
  }
}
