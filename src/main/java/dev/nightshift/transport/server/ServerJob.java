package dev.nightshift.transport.server;

import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.job.DecodedJob;
import dev.nightshift.wire.job.JobFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A job on the server and its state.
 *
 * <pre>
 * state    event                  next
 * Queued   a worker takes it      Running
 * Queued   cancel                 Cancelled
 * Queued   its session closes     Failed (1217)
 * Running  the engine is done     Completed
 * Running  the engine gives up    Failed
 * Running  cancel                 Cancelled
 * Running  cost or limit reached  Cancelled (1305)
 * </pre>
 *
 * <p>Completed, Failed and Cancelled are final: every later event is ignored. A running engine is
 * interrupted by a cancel and keeps its worker until it notices. The job's lock guards all that
 * changes.
 */
final class ServerJob {
  enum State {
    QUEUED("Queued"),
    RUNNING("Running"),
    COMPLETED("Completed"),
    FAILED("Failed"),
    CANCELLED("Cancelled");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }

    boolean ended() {
      return switch (this) {
        case QUEUED, RUNNING -> false;
        case COMPLETED, FAILED, CANCELLED -> true;
      };
    }
  }

  /**
   * What a request may see, taken at one moment.
   *
   * @param params null once a private job has ended
   * @param result null until completed, and again once a private result was read
   * @param engineNanos time inside the engine
   * @param chargedSeconds what it costs, seconds
   */
  record View(
      State state,
      @Nullable JobFailure failure,
      List<String> tags,
      @Nullable Instant running,
      @Nullable Instant finished,
      @Nullable RawJson params,
      byte @Nullable [] result,
      long engineNanos,
      double chargedSeconds) {}

  private final String id;
  private final long number;
  private final DecodedJob order;
  private final Instant created;
  private final Clock clock;
  private final CountDownLatch ended = new CountDownLatch(1);

  private State state = State.QUEUED;
  private List<String> tags;
  private DecodedJob.@Nullable Work work;
  private @Nullable RawJson params;
  private @Nullable JobFailure failure;
  private byte @Nullable [] result;
  private @Nullable Instant running;
  private @Nullable Instant finished;
  private @Nullable Thread worker;
  private long engineNanos;
  private double chargedSeconds;

  /**
   * @param number counts up with every job of the server
   */
  ServerJob(String id, long number, DecodedJob order, Clock clock) {
    this.id = id;
    this.number = number;
    // Work and parameters are let go of at the end; what stays is small.
    this.order = order.withoutWork();
    this.clock = clock;
    this.created = clock.instant();
    this.tags = order.tags();
    this.work = order.work();
    this.params = order.params();
  }

  /** A job of an earlier life of the server; one that had not ended waits again. */
  ServerJob(ServerState.SavedJob saved, DecodedJob order, Clock clock) {
    View view = saved.view();
    this.id = saved.id();
    this.number = saved.number();
    this.order = order.withoutWork();
    this.clock = clock;
    this.created = saved.created();
    this.tags = view.tags();
    this.params = view.params() == null ? null : order.params();
    if (view.state().ended()) {
      this.state = view.state();
      this.failure = view.failure();
      this.running = view.running();
      this.finished = view.finished();
      this.result = view.result();
      this.engineNanos = view.engineNanos();
      this.chargedSeconds = view.chargedSeconds();
      ended.countDown();
    } else {
      this.work = order.work();
    }
  }

  String id() {
    return id;
  }

  long number() {
    return number;
  }

  /** What was ordered, without the work. */
  DecodedJob order() {
    return order;
  }

  Instant created() {
    return created;
  }

  synchronized View view() {
    return new View(
        state, failure, tags, running, finished, params, result, engineNanos, chargedSeconds);
  }

  synchronized boolean sameParams(RawJson other) {
    return params != null && Arrays.equals(params.utf8(), other.utf8());
  }

  synchronized void retag(List<String> replacement) {
    tags = List.copyOf(replacement);
  }

  /** Starts it; null when it has ended before it began. */
  synchronized DecodedJob.@Nullable Work start() {
    if (state != State.QUEUED) {
      return null;
    }
    state = State.RUNNING;
    running = clock.instant();
    return work;
  }

  /** The calling thread computes it from now on, and is interrupted when it ends otherwise. */
  synchronized void compute() {
    if (!state.ended()) {
      worker = Thread.currentThread();
    }
  }

  /** Says what it costs, before it ends. */
  synchronized void charge(double seconds) {
    if (!state.ended()) {
      chargedSeconds = seconds;
    }
  }

  /** Ends what {@link #compute} began; no interrupt reaches the worker afterwards. */
  synchronized void release() {
    worker = null;
    Thread.interrupted();
  }

  boolean complete(byte[] bytes, long nanos) {
    return end(State.COMPLETED, null, bytes, nanos);
  }

  boolean fail(JobFailure why, long nanos) {
    return end(State.FAILED, why, null, nanos);
  }

  /**
   * Cancels it wherever it is.
   *
   * @param why null when a user asked for it
   */
  boolean cancel(@Nullable JobFailure why) {
    return end(State.CANCELLED, why, null, 0);
  }

  /** Fails it when no worker has taken it yet. */
  synchronized boolean failIfQueued(JobFailure why) {
    return state == State.QUEUED && fail(why, 0);
  }

  private synchronized boolean end(
      State next, @Nullable JobFailure why, byte @Nullable [] bytes, long nanos) {
    if (state.ended()) {
      return false;
    }
    state = next;
    failure = why;
    result = bytes;
    engineNanos = nanos;
    finished = clock.instant();
    work = null;
    if (order.isPrivate()) {
      params = null;
    }
    if (worker != null && worker != Thread.currentThread()) {
      worker.interrupt();
    }
    ended.countDown();
    return true;
  }

  /** The result of a private job is given once; says whether it was let go of just now. */
  synchronized boolean forgetPrivateResult() {
    boolean gone = order.isPrivate() && result != null;
    if (gone) {
      result = null;
    }
    return gone;
  }

  /** Bytes that are kept because of it. */
  synchronized long keptBytes() {
    return (params == null ? 0 : params.utf8().length)
        + (result == null ? 0 : result.length)
        + 512L;
  }

  /** Waits until it has ended, or not that long. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
