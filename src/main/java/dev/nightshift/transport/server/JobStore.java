package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.job.DecodedJob;
import dev.nightshift.wire.job.JobCodec;
import dev.nightshift.wire.job.JobFailure;
import dev.nightshift.wire.job.WireLimits;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All jobs of a server, the threads that run them and the room they take. Thread-safe. */
final class JobStore implements AutoCloseable {
  /** Tags that begin so are made for one submission, so the same tag twice is the same job. */
  private static final String SUBMISSION_TAG = "sub-";

  private static final char[] BASE_32 = "0123456789abcdefghijklmnopqrstuv".toCharArray();

  private final JobRunner runner;
  private final ServerLimits limits;
  private final Clock clock;
  private final ServerState state;
  private final AtomicLong numbers = new AtomicLong();
  private final SecureRandom random = new SecureRandom();
  private final Map<String, ServerJob> byId = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, ServerJob> byNumber = new ConcurrentSkipListMap<>();
  private final Map<String, ServerJob> bySubmission = new ConcurrentHashMap<>();

  /** Ended jobs, the one that ended first at the head, with the bytes they were counted for. */
  private final Deque<Kept> kept = new ArrayDeque<>();

  private long keptBytes;

  private record Kept(ServerJob job, long bytes) {}

  /**
   * @param runnerOf makes what runs the jobs, which tells this store of their ends
   */
  JobStore(
      ServerLimits limits, Clock clock, ServerState state, Function<JobStore, JobRunner> runnerOf) {
    this.limits = limits;
    this.clock = clock;
    this.state = state;
    this.runner = runnerOf.apply(this);
  }

  /**
   * A job for a submission.
   *
   * @param fresh whether it was made for it; false where an earlier submission was the same
   * @param rest what the caller runs once the submitter has been answered, as {@link
   *     JobRunner#dispatch} says
   */
  record Submitted(ServerJob job, boolean fresh, Runnable rest) {}

  /**
   * Takes a job on, or finds the one that was made of the same submission before.
   *
   * @param body that the order was read from
   * @param first whether it goes before those that wait for the device
   * @throws NightshiftException RATE_LIMITED when too many wait
   */
  Submitted submit(DecodedJob order, byte[] body, Devices.Entry device, boolean first) {
    String submission =
        order.tags().stream()
            .filter(tag -> tag.startsWith(SUBMISSION_TAG))
            .findFirst()
            .orElse(null);
    if (submission == null) {
      return submitAnew(order, body, device, first);
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
              made[0] = accept(order, body, device);
              return made[0];
            });
    return made[0] == null
        ? new Submitted(job, false, JobRunner.NOTHING)
        : new Submitted(job, true, runner.dispatch(job, device, order.work(), first));
  }

  /** Takes a job on, even where there is one of the same submission. */
  Submitted submitAnew(DecodedJob order, byte[] body, Devices.Entry device, boolean first) {
    ServerJob job = accept(order, body, device);
    return new Submitted(job, true, runner.dispatch(job, device, order.work(), first));
  }

  private static boolean isSame(ServerJob before, DecodedJob order) {
    return before.order().programId().equals(order.programId())
        && before.order().backend().equals(order.backend())
        && before.sameParams(order.params());
  }

  private ServerJob accept(DecodedJob order, byte[] body, Devices.Entry device) {
    if (!runner.admit(device)) {
      throw new NightshiftException(
          ErrorCode.RATE_LIMITED,
          "You have reached the limit of %d pending jobs.".formatted(limits.maxPendingJobs()));
    }
    ServerJob job = new ServerJob(newId(), numbers.incrementAndGet(), order, clock);
    try {
      state.accepted(job, body);
    } catch (RuntimeException e) {
      // Nobody is told of a job that the next life would not know.
      runner.dismiss(device);
      throw e;
    }
    keep(job);
    return job;
  }

  private void keep(ServerJob job) {
    byId.put(job.id(), job);
    byNumber.put(job.number(), job);
  }

  /**
   * Takes up the jobs of an earlier life: ended ones as they are, the others wait again.
   *
   * @param first whether a job goes before those that wait for the device; asked when it runs
   * @return what makes the waiting ones run
   */
  List<Runnable> restore(WireLimits wireLimits, Predicate<ServerJob> first) {
    List<Runnable> waiting = new ArrayList<>();
    for (ServerState.SavedJob saved : state.jobs()) {
      DecodedJob order =
          JobCodec.decode(saved.body(), wireLimits, runner.devices()::instructionSet);
      ServerJob job = new ServerJob(saved, order, clock);
      numbers.accumulateAndGet(saved.number(), Math::max);
      keep(job);
      job.view().tags().stream()
          .filter(tag -> tag.startsWith(SUBMISSION_TAG))
          .findFirst()
          .ifPresent(tag -> bySubmission.put(tag, job));
      Devices.Entry device = runner.devices().find(order.backend());
      if (job.view().state().ended()) {
        count(job);
      } else if (device == null) {
        waiting.add(() -> runner.fail(job, JobFailure.backendGone(order.backend())));
      } else {
        runner.readmit(device);
        waiting.add(() -> runner.dispatch(job, device, order.work(), first.test(job)).run());
      }
    }
    return waiting;
  }

  /** Keeps a change of a job's tags, or of what is left of it. */
  void changed(ServerJob job) {
    state.changed(job);
  }

  /**
   * Cancels a job.
   *
   * @return false when it has ended
   */
  boolean cancel(ServerJob job) {
    return runner.cancel(job, null);
  }

  /** Fails the jobs of a session that no worker has taken. */
  void closeSession(String sessionId) {
    for (ServerJob job : byNumber.values()) {
      if (sessionId.equals(job.order().sessionId())) {
        runner.failIfQueued(job, JobFailure.sessionClosed());
      }
    }
  }

  @Nullable ServerJob find(String id) {
    return byId.get(id);
  }

  /** Jobs that wait or run, in the order they came. */
  List<ServerJob> unfinished() {
    return byNumber.values().stream().filter(job -> !job.view().state().ended()).toList();
  }

  /** Jobs of devices, in the order they came. */
  Stream<ServerJob> onDevices() {
    return byNumber.values().stream()
        .filter(job -> !job.order().backend().equals(Devices.SIMULATOR));
  }

  /** Jobs of devices that wait or run. */
  int unfinishedOnDevices() {
    return (int) onDevices().filter(job -> !job.view().state().ended()).count();
  }

  /** Newest first. */
  Collection<ServerJob> newestFirst() {
    return byNumber.descendingMap().values();
  }

  /** What runs the jobs. */
  JobRunner runner() {
    return runner;
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
    state.forgotten(job);
    byId.remove(job.id());
    byNumber.remove(job.number());
    for (String tag : job.order().tags()) {
      bySubmission.remove(tag, job);
    }
  }

  /** Keeps how a job ended. */
  void ended(ServerJob job) {
    state.changed(job);
    count(job);
  }

  /** Counts an ended job's room and lets the oldest go. */
  private void count(ServerJob job) {
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
    runner.close();
  }
}
