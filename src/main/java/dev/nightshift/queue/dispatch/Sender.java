package dev.nightshift.queue.dispatch;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Fitting;
import dev.nightshift.job.JobRequest;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.ledger.Budget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings jobs to the service: sets their bound aside, sends them, clears the doubts. */
final class Sender {
  private final Jobs jobs;
  private final Hands hands;
  private final Mode mode;
  private final JobService service;
  private final Fitting fitting;
  private final Appraiser appraiser;
  private final Budget budget;
  private final Stops stops;
  private final SessionKeeper session;

  /**
   * @param fitting a job as it is sent to the device
   */
  Sender(
      Jobs jobs,
      Hands hands,
      Mode mode,
      JobService service,
      Fitting fitting,
      Appraiser appraiser,
      Budget budget,
      Stops stops,
      SessionKeeper session) {
    this.jobs = jobs;
    this.hands = hands;
    this.mode = mode;
    this.service = service;
    this.fitting = fitting;
    this.appraiser = appraiser;
    this.budget = budget;
    this.stops = stops;
    this.session = session;
  }

  /**
   * Takes a job from where it stands to the service.
   *
   * @param found whether an earlier life may have sent it
   * @return the job as the service has it, or as it was refused
   * @throws NightshiftException CAP_REACHED or PRICE_UNKNOWN before anything is sent
   */
  JobEntry send(JobEntry start, JobRequest request, boolean found) {
    JobEntry job = start;
    boolean doubt = found;
    Fitting.Fitted fitted = null;
    while (true) {
      switch (job.state()) {
        case PLANNED -> {
          fitted = fitting.fit(request);
          job =
              jobs.reserve(
                  hands.lease(),
                  job.key(),
                  appraiser.bound(fitted.request()),
                  appraiser.expectedMicros(fitted.request()),
                  budget,
                  fitted.mappings());
        }
        case RESERVED -> {
          stops.require();
          job = jobs.submitting(hands.lease(), job.key());
          doubt = false;
        }
        case SUBMITTING -> {
          fitted = fitted == null ? fitting.fit(request) : fitted;
          job = submit(job, fitted.request(), doubt);
          doubt = false;
        }
        case SUBMITTED, RUNNING, DONE, FAILED, CANCELLED, SETTLED -> {
          return job;
        }
      }
    }
  }

  private JobEntry submit(JobEntry job, JobRequest fitted, boolean doubt) {
    String tag = Tags.of(job);
    if (doubt && mode != Mode.FORCE) {
      Optional<String> there = service.find(tag);
      if (there.isPresent()) {
        return jobs.submitted(hands.lease(), job.key(), there.get());
      }
    }
    JobEntry placed = job;
    try {
      placed = session.place(job);
      JobService.Label label =
          new JobService.Label(tag, Tags.ofRun(job.runId()), placed.session(), longest(job));
      String id = service.submit(fitted, label, hands::requireLease);
      session.entered();
      // What lies between may have delivered it twice; both would be charged.
      return jobs.submitted(hands.lease(), job.key(), service.only(id, tag));
    } catch (NightshiftException refused) {
      if (refused.code() == ErrorCode.REMOTE_REJECTED && session.wasClosed()) {
        // It was not made; the next one goes into another session.
        return placed;
      }
      if (refused.code() == ErrorCode.REMOTE_REJECTED
          || refused.code() == ErrorCode.JOB_TOO_LARGE) {
        // Refused for what it is: it was not made and costs nothing.
        return jobs.ended(
            hands.lease(), job.key(), JobState.FAILED, String.valueOf(refused.getMessage()));
      }
      throw refused;
    }
  }

  /** What was set aside, as the limit that the service itself holds the job to. */
  private static @Nullable Integer longest(JobEntry job) {
    return job.reserved().qpuMicros() == 0
        ? null
        : Math.toIntExact(Math.ceilDiv(job.reserved().qpuMicros(), 1_000_000L));
  }
}
