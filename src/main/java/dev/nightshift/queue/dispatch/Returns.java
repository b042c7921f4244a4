package dev.nightshift.queue.dispatch;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.Sessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 * A bill may be made long after the job has ended, when the run is over and nobody holds its lease.
 * So the journal takes what comes back from whoever has the fence of the run's newest lease: as long
 * as no worker has taken the run since, nothing else can change its jobs; and what comes back is the
 * same whoever asks, and taken once.
 */
/** Brings what the service tells of jobs into the journal: results, bad ends, bills. */
public final class Returns {
  /** How the service's word begins that a job's session was closed while the job waited. */
  private static final String SESSION_CLOSED = "code 1217";

  private final Jobs jobs;
  private final Sessions sessions;
  private final JobReports service;
  private final Charging charging;

  public Returns(Jobs jobs, Sessions sessions, JobReports service, Charging charging) {
    this.jobs = jobs;
    this.sessions = sessions;
    this.service = service;
    this.charging = charging;
  }

  /**
   * Takes what a job has come to; a result that is not there yet leaves the job as it was.
   *
   * @return the job as it stands now
   */
  JobEntry take(Lease lease, JobEntry job, JobService.Told told) {
    JobEntry now = job.state().ended() ? job : end(lease, job, told);
    return now.state().ended() ? settle(lease, now, told) : now;
  }

  private JobEntry end(Lease lease, JobEntry job, JobService.Told told) {
    return switch (told.stage()) {
      case QUEUED -> job;
      case RUNNING -> job.state() == JobState.SUBMITTED ? jobs.running(lease, job.key()) : job;
      case COMPLETED ->
          service.result(told.id()).map(result -> jobs.done(lease, job.key(), result)).orElse(job);
      case FAILED -> jobs.ended(lease, job.key(), JobState.FAILED, told.reason());
      case CANCELLED -> jobs.ended(lease, job.key(), JobState.CANCELLED, told.reason());
    };
  }

  /**
   * Closes the account of a job that has ended, where its bill is made.
   *
   * @param told null where the service does not know the job
   * @return the job as it stands now
   */
  JobEntry settle(Lease lease, JobEntry job, JobService.@Nullable Told told) {
    if (job.state() == JobState.SETTLED) {
      return job;
    }
    if (job.serviceId() == null) {
      // It never was there.
      return jobs.settle(lease, job.key(), charging.charged(job.reserved(), 0, false));
    }
    if (told == null) {
      // Nobody can tell any more: what was set aside counts as spent.
      return jobs.settle(lease, job.key(), job.reserved());
    }
    Double seconds = told.chargedSeconds();
    if (seconds == null) {
      return job;
    }
    boolean executed = job.outcome() == JobState.DONE || seconds > 0;
    return jobs.settle(lease, job.key(), charging.charged(job.reserved(), seconds, executed));
  }

  /**
   * Takes whatever has come back since for the jobs of a run that nobody works on, by one question.
   *
   * @param lease with the fence of the run's newest lease
   * @param over whether the run needs its jobs no more: those that have not ended are called back
   * @return jobs whose accounts are still open
   */
  public int collect(Lease lease, boolean over) {
    List<JobEntry> open = new ArrayList<>();
    for (JobEntry job : jobs.open(lease.runId())) {
      JobEntry now = over && !job.state().ended() ? callBack(lease, job) : job;
      if (now.serviceId() == null && now.state().ended()) {
        now = settle(lease, now, null);
      }
      if (now.state() != JobState.SETTLED) {
        open.add(now);
      }
    }
    TreeSet<String> ids = new TreeSet<>();
    Instant since = Instant.MAX;
    for (JobEntry job : open) {
      if (job.serviceId() != null) {
        ids.add(job.serviceId());
        since = job.created().isBefore(since) ? job.created() : since;
      }
    }
    Map<String, JobService.Told> told =
        ids.isEmpty() ? Map.of() : service.jobs(Tags.ofRun(lease.runId()), ids, since);
    int left = 0;
    for (JobEntry job : open) {
      JobEntry now = job;
      if (job.serviceId() != null) {
        JobService.Told known = told.get(job.serviceId());
        if (known != null) {
          now = take(lease, job, known);
        } else if (job.state().ended()) {
          now = settle(lease, job, null);
        } else if (over) {
          now =
              settle(
                  lease,
                  jobs.ended(
                      lease, job.key(), JobState.CANCELLED, "the service no longer knows it"),
                  null);
        }
      }
      left += now.state() == JobState.SETTLED ? 0 : 1;
    }
    Optional<Sessions.Entry> session = over ? sessions.open(lease.runId()) : Optional.empty();
    if (session.isPresent()) {
      service.closeSession(session.get().id());
      sessions.closed(lease, session.get().id(), "the run is over");
    }
    return left;
  }

  /** Whether a job failed because its session was closed. */
  static boolean endedWithItsSession(JobEntry job) {
    return job.outcome() == JobState.FAILED && job.reason().startsWith(SESSION_CLOSED);
  }

  private JobEntry callBack(Lease lease, JobEntry job) {
    JobEntry now = job;
    if (now.state() == JobState.SUBMITTING) {
      Optional<String> there = service.find(Tags.of(now));
      if (there.isPresent()) {
        now = jobs.submitted(lease, now.key(), there.get());
      }
    }
    if (now.serviceId() == null) {
      return jobs.ended(lease, now.key(), JobState.CANCELLED, "it is no longer needed");
    }
    service.cancel(Objects.requireNonNull(now.serviceId()));
    return now;
  }
}
