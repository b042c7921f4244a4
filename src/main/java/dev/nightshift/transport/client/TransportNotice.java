package dev.nightshift.transport.client;

import java.time.Duration;

/** Something the user may want to see while a job is on its way; never holds a secret. */
public sealed interface TransportNotice {

  /** One line for a terminal. */
  String text();

  /** A call failed in a way that may pass and is tried again. */
  record Retrying(String provider, String call, int attempt, Duration after, String reason)
      implements TransportNotice {
    @Override
    public String text() {
      return "%s: %s failed (%s); attempt %d follows in %s"
          .formatted(provider, call, reason, attempt, seconds(after));
    }
  }

  /** The service cannot be reached and is waited for. */
  record Waiting(String provider, String call, Duration waited, Duration limit, String reason)
      implements TransportNotice {
    @Override
    public String text() {
      return "%s: not reachable for %s (%s); waiting up to %s for it to come back"
          .formatted(provider, seconds(waited), reason, seconds(limit));
    }
  }

  /** The service answers again. */
  record Recovered(String provider, Duration outage) implements TransportNotice {
    @Override
    public String text() {
      return "%s: reachable again after %s".formatted(provider, seconds(outage));
    }
  }

  /** The submissions a minute are used up. */
  record RateLimited(String provider, Duration pause) implements TransportNotice {
    @Override
    public String text() {
      return "%s: the submissions of this minute are used up; the next follows in %s"
          .formatted(provider, seconds(pause));
    }
  }

  /** A job was made though its submission seemed to fail; it is used, not made again. */
  record Adopted(String provider, String jobId, String tag) implements TransportNotice {
    @Override
    public String text() {
      return "%s: found job %s by its tag %s; it is adopted, not posted again"
          .formatted(provider, jobId, tag);
    }
  }

  /** Two jobs were made of one; the younger is cancelled. */
  record DuplicateCancelled(String provider, String jobId, String tag) implements TransportNotice {
    @Override
    public String text() {
      return "%s: job %s is a second one of tag %s; it is cancelled"
          .formatted(provider, jobId, tag);
    }
  }

  /** The service has forgotten a job, as a server does that was started anew. */
  record Lost(String provider, String jobId) implements TransportNotice {
    @Override
    public String text() {
      return "%s: does not know job %s any more; it is submitted again".formatted(provider, jobId);
    }
  }

  /** A job is not done yet; told when its state changes. */
  record Pending(String provider, String jobId, String state, Duration waited)
      implements TransportNotice {
    @Override
    public String text() {
      return "%s: job %s is %s after %s".formatted(provider, jobId, state, seconds(waited));
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() < 1000
        ? duration.toMillis() + " ms"
        : "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
