package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.wire.job.DecodedJob;
import dev.nightshift.wire.job.JobFailure;
import dev.nightshift.wire.job.ResultCodec;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All jobs of a server, the threads that run them and the room they take. Thread-safe. */
final class JobStore implements AutoCloseable {
  /** Tags that begin so are made for one submission, so the same tag twice is the same job. */
  private static final String SUBMISSION_TAG = "sub-";

  private static final char[] BASE_32 = "0123456789abcdefghijklmnopqrstuv".toCharArray();

  private final Backend engine;
  private final ServerLimits limits;
  private final Clock clock;
  private final ThreadPoolExecutor workers;

  /** Looks after the running jobs' deadlines: a timer a job would wake a thread for each. */
  private final ScheduledExecutorService deadlines;

  private final Set<Deadline> running = ConcurrentHashMap.newKeySet();

  /** As many jobs may run on requests' threads as on workers. */
  private final Semaphore inline;

  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder engineNanos = new LongAdder();
  private final SecureRandom random = new SecureRandom();
  private final Map<String, ServerJob> byId = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, ServerJob> byNumber = new ConcurrentSkipListMap<>();
  private final Map<String, ServerJob> bySubmission = new ConcurrentHashMap<>();

  /** Ended jobs, the one that ended first at the head, with the bytes they were counted for. */
  private final Deque<Kept> kept = new ArrayDeque<>();

  private long keptBytes;

  private record Kept(ServerJob job, long bytes) {}

  /** A running job, and when it has run too long on the clock of {@link System#nanoTime}. */
  private record Deadline(ServerJob job, long nanos, long allowedSeconds) {}

  JobStore(Backend engine, ServerLimits limits, Clock clock) {
    this.engine = engine;
    this.limits = limits;
    this.clock = clock;
    this.inline = new Semaphore(limits.concurrentJobs());
    workers =
        new ThreadPoolExecutor(
            limits.concurrentJobs(),
            limits.concurrentJobs(),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("nightshift-job-", 0)::unstarted);
    workers.allowCoreThreadTimeOut(true);
    deadlines =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("nightshift-deadlines").factory());
    long sweep = Math.clamp(limits.maxRunning().toMillis() / 16, 5, 100);
    var _ = deadlines.scheduleWithFixedDelay(this::endLate, sweep, sweep, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes a job on, or finds the one that was made of the same submission before.
   *
   * @throws NightshiftException RATE_LIMITED when too many wait
   */
  ServerJob submit(DecodedJob order) {
    String submission =
        order.tags().stream()
            .filter(tag -> tag.startsWith(SUBMISSION_TAG))
            .findFirst()
            .orElse(null);
    if (submission == null) {
      ServerJob job = accept(order);
      dispatch(job, order.work());
      return job;
    }
    // Made inside, run outside: whoever computes holds up others and may not touch the map again.
    ServerJob[] made = new ServerJob[1];
    ServerJob job =
        bySubmission.compute(
            submission,
            (tag, before) -> {
              if (before != null && isSame(before, order)) {
                return before;
              }
              made[0] = accept(order);
              return made[0];
            });
    if (made[0] != null) {
      dispatch(job, order.work());
    }
    return job;
  }

  private static boolean isSame(ServerJob before, DecodedJob order) {
    return before.order().programId().equals(order.programId())
        && before.order().backend().equals(order.backend())
        && before.sameParams(order.params());
  }

  private ServerJob accept(DecodedJob order) {
    if (pending.incrementAndGet() > limits.maxPendingJobs()) {
      pending.decrementAndGet();
      throw new NightshiftException(
          ErrorCode.RATE_LIMITED,
          "You have reached the limit of %d pending jobs.".formatted(limits.maxPendingJobs()));
    }
    ServerJob job = new ServerJob(newId(), numbers.incrementAndGet(), order, clock);
    byId.put(job.id(), job);
    byNumber.put(job.number(), job);
    return job;
  }

  private void dispatch(ServerJob job, DecodedJob.Work work) {
    if (isShort(work) && inline.tryAcquire()) {
      try {
        run(job);
      } finally {
        inline.release();
      }
    } else {
      workers.execute(() -> run(job));
    }
  }

  /** Whether a job surely takes no longer than handing it over and waiting for it. */
  private boolean isShort(DecodedJob.Work work) {
    return switch (work) {
      case DecodedJob.Work.Impossible _ -> true;
      case DecodedJob.Work.Done _ -> false;
      case DecodedJob.Work.Possible(JobRequest request) -> {
        double updates = 0;
        for (Pub pub : request.pubs()) {
          double amplitudes = Math.scalb(1.0, pub.circuit().qubits());
          double steps =
              switch (pub) {
                case Pub.Estimator estimator ->
                    pub.circuit().instructions().size() + estimator.observables().shape().size();
                case Pub.Sampler _ -> pub.circuit().instructions().size();
              };
          updates += pub.bindings().rows() * amplitudes * steps + sampled(pub, request);
        }
        yield updates <= limits.maxInlineWork();
      }
    };
  }

  private static double sampled(Pub pub, JobRequest request) {
    return switch (pub) {
      case Pub.Sampler(_, var bindings, Integer shots) ->
          (double) bindings.rows()
              * pub.circuit().bits()
              * (shots == null ? request.options().defaultShots().orElse(4096) : shots);
      case Pub.Estimator(_, _, _, Double precision) -> {
        double target =
            precision == null ? request.options().defaultPrecision().orElse(0) : precision;
        double shots = target > 0 ? 1 / (target * target) : 0;
        yield pub.shape().size() * Math.max(shots, request.options().defaultShots().orElse(0));
      }
    };
  }

  private void run(ServerJob job) {
    pending.decrementAndGet();
    DecodedJob.Work work = job.start();
    if (work == null) {
      return;
    }
    Duration longest = limits.maxRunning();
    if (job.order().costSeconds().isPresent()) {
      Duration cost = Duration.ofSeconds(job.order().costSeconds().getAsInt());
      longest = cost.compareTo(longest) < 0 ? cost : longest;
    }
    Deadline deadline =
        new Deadline(job, System.nanoTime() + longest.toNanos(), longest.toSeconds());
    running.add(deadline);
    try {
      switch (work) {
        case DecodedJob.Work.Possible(JobRequest request) -> run(job, request);
        case DecodedJob.Work.Impossible(JobFailure failure) -> ended(job, job.fail(failure, 0));
        case DecodedJob.Work.Done _ -> throw new IllegalStateException("a job runs once");
      }
    } finally {
      running.remove(deadline);
      job.release();
    }
  }

  private void run(ServerJob job, JobRequest request) {
    long start = System.nanoTime();
    try {
      JobResult result = engine.run(request);
      long nanos = System.nanoTime() - start;
      engineNanos.add(nanos);
      byte[] bytes = ResultCodec.encode(result, job.order().supportQiskit());
      ended(job, job.complete(bytes, nanos));
    } catch (NightshiftException e) {
      ended(job, job.fail(JobFailure.of(e), System.nanoTime() - start));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Whatever one job runs into, the next one must find the server alive.
      JobFailure failure =
          new JobFailure(
              JobFailure.INTERNAL, "the simulator failed: " + e, "Report the job's circuit.");
      ended(job, job.fail(failure, System.nanoTime() - start));
    }
  }

  private void endLate() {
    long now = System.nanoTime();
    for (Deadline deadline : running) {
      if (now - deadline.nanos() >= 0) {
        ranTooLong(deadline.job(), deadline.allowedSeconds());
      }
    }
  }

  private void ranTooLong(ServerJob job, long seconds) {
    ended(
        job,
        job.cancel(
            new JobFailure(
                JobFailure.RAN_TOO_LONG,
                "The job ran longer than %d s.".formatted(seconds),
                "Raise its cost or make it smaller.")));
  }

  /**
   * Cancels a job.
   *
   * @return false when it has ended
   */
  boolean cancel(ServerJob job) {
    return ended(job, job.cancel(null));
  }

  /** Fails the jobs of a session that no worker has taken. */
  void closeSession(String sessionId) {
    JobFailure why = new JobFailure(JobFailure.SESSION_CLOSED, "Session has been closed", null);
    for (ServerJob job : byNumber.values()) {
      if (sessionId.equals(job.order().sessionId())) {
        ended(job, job.failIfQueued(why));
      }
    }
  }

  @Nullable ServerJob find(String id) {
    return byId.get(id);
  }

  /** Newest first. */
  Collection<ServerJob> newestFirst() {
    return byNumber.descendingMap().values();
  }

  /** Time inside the engine since the start, seconds. */
  double engineSeconds() {
    return engineNanos.sum() * 1e-9;
  }

  int pending() {
    return Math.max(0, pending.get());
  }

  void delete(ServerJob job) {
    synchronized (kept) {
      for (Kept one : kept) {
        if (one.job() == job) {
          kept.remove(one);
          keptBytes -= one.bytes();
          break;
        }
      }
    }
    forget(job);
  }

  private void forget(ServerJob job) {
    byId.remove(job.id());
    byNumber.remove(job.number());
    for (String tag : job.order().tags()) {
      bySubmission.remove(tag, job);
    }
  }

  /** Counts an ended job's room and lets the oldest go; passes on whether it was ended just now. */
  private boolean ended(ServerJob job, boolean now) {
    if (!now) {
      return false;
    }
    long bytes = job.keptBytes();
    Deque<ServerJob> gone = new ArrayDeque<>();
    synchronized (kept) {
      kept.addLast(new Kept(job, bytes));
      keptBytes += bytes;
      // The newest stays whatever its size: somebody is about to read it.
      while (kept.size() > 1
          && (keptBytes > limits.maxKeptBytes() || kept.size() > limits.maxKeptJobs())) {
        Kept oldest = kept.removeFirst();
        keptBytes -= oldest.bytes();
        gone.add(oldest.job());
      }
    }
    gone.forEach(this::forget);
    return true;
  }

  /** Twenty letters, as IBM's ids. */
  private String newId() {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    StringBuilder id = new StringBuilder(20);
    for (byte b : bytes) {
      id.append(BASE_32[b & 31]);
    }
    return id.toString();
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    workers.shutdownNow();
  }
}
