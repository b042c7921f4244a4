package dev.nightshift.transport.server;

import dev.nightshift.job.Tariff;
import dev.nightshift.transport.server.stage.Fault;
import dev.nightshift.transport.server.stage.Faults;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.job.DecodedJob;
import dev.nightshift.wire.job.JobFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs: at once where the device has no queue, else when its lane says so. Thread-safe.
 *
 * <p>A job is told to the listener when it starts and when it has ended, in whatever way.
 */
final class JobRunner implements AutoCloseable {
  /** Hears of jobs; called without locks held. */
  interface Listener {
    void started(ServerJob job);

    void ended(ServerJob job);
  }

  /** What is left to do of a job that runs elsewhere. */
  static final Runnable NOTHING = () -> {};

  private final Devices devices;
  private final ServerLimits limits;
  private final Stage stage;
  private final Faults faults;
  private final Listener listener;
  private final ThreadPoolExecutor workers;

  /** Looks after the running jobs' deadlines: a timer a job would wake a thread for each. */
  private final ScheduledExecutorService deadlines;

  private final Set<Deadline> running = ConcurrentHashMap.newKeySet();

  /** As many jobs may run on requests' threads as on workers. */
  private final Semaphore inline;

  /** Jobs of this server's own machine that wait for a thread. */
  private final AtomicInteger pending = new AtomicInteger();

  /** From then on nothing counts as an end: what is running is run again in the next life. */
  private volatile boolean closed;

  private final Computation computation;
  private final Map<ServerJob, InLane> inLanes = new ConcurrentHashMap<>();

  /** A running job, and when it has run too long on the clock of {@link System#nanoTime}. */
  private record Deadline(ServerJob job, long nanos, long allowedSeconds) {}

  JobRunner(
      ServerOptions options, Clock clock, Faults faults, DevicesOf devicesOf, Listener listener) {
    this.limits = options.limits();
    this.stage = options.stage();
    this.faults = faults;
    this.computation = new Computation(clock);
    this.listener = listener;
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
    try {
      this.devices = devicesOf.with(workers);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    devices.onRetirement(this::retire);
  }

  /** Fails what waits for a device that is gone; a job that runs may end. */
  private void retire(String device) {
    inLanes.forEach((job, entrant) -> {
      if (entrant.device.name().equals(device)) {
        failIfQueued(job, JobFailure.backendGone(device));
      }
    });
  }

  /** Makes the devices once there are threads for them. */
  interface DevicesOf {
    Devices with(ThreadPoolExecutor workers);
  }

  Devices devices() {
    return devices;
  }

  /** Jobs of the ideal simulator that wait for a thread. */
  int pending() {
    return Math.max(0, pending.get());
  }

  /** Whether one more job may wait; it counts from now on. */
  boolean admit(Devices.Entry device) {
    if (device.lane() != null) {
      return true;
    }
    if (pending.incrementAndGet() > limits.maxPendingJobs()) {
      pending.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Takes the admission of a job back that was not taken on. */
  void dismiss(Devices.Entry device) {
    if (device.lane() == null) {
      pending.decrementAndGet();
    }
  }

  /** Counts a job that was admitted in an earlier life. */
  void readmit(Devices.Entry device) {
    if (device.lane() == null) {
      pending.incrementAndGet();
    }
  }

  /** Fails a job that no device can run. */
  void fail(ServerJob job, JobFailure why) {
    ended(job, job.fail(why, 0));
  }

  /** Time inside the engines since the start, seconds. */
  double engineSeconds() {
    return computation.engineSeconds();
  }

  /**
   * Runs an admitted job: on another thread, or on the caller's where it is short and there is
   * room.
   *
   * @param first whether it goes before those that wait
   * @return what the caller has to run, once, as soon as its submitter has been answered
   */
  Runnable dispatch(ServerJob job, Devices.Entry device, DecodedJob.Work work, boolean first) {
    Lane lane = device.lane();
    if (lane != null) {
      InLane entrant = new InLane(job, device, first);
      inLanes.put(job, entrant);
      lane.submit(entrant);
    } else if (JobSize.isShort(work, limits.maxInlineWork()) && inline.tryAcquire()) {
      return () -> {
        try {
          run(job, device);
        } finally {
          inline.release();
        }
      };
    } else {
      workers.execute(() -> run(job, device));
    }
    return NOTHING;
  }

  /**
   * Cancels a job.
   *
   * @param why null when a user asked for it
   * @return false when it has ended before
   */
  boolean cancel(ServerJob job, @Nullable JobFailure why) {
    leave(job);
    return ended(job, job.cancel(why));
  }

  /** Fails a job that has not started. */
  void failIfQueued(ServerJob job, JobFailure why) {
    // Ended first: a job that starts at this moment keeps its lane.
    if (ended(job, job.failIfQueued(why))) {
      leave(job);
    }
  }

  /** Where a waiting job stands in its device's queue. */
  Optional<Lane.Place> place(ServerJob job) {
    InLane entrant = inLanes.get(job);
    return entrant == null || entrant.lane() == null
        ? Optional.empty()
        : entrant.lane().place(entrant);
  }

  private void leave(ServerJob job) {
    InLane entrant = inLanes.remove(job);
    Lane lane = entrant == null ? null : entrant.lane();
    if (entrant != null && lane != null) {
      double ran = lane.leave(entrant);
      if (ran > 0) {
        job.charge(ran);
      }
    }
  }

  private boolean ended(ServerJob job, boolean now) {
    if (now) {
      listener.ended(job);
    }
    return now;
  }

  /** The longest a job may run, seconds. */
  private double longest(ServerJob job, double otherwise) {
    return job.order().costSeconds().isPresent()
        ? Math.min(job.order().costSeconds().getAsInt(), otherwise)
        : otherwise;
  }

  private void run(ServerJob job, Devices.Entry device) {
    pending.decrementAndGet();
    DecodedJob.Work work = job.start();
    if (work == null) {
      return;
    }
    listener.started(job);
    double longest = longest(job, limits.maxRunning().toNanos() * 1e-9);
    Deadline deadline =
        new Deadline(job, System.nanoTime() + (long) (longest * 1e9), (long) longest);
    running.add(deadline);
    try {
      conclude(job, computation.of(job, device, work));
    } finally {
      running.remove(deadline);
    }
  }

  private void conclude(ServerJob job, Computation.Outcome outcome) {
    if (closed) {
      return;
    }
    job.charge(outcome.chargedSeconds());
    byte[] result = outcome.result();
    JobFailure failure = outcome.failure();
    if (result != null) {
      ended(job, job.complete(result, outcome.nanos()));
    } else if (failure != null) {
      ended(job, job.fail(failure, outcome.nanos()));
    }
  }

  private void endLate() {
    long now = System.nanoTime();
    for (Deadline deadline : running) {
      if (now - deadline.nanos() >= 0) {
        ended(
            deadline.job(),
            deadline.job().cancel(JobFailure.ranTooLong(deadline.allowedSeconds())));
      }
    }
  }

  /** A job in a device's lane. */
  private final class InLane implements Lane.Entrant {
    private final ServerJob job;
    private final Devices.Entry device;
    private final boolean first;
    private DecodedJob.@Nullable Work work;
    private Computation.@Nullable Outcome outcome;

    InLane(ServerJob job, Devices.Entry device, boolean first) {
      this.job = job;
      this.device = device;
      this.first = first;
    }

    @Nullable Lane lane() {
      return device.lane();
    }

    @Override
    public long number() {
      return job.number();
    }

    @Override
    public Instant submitted() {
      return job.created();
    }

    @Override
    public boolean first() {
      return first;
    }

    @Override
    public double longestSeconds() {
      return longest(job, stage.maxExecutionSeconds());
    }

    @Override
    public boolean begin() {
      work = job.start();
      if (work == null) {
        return false;
      }
      listener.started(job);
      return true;
    }

    @Override
    public double compute() {
      DecodedJob.Work todo = work;
      work = null;
      if (todo == null) {
        return 0;
      }
      Optional<Fault> fault = faults.ofJob(job.order().programId());
      if (fault.isPresent()) {
        return switch (fault.get().kind()) {
          case RAN_TOO_LONG -> Double.MAX_VALUE;
          default -> {
            outcome =
                new Computation.Outcome(null, JobFailure.sessionClosed(), 0, Tariff.BASE_SECONDS);
            yield Tariff.BASE_SECONDS;
          }
        };
      }
      // It may have been calibrated since the job was sent.
      Devices.Entry now = devices.find(device.name());
      Computation.Outcome found = computation.of(job, now == null ? device : now, todo);
      outcome = found;
      return found.chargedSeconds();
    }

    @Override
    public void finish(double chargedSeconds) {
      inLanes.remove(job);
      Computation.Outcome found = outcome;
      if (found != null) {
        conclude(job, found);
      }
    }

    @Override
    public void cut(double chargedSeconds) {
      inLanes.remove(job);
      job.charge(chargedSeconds);
      ended(job, job.cancel(JobFailure.ranTooLong((long) longestSeconds())));
    }
  }

  @Override
  public void close() {
    closed = true;
    deadlines.shutdownNow();
    workers.shutdownNow();
  }
}
