package dev.nightshift.queue.dispatch;

import dev.nightshift.job.JobRequest;
import dev.nightshift.queue.journal.SessionMode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service that runs jobs, as the queue sees it. Thread-safe.
 *
 * <p>Every call may take long, since it waits through failures that pass; each throws a {@link
 * dev.nightshift.base.error.NightshiftException} with a PROVIDER code when they do not.
 */
public interface JobService extends JobReports, AutoCloseable {

  /** What a job has come to, in the service's eyes. */
  enum Stage {
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED
  }

  /**
   * A job as the service tells it.
   *
   * @param reason the service's own words for a bad end; empty otherwise
   * @param chargedSeconds time on the device; null while the service has not made the bill
   */
  record Told(String id, Stage stage, String reason, @Nullable Double chargedSeconds) {
    /** Whether it has ended. */
    public boolean ended() {
      return switch (stage) {
        case COMPLETED, FAILED, CANCELLED -> true;
        case QUEUED, RUNNING -> false;
      };
    }
  }

  /**
   * When a job may be looked at again with profit.
   *
   * @param position jobs before it, counted from 1; null where not told
   * @param start the service's guess; null where it makes none
   * @param begun whether it waits no longer: it runs, or has ended
   */
  record Forecast(@Nullable Integer position, @Nullable Instant start, boolean begun) {}

  /** The name the user chose it by. */
  String name();

  /** A job's bytes as they are sent, but for the tag and the limit: what it is known by. */
  byte[] content(JobRequest request);

  /**
   * What a job carries beside its work.
   *
   * @param tag of this job alone
   * @param group a second tag, which the jobs of one run share
   * @param session that it belongs to; null for none
   * @param longestSeconds of running, after which the service cuts it; null for its own limit
   */
  record Label(
      String tag, String group, @Nullable String session, @Nullable Integer longestSeconds) {}

  /**
   * A session as the service tells it.
   *
   * @param until end of its life at the latest
   * @param accepting whether jobs may be sent in it
   */
  record Session(String id, Instant until, boolean accepting) {}

  /**
   * Opens a session.
   *
   * @param mode batch or dedicated
   * @throws dev.nightshift.base.error.NightshiftException FORBIDDEN where the plan has none
   */
  Session openSession(SessionMode mode);

  /** A session as it stands; empty where the service does not know it. */
  Optional<Session> session(String id);

  /**
   * Sends a job once in effect.
   *
   * @param allowed called just before each time it is sent, since one before may have failed after
   *     a long wait; what it throws goes up, and nothing is sent
   * @return the job's id
   */
  String submit(JobRequest request, Label label, Runnable allowed);

  /**
   * Makes sure that a job just sent is the only one of its tag; younger ones are called back.
   *
   * @param id that the submission was answered with
   * @return the id of the one that is kept
   */
  String only(String id, String tag);

  /** When a waiting job may start. */
  Forecast forecast(String id);

  @Override
  void close();
}
