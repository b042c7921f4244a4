package dev.nightshift.queue.dispatch;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Fitting;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pieces;
import dev.nightshift.job.Workload;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.wire.job.ResultCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 *   planned -> reserved -> submitting -> submitted -> running -> done -> settled
 *
 * Each arrow is one transaction, and what it says is on the disk before what it announces is done.
 * Whoever takes the run up again comes to the same place with the same job and goes on from the
 * state that he finds. Only `submitting` leaves a doubt; it is cleared by the tag.
 *
 *   Sender: planned to submitted     Watch: when to ask     Returns: submitted to settled
 */
/** Runs the jobs of one run at a service, and remembers them. For one thread. */
public final class DurableBackend implements Backend {
  /** Failures that cost nothing are tried again so often in all. */
  private static final int FREE_ATTEMPTS = 3;

  /** Nor is it a job's fault when its session ends before its turn; but no queue is that long. */
  private static final int SESSION_ATTEMPTS = 30;

  /** How often a complete job may be looked at before it shows its result. */
  private static final int RESULT_LOOKS = 10;

  /** How long the bill of a failed job is waited for, which decides whether it is tried again. */
  private static final Duration BILL = Duration.ofHours(1);

  private final Place place;
  private final Jobs jobs;
  private final Hands hands;
  private final Mode mode;
  private final JobService service;
  private final Fitting fitting;
  private final Governor governor;
  private final Waiting waiting;
  private final Meter meter;
  private final Stops stops;
  private final SessionKeeper session;
  private final Sender sender;
  private final Returns returns;
  private final Watch watch;

  /**
   * Where jobs run, as the books know it.
   *
   * @param name such as {@code ibm_torino} or {@code twin:ibm_torino}
   * @param rehearsal whether a simulator on this machine stands in for the device
   */
  public record Place(String name, boolean rehearsal) {}

  private String phase = "start";
  private int ordinal;

  /** A piece of a request on its way, and where it stands. */
  private static final class Errand {
    final JobRequest request;
    final int number;
    final String content;
    int attempt = 1;
    @Nullable JobEntry job;

    /** Whether an earlier life may have sent it. */
    boolean found;

    /** Whether the service was asked for its bill. */
    boolean asked;

    boolean counted;
    int looks;
    @Nullable JobResult result;

    Errand(JobRequest request, int number, String content) {
      this.request = request;
      this.number = number;
      this.content = content;
    }
  }

  /**
   * @param service closed with this
   * @param fitting a job as it is sent to the device
   * @param budget caps that hold for every job, the run's and the user's
   * @param sessionMode whether jobs are sent in sessions
   * @param meter counts jobs
   */
  public DurableBackend(
      Place place,
      Jobs jobs,
      Sessions sessions,
      Hands hands,
      Mode mode,
      SessionMode sessionMode,
      JobService service,
      Fitting fitting,
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
    this.governor = governor;
    this.waiting = waiting;
    this.meter = meter;
    this.stops = new Stops(hands, waiting);
    this.session = new SessionKeeper(sessions, hands, service, sessionMode, waiting.clock());
    this.sender =
        new Sender(jobs, hands, mode, service, fitting, appraiser, budget, stops, session);
    this.returns = new Returns(jobs, sessions, service, appraiser);
    this.watch = new Watch(service, Tags.ofRun(hands.lease().runId()), pacing, waiting);
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public List<Transpiled> mapped() {
    return fitting.mapped();
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
    byte[] whole = service.content(request);
    Pieces pieces =
        Pieces.cut(
            request,
            governor.executions(),
            (int) Math.ceilDiv((long) whole.length, governor.bodyBytes()));
    List<JobRequest> requests = pieces.requests();
    List<Errand> errands = new ArrayList<>();
    for (JobRequest piece : requests) {
      byte[] content = requests.size() == 1 ? whole : service.content(piece);
      errands.add(new Errand(piece, ++ordinal, digest(content)));
    }
    try {
      List<JobResult> results = carry(errands);
      meter.add(Meter.Count.ROUNDS, 1);
      JobResult joined = pieces.join(results);
      Workload.of(request, joined).addTo(meter);
      return joined;
    } finally {
      watch.clear();
    }
  }

  /** Takes all errands to their ends; as many as the service takes at once are under way. */
  private List<JobResult> carry(List<Errand> errands) {
    while (true) {
      int underWay = 0;
      List<JobResult> results = new ArrayList<>();
      for (Errand errand : errands) {
        if (errand.result == null && underWay < governor.pendingJobs()) {
          advance(errand);
          underWay += errand.result == null ? 1 : 0;
        }
        if (errand.result != null) {
          results.add(errand.result);
        }
      }
      if (results.size() == errands.size()) {
        return results;
      }
      stops.pass(watch.untilNext());
      look(errands);
    }
  }

  /** Takes an errand as far as it gets without waiting for the service. */
  private void advance(Errand errand) {
    while (true) {
      JobEntry job = errand.job;
      if (job == null) {
        job = jobs.intend(hands.lease(), intent(errand));
        errand.attempt = job.attempt();
        errand.found = job.state() != JobState.PLANNED;
        errand.asked = false;
      }
      job = sender.send(job, errand.request, errand.found);
      if (!errand.counted) {
        // One that the budget refused has not come so far.
        meter.add(Meter.Count.JOBS, 1);
        errand.counted = true;
      }
      if (job.state().ended() && job.state() != JobState.SETTLED && !errand.asked) {
        errand.asked = true;
        JobService.Told told =
            job.serviceId() == null ? null : service.job(job.serviceId()).orElse(null);
        job = returns.settle(hands.lease(), job, told);
      }
      errand.job = job;
      if (!job.state().ended() || awaitsBill(job)) {
        watch.add(job);
        return;
      }
      if (job.serviceId() != null) {
        watch.remove(job.serviceId());
      }
      if (job.outcome() == JobState.DONE) {
        errand.result = result(job, errand.request);
        return;
      }
      requireAnotherTry(job);
      meter.add(Meter.Count.RETRIED, 1);
      errand.attempt++;
      errand.job = null;
    }
  }

  /** A result need not wait for its bill; whether a failure is tried again hangs on it. */
  private boolean awaitsBill(JobEntry job) {
    Instant ended = job.ended();
    return job.state() != JobState.SETTLED
        && job.outcome() != JobState.DONE
        && !job.retry()
        && ended != null
        && waiting.clock().instant().isBefore(ended.plus(BILL));
  }

  private void requireAnotherTry(JobEntry job) {
    boolean free = job.state() == JobState.SETTLED && job.charged().qpuMicros() == 0;
    boolean bySession = Returns.endedWithItsSession(job);
    if (bySession) {
      session.failedAJob();
    }
    boolean again =
        job.outcome() == JobState.FAILED
            && free
            && job.attempt() < (bySession ? SESSION_ATTEMPTS : FREE_ATTEMPTS);
    if (again || job.retry()) {
      return;
    }
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

  /** Asks where all errands under way stand, and takes what has come back. */
  private void look(List<Errand> errands) {
    Map<String, JobService.Told> told = watch.look();
    for (Errand errand : errands) {
      JobEntry job = errand.job;
      String id = job == null ? null : job.serviceId();
      if (job == null || id == null || errand.result != null) {
        continue;
      }
      JobService.Told now = told.get(id);
      if (now == null) {
        errand.job = forgotten(job);
        errand.found = true;
        watch.remove(id);
        continue;
      }
      errand.asked = true;
      errand.job = returns.take(hands.lease(), job, now);
      if (now.ended() && !errand.job.state().ended() && ++errand.looks == RESULT_LOOKS) {
        throw new NightshiftException(
            ErrorCode.RESULT_MALFORMED,
            "%s: job %s is complete but has no result; it is asked for again when the run goes on"
                .formatted(place.name(), id));
      }
    }
  }

  private JobEntry forgotten(JobEntry job) {
    if (job.state().ended()) {
      return returns.settle(hands.lease(), job, null);
    }
    if (mode == Mode.RESYNC) {
      throw new NightshiftException(
          ErrorCode.REMOTE_NOT_FOUND,
          "%s no longer knows job %s, which it may have charged; nightshift queue resume %s --mode resubmit-if-unknown sends it again"
              .formatted(place.name(), job.serviceId(), job.runId()));
    }
    return jobs.resubmitting(hands.lease(), job.key());
  }

  private JobEntry.Intent intent(Errand errand) {
    String run = hands.lease().runId();
    String where =
        String.join(
            "\n",
            run,
            phase,
            String.valueOf(errand.number),
            String.valueOf(errand.attempt),
            errand.content);
    return new JobEntry.Intent(
        digest(where.getBytes(StandardCharsets.UTF_8)).substring(0, 32),
        run,
        phase,
        errand.number,
        errand.attempt,
        errand.content,
        place.name(),
        place.rehearsal(),
        Workload.asked(errand.request).executions());
  }

  private JobResult result(JobEntry job, JobRequest request) {
    byte[] body =
        jobs.result(job.key())
            .orElseThrow(() -> new IllegalStateException("a job is done without a result"));
    return ResultCodec.decode(job.serviceId() == null ? job.key() : job.serviceId(), request, body);
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
