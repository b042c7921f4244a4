package dev.nightshift.transport.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;

/*
 * OkHttp's own time limits wake a watchdog thread on every call and once more on every read and
 * write. On a machine of two cores these wake-ups took 60 to 90 us of a call of 240 us, from the
 * server beside it (2026-11-25, a GET of 2.6 KB over loopback with 1 ms of work between two calls).
 * A limit of seconds does not have to be that sharp: one sweep over the calls under way, a few times
 * a second, ends those that are late.
 */
/** Cancels calls that are under way for too long. Thread-safe. */
final class CallWatch implements AutoCloseable {
  private static final int SWEEPS_A_LIMIT = 16;
  private static final long SHORTEST_SWEEP_MILLIS = 5;
  private static final long LONGEST_SWEEP_MILLIS = 250;

  /** A call under way. */
  static final class Watched {
    private final Call call;
    private final long deadline;
    private volatile boolean late;

    private Watched(Call call, long deadline) {
      this.call = call;
      this.deadline = deadline;
    }

    /** Whether it was cancelled because its time was up. */
    boolean late() {
      return late;
    }
  }

  private final Set<Watched> under = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("nightshift-call-watch").factory());

  /**
   * @param shortest of the limits that calls will have
   */
  CallWatch(Duration shortest) {
    long every =
        Math.clamp(
            shortest.toMillis() / SWEEPS_A_LIMIT, SHORTEST_SWEEP_MILLIS, LONGEST_SWEEP_MILLIS);
    var _ = sweeper.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
  }

  Watched begin(Call call, Duration limit) {
    Watched watched = new Watched(call, System.nanoTime() + limit.toNanos());
    under.add(watched);
    return watched;
  }

  void end(Watched watched) {
    under.remove(watched);
  }

  private void sweep() {
    if (under.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    for (Watched watched : under) {
      if (now - watched.deadline >= 0) {
        watched.late = true;
        watched.call.cancel();
      }
    }
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }
}
