package dev.nightshift.queue.dispatch;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.journal.JobEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 * One question tells where all jobs stand; it is asked when the first of them may have got on. When
 * a job may start is a question of its own, a job at a time: asked when the job comes, again when
 * half of the time until then is over, and where the guess was wrong. So a job that waits for eight
 * hours takes some 25 looks and 13 guesses, and each look serves the others, too.
 */
/** Watches the jobs of a run that are under way. For one thread. */
final class Watch {
  private static final class Watched {
    final String id;
    final Instant created;
    final Instant submitted;
    final long boundMicros;

    /** When it may start, end, or be billed, whichever is next; null where nothing is known. */
    @Nullable Instant expected;

    JobService.@Nullable Stage stage;
    Instant look;
    Instant guess;

    Watched(JobEntry job, Instant now) {
      this.id = Objects.requireNonNull(job.serviceId());
      this.created = job.created();
      this.submitted = job.submitted() == null ? now : job.submitted();
      this.boundMicros = job.reserved().qpuMicros();
      this.look = now;
      this.guess = now;
    }
  }

  private final JobService service;
  private final String group;
  private final Pacing pacing;
  private final Waiting waiting;
  private final Map<String, Watched> watched = new LinkedHashMap<>();

  Watch(JobService service, String group, Pacing pacing, Waiting waiting) {
    this.service = service;
    this.group = group;
    this.pacing = pacing;
    this.waiting = waiting;
  }

  private Instant now() {
    return waiting.clock().instant();
  }

  /** Has an eye on a job that the service has; on one that is watched already no second one. */
  void add(JobEntry job) {
    Watched one = new Watched(job, now());
    watched.putIfAbsent(one.id, one);
  }

  void remove(String id) {
    watched.remove(id);
  }

  void clear() {
    watched.clear();
  }

  /** How long nothing needs to be asked. */
  Duration untilNext() {
    Instant first =
        watched.values().stream().map(one -> one.look).min(Instant::compareTo).orElse(Instant.MIN);
    Instant now = now();
    return first.isAfter(now) ? Duration.between(now, first) : Duration.ZERO;
  }

  /**
   * Asks where all jobs stand.
   *
   * @return by id; those that the service does not know are left out
   */
  Map<String, JobService.Told> look() {
    Instant since =
        watched.values().stream().map(one -> one.created).min(Instant::compareTo).orElseThrow();
    Map<String, JobService.Told> told = service.jobs(group, new TreeSet<>(watched.keySet()), since);
    for (Watched one : watched.values()) {
      JobService.Told found = told.get(one.id);
      if (found != null) {
        see(one, found.stage());
      }
    }
    return told;
  }

  private void see(Watched one, JobService.Stage stage) {
    Instant now = now();
    boolean changed = one.stage != stage;
    one.stage = stage;
    switch (stage) {
      case QUEUED -> {
        if (!now.isBefore(one.guess)) {
          guess(one, now);
          return;
        }
      }
      case RUNNING -> {
        if (changed) {
          // It ends at the latest when what was set aside is used up.
          one.expected = now.plusNanos(one.boundMicros * 1_000);
        }
      }
      case COMPLETED, FAILED, CANCELLED -> {
        if (changed) {
          one.expected = now;
        }
      }
    }
    one.look = now.plus(pacing.next(now, one.submitted, one.expected));
  }

  private void guess(Watched one, Instant now) {
    JobService.Forecast forecast;
    try {
      forecast = service.forecast(one.id);
    } catch (NightshiftException gone) {
      if (gone.code() != ErrorCode.REMOTE_NOT_FOUND) {
        throw gone;
      }
      // It was there a moment ago; the next look finds out.
      one.look = now.plus(pacing.shortest());
      return;
    }
    if (forecast.begun()) {
      // It has started since the look.
      one.look = now.plus(pacing.shortest());
      return;
    }
    Instant start = forecast.start();
    one.expected = start;
    Duration wait = pacing.next(now, one.submitted, start);
    one.look = now.plus(wait);
    one.guess =
        start != null && start.isAfter(now)
            ? now.plus(Duration.between(now, start).dividedBy(2))
            : now.plus(wait.multipliedBy(2));
  }
}
