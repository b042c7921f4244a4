package dev.nightshift.queue.dispatch;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pieces;
import dev.nightshift.job.Workload;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.wire.job.ResultCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 *   planned -> reserved -> submitting -> submitted -> running -> done -> settled
 *
 * Each arrow is one transaction, and what it says is on the disk before what it announces is done.
 * Whoever takes the run up again comes to the same place with the same job and goes on from the
 * state that he finds. Only `submitting` leaves a doubt; it is cleared by the tag.
 */
/** Runs the jobs of one run at a service, and remembers them. For one thread. */
public final class DurableBackend implements Backend {
  /** Failures that cost nothing are tried again so often in all. */
  private static final int FREE_ATTEMPTS = 3;

  /** How long a complete job may take to show its result. */
  private static final int RESULT_LOOKS = 10;

  /** Between two looks whether a stop is asked for, while time passes. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private final Place place;
  private final Jobs jobs;
  private final Hands hands;
  private final Mode mode;
  private final JobService service;
  private final UnaryOperator<JobRequest> fitting;
  private final Appraiser appraiser;
  private final Budget budget;
  private final Pacing pacing;
  private final Governor governor;
  private final Waiting waiting;
  private final Meter meter;

  /**
   * Where jobs run, as the books know it.
   *
   * @param name such as {@code ibm_torino} or {@code twin:ibm_torino}
   * @param rehearsal whether a simulator on this machine stands in for the device
   */
  public record Place(String name, boolean rehearsal) {}

  private String phase = "start";
  private int ordinal;

  /**
   * @param service closed with this
   * @param fitting a job as it is sent to the device
   * @param budget caps that hold for every job, the run's and the user's
   * @param meter counts jobs
   */
  public DurableBackend(
      Place place,
      Jobs jobs,
      Hands hands,
      Mode mode,
      JobService service,
      UnaryOperator<JobRequest> fitting,
      Appraiser appraiser,
      Budget budget,
      Pacing pacing,
      Governor governor,
      Waiting waiting,
      Meter meter) {
    this.place = place;
    this.jobs = jobs;
    this.hands = hands;
    this.mode = mode;
    this.service = service;
    this.fitting = fitting;
    this.appraiser = appraiser;
    this.budget = budget;
    this.pacing = pacing;
    this.governor = governor;
    this.waiting = waiting;
    this.meter = meter;
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public void at(String phase) {
    this.phase = phase;
    this.ordinal = 0;
  }

  /**
   * Runs a job, or finds what became of it in an earlier life.
   *
   * @throws NightshiftException CAP_REACHED or PRICE_UNKNOWN before anything is sent; INTERRUPTED
   *     when the run is to stop, LEASE_LOST when another worker has it: the job goes on and is
   *     found again; JOB_FAILED, JOB_CANCELLED, or what the service says
   */
  @Override
  public JobResult run(JobRequest request) {
    Pieces pieces =
        Pieces.cut(
            request,
            governor.executions(),
            (int) Math.ceilDiv((long) service.content(request).length, governor.bodyBytes()));
    List<JobRequest> requests = pieces.requests();
    int first = ordinal + 1;
    ordinal += requests.size();
    List<JobResult> results = new ArrayList<>();
    for (int piece = 0; piece < requests.size(); piece++) {
      // The next ones wait at the service while this one is waited for.
      for (int ahead = piece + 1;
          ahead < Math.min(requests.size(), piece + governor.pendingJobs());
          ahead++) {
        launch(requests.get(ahead), first + ahead);
      }
      results.add(finish(requests.get(piece), first + piece));
    }
    meter.add(Meter.Count.ROUNDS, 1);
    JobResult joined = pieces.join(results);
    Workload.of(request, joined).addTo(meter);
    return joined;
  }

  /** Sends a job, where it has not been sent. */
  private void launch(JobRequest request, int number) {
    String content = digest(service.content(request));
    JobEntry job = jobs.intend(hands.lease(), intent(request, number, content, 1));
    if (job.state() == JobState.PLANNED
        || job.state() == JobState.RESERVED
        || job.state() == JobState.SUBMITTING) {
      carry(job, request, job.state() != JobState.PLANNED, true);
    }
  }

  /** Takes a job to its end; one that failed without a charge is tried again. */
  private JobResult finish(JobRequest request, int number) {
    String content = digest(service.content(request));
    boolean counted = false;
    for (int attempt = 1; ; attempt++) {
      JobEntry job = jobs.intend(hands.lease(), intent(request, number, content, attempt));
      attempt = job.attempt();
      job = carry(job, request, job.state() != JobState.PLANNED, false);
      if (!counted) {
        // One that the budget refused has not come so far.
        meter.add(Meter.Count.JOBS, 1);
        counted = true;
      }
      if (job.outcome() == JobState.DONE) {
        return result(job, request);
      }
      boolean again =
          job.outcome() == JobState.FAILED
              && job.charged().qpuMicros() == 0
              && attempt < FREE_ATTEMPTS;
      if (!again && !job.retry()) {
        meter.add(Meter.Count.FAILED, 1);
        throw new NightshiftException(
            job.outcome() == JobState.CANCELLED ? ErrorCode.JOB_CANCELLED : ErrorCode.JOB_FAILED,
            "%s: job %s (%s, number %d) %s%s; nightshift queue retry %s sends it again"
                .formatted(
                    place.name(),
                    job.serviceId() == null ? job.key() : job.serviceId(),
                    job.phase(),
                    job.ordinal(),
                    job.outcome() == JobState.CANCELLED ? "was cancelled" : "failed",
                    job.reason().isEmpty() ? "" : ": " + job.reason(),
                    job.runId()));
      }
      meter.add(Meter.Count.RETRIED, 1);
    }
  }

  private JobEntry.Intent intent(JobRequest request, int number, String content, int attempt) {
    String run = hands.lease().runId();
    String where = run + "\n" + phase + "\n" + number + "\n" + attempt + "\n" + content;
    return new JobEntry.Intent(
        digest(where.getBytes(StandardCharsets.UTF_8)).substring(0, 32),
        run,
        phase,
        number,
        attempt,
        content,
        place.name(),
        place.rehearsal(),
        Workload.asked(request).executions());
  }

  /**
   * Takes a job from where it stands to its end.
   *
   * @param found whether an earlier life may have sent it
   * @param sendOnly leaves it when the service has it
   */
  private JobEntry carry(JobEntry start, JobRequest request, boolean found, boolean sendOnly) {
    JobEntry job = start;
    boolean doubt = found;
    JobRequest fitted = null;
    while (true) {
      switch (job.state()) {
        case PLANNED -> {
          fitted = fitted == null ? fitting.apply(request) : fitted;
          job =
              jobs.reserve(
                  hands.lease(),
                  job.key(),
                  appraiser.bound(fitted),
                  appraiser.expectedMicros(fitted),
                  budget);
        }
        case RESERVED -> {
          requireNoStop();
          job = jobs.submitting(hands.lease(), job.key());
          doubt = false;
        }
        case SUBMITTING -> {
          fitted = fitted == null ? fitting.apply(request) : fitted;
          job = send(job, fitted, doubt);
        }
        case SUBMITTED, RUNNING -> {
          if (sendOnly) {
            return job;
          }
          job = await(job);
          doubt = true;
        }
        case DONE, FAILED, CANCELLED -> {
          Optional<JobEntry> settled = settle(job);
          if (settled.isEmpty()) {
            // The bill comes later; the result need not wait for it.
            return job;
          }
          job = settled.get();
        }
        case SETTLED -> {
          return job;
        }
      }
    }
  }

  private JobEntry send(JobEntry job, JobRequest fitted, boolean doubt) {
    if (doubt && mode != Mode.FORCE) {
      Optional<String> there = service.find(tag(job));
      if (there.isPresent()) {
        return jobs.submitted(hands.lease(), job.key(), there.get());
      }
    }
    try {
      String id = service.submit(fitted, tag(job), longest(job), hands::requireLease);
      // What lies between may have delivered it twice; both would be charged.
      return jobs.submitted(hands.lease(), job.key(), service.only(id, tag(job)));
    } catch (NightshiftException refused) {
      if (refused.code() == ErrorCode.REMOTE_REJECTED
          || refused.code() == ErrorCode.JOB_TOO_LARGE) {
        // Refused for what it is: it was not made and costs nothing.
        return jobs.ended(
            hands.lease(), job.key(), JobState.FAILED, String.valueOf(refused.getMessage()));
      }
      throw refused;
    }
  }

  /** The tag that a job carries at the service. */
  public static String tag(JobEntry job) {
    return "nightshift-" + job.key();
  }

  /** What was set aside, as the limit that the service itself holds the job to. */
  private static @Nullable Integer longest(JobEntry job) {
    return job.reserved().qpuMicros() == 0
        ? null
        : Math.toIntExact(Math.ceilDiv(job.reserved().qpuMicros(), 1_000_000L));
  }

  private JobEntry await(JobEntry start) {
    JobEntry job = start;
    String id = id(job);
    Instant submitted = job.submitted() == null ? waiting.clock().instant() : job.submitted();
    Instant expected = null;
    Instant end = null;
    while (true) {
      Optional<JobService.Told> told = service.job(id);
      if (told.isEmpty()) {
        return forgotten(job);
      }
      JobService.Told now = told.get();
      switch (now.stage()) {
        case COMPLETED -> {
          return jobs.done(hands.lease(), job.key(), fetch(id));
        }
        case FAILED -> {
          return jobs.ended(hands.lease(), job.key(), JobState.FAILED, now.reason());
        }
        case CANCELLED -> {
          return jobs.ended(hands.lease(), job.key(), JobState.CANCELLED, now.reason());
        }
        case RUNNING -> {
          if (job.state() == JobState.SUBMITTED) {
            job = jobs.running(hands.lease(), job.key());
          }
          if (end == null) {
            // It ends at the latest when what was set aside is used up.
            end = waiting.clock().instant().plusNanos(job.reserved().qpuMicros() * 1_000);
          }
          expected = end;
        }
        case QUEUED -> {
          line(id, submitted);
          continue;
        }
      }
      pass(pacing.next(waiting.clock().instant(), submitted, expected));
    }
  }

  /**
   * Waits for a job to come up, by the one question that tells its place and whether it has begun.
   *
   * @return when it was expected last; null where that was never told
   */
  private @Nullable Instant line(String id, Instant submitted) {
    while (true) {
      JobService.Forecast forecast = service.forecast(id);
      if (forecast.begun()) {
        return forecast.start();
      }
      pass(pacing.next(waiting.clock().instant(), submitted, forecast.start()));
    }
  }

  private JobEntry forgotten(JobEntry job) {
    if (mode == Mode.RESYNC) {
      throw new NightshiftException(
          ErrorCode.REMOTE_NOT_FOUND,
          "%s no longer knows job %s, which it may have charged; nightshift queue resume %s --mode resubmit-if-unknown sends it again"
              .formatted(place.name(), job.serviceId(), job.runId()));
    }
    return jobs.resubmitting(hands.lease(), job.key());
  }

  private byte[] fetch(String id) {
    for (int look = 1; ; look++) {
      Optional<byte[]> result = service.result(id);
      if (result.isPresent()) {
        return result.get();
      }
      if (look == RESULT_LOOKS) {
        throw new NightshiftException(
            ErrorCode.RESULT_MALFORMED,
            "%s: job %s is complete but has no result; it is asked for again when the run goes on"
                .formatted(place.name(), id));
      }
      pass(pacing.shortest());
    }
  }

  /** Takes the charge, where the service has made the bill. */
  private Optional<JobEntry> settle(JobEntry job) {
    if (job.serviceId() == null) {
      // It never was there.
      return Optional.of(
          jobs.settle(hands.lease(), job.key(), appraiser.charged(job.reserved(), 0, false)));
    }
    Optional<JobService.Told> told = service.job(id(job));
    if (told.isEmpty()) {
      // Nobody can tell any more: what was set aside counts as spent.
      return Optional.of(jobs.settle(hands.lease(), job.key(), job.reserved()));
    }
    Double seconds = told.get().chargedSeconds();
    return seconds == null
        ? Optional.empty()
        : Optional.of(
            jobs.settle(
                hands.lease(),
                job.key(),
                appraiser.charged(
                    job.reserved(), seconds, job.outcome() == JobState.DONE || seconds > 0)));
  }

  /**
   * Settles what the service has made bills for since.
   *
   * @return jobs that are still open
   */
  public int settleOpen() {
    int open = 0;
    for (JobEntry job : jobs.open(hands.lease().runId())) {
      boolean ended = job.state().ended();
      if (!ended || settle(job).isEmpty()) {
        open++;
      }
    }
    return open;
  }

  /** Calls back every job of the run that has not ended, here and at the service. */
  public void cancelOpen() {
    for (JobEntry job : jobs.open(hands.lease().runId())) {
      JobEntry now = job;
      if (now.state() == JobState.SUBMITTING) {
        Optional<String> there = service.find(tag(now));
        if (there.isPresent()) {
          now = jobs.submitted(hands.lease(), now.key(), there.get());
        }
      }
      if (!now.state().ended()) {
        if (now.serviceId() != null) {
          service.cancel(now.serviceId());
          now = await(now);
        } else {
          now = jobs.ended(hands.lease(), now.key(), JobState.CANCELLED, "by the user");
        }
      }
      settle(now);
    }
  }

  private JobResult result(JobEntry job, JobRequest request) {
    byte[] body =
        jobs.result(job.key())
            .orElseThrow(() -> new IllegalStateException("a job is done without a result"));
    return ResultCodec.decode(job.serviceId() == null ? job.key() : job.serviceId(), request, body);
  }

  private static String id(JobEntry job) {
    String id = job.serviceId();
    if (id == null) {
      throw new IllegalStateException(
          "job %s is %s without an id".formatted(job.key(), job.state()));
    }
    return id;
  }

  private void requireNoStop() {
    if (hands.stopRequested()) {
      throw new NightshiftException(
          ErrorCode.INTERRUPTED, "the run was stopped; its jobs are kept and found again");
    }
  }

  private void pass(Duration duration) {
    Duration left = duration;
    try {
      while (left.isPositive()) {
        requireNoStop();
        Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
        waiting.sleep(slice);
        left = left.minus(slice);
      }
      requireNoStop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightshiftException(
          ErrorCode.INTERRUPTED, "the run was stopped; its jobs are kept and found again", e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
