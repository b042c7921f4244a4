package dev.nightshift.backend.aer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.aer.AerHello;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The child processes that run qiskit-aer: as many as run jobs at once, each kept for the next job.
 * Thread-safe.
 *
 * <p>A call whose process dies is made once more in a fresh one: a run changes nothing outside its
 * process and its seed is part of the request, so the second run gives what the first would have
 * given. An interrupt ends the process that works for the caller. When this process ends, in
 * whatever way, theirs read the end of their input and end too.
 */
public final class AerPool implements AutoCloseable {
  private static final int ATTEMPTS = 2;

  private final AerOptions options;
  private final Semaphore places;
  private final AerHello.Ready about;

  /** Guards the two below. */
  private final Object lock = new Object();

  private final Deque<AerChild> idle = new ArrayDeque<>();
  private final Set<AerChild> all = new HashSet<>();
  private boolean closed;

  private AerPool(AerOptions options) {
    this.options = options;
    this.places = new Semaphore(options.processes());
    Started first = start();
    this.about = first.hello();
    giveBack(first.child());
  }

  private record Started(AerChild child, AerHello.Ready hello) {}

  /**
   * Starts the first process, which shows that everything is installed.
   *
   * @throws NightshiftException ENGINE_UNAVAILABLE when Python or the package is missing
   */
  public static AerPool open(AerOptions options) {
    return new AerPool(options);
  }

  /** Versions and gates of what is installed. */
  public AerHello.Ready about() {
    return about;
  }

  /**
   * Makes one call.
   *
   * @param reader of the answer; when it throws, the process is given up
   * @throws NightshiftException ENGINE_DIED when the process died, twice; INTERRUPTED when the
   *     calling thread was interrupted; MESSAGE_MALFORMED for an answer that is none
   */
  <T> T call(byte[] request, Function<byte[], T> reader) {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightshiftException(
          ErrorCode.INTERRUPTED, "the job was stopped before qiskit-aer had it", e);
    }
    try {
      String how = "";
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        AerChild child = take();
        boolean sound = false;
        try {
          T answer = reader.apply(child.call(request));
          sound = true;
          return answer;
        } catch (AerChild.Died e) {
          how = String.valueOf(e.getMessage());
          options.log().accept("process %d ended in a job (%s)".formatted(child.pid(), how));
        } finally {
          if (sound) {
            giveBack(child);
          } else {
            remove(child);
          }
        }
      }
      throw new NightshiftException(
          ErrorCode.ENGINE_DIED,
          "the process of qiskit-aer ended in this job, and so did the next one (%s); make the job"
                  .formatted(how)
              + " smaller if memory ran out, or serve with --engine embedded");
    } finally {
      places.release();
    }
  }

  private AerChild take() {
    while (true) {
      AerChild child;
      synchronized (lock) {
        child = idle.pollFirst();
      }
      if (child == null) {
        return start().child();
      }
      if (child.isAlive()) {
        return child;
      }
      remove(child);
    }
  }

  private void giveBack(AerChild child) {
    synchronized (lock) {
      idle.addFirst(child);
    }
  }

  private void remove(AerChild child) {
    child.close();
    synchronized (lock) {
      all.remove(child);
    }
  }

  private Started start() {
    AerChild child;
    try {
      child = new AerChild(options.builder(), options.longestAnswer(), options.log());
    } catch (IOException e) {
      throw unavailable("%s does not start (%s)".formatted(options.program(), e.getMessage()), e);
    }
    boolean ready = false;
    try {
      synchronized (lock) {
        if (closed) {
          throw new NightshiftException(
              ErrorCode.INTERRUPTED, "the server is stopping, and qiskit-aer with it");
        }
        all.add(child);
      }
      Started started =
          switch (AerHello.read(child.hello(options.patience()))) {
            case AerHello.Ready hello -> new Started(child, hello);
            case AerHello.Missing(String what) ->
                throw unavailable("%s says: %s".formatted(options.program(), what), null);
          };
      ready = true;
      return started;
    } catch (AerChild.Died e) {
      throw unavailable(
          "%s ended before it was ready (%s)".formatted(options.program(), e.getMessage()), e);
    } finally {
      if (!ready) {
        remove(child);
      }
    }
  }

  private static NightshiftException unavailable(String what, @Nullable Exception cause) {
    return new NightshiftException(
        ErrorCode.ENGINE_UNAVAILABLE,
        "the engine aer cannot be used: "
            + what
            + "; install providers/aer/requirements.txt into a Python of 3.10 or later and name it"
            + " in $NIGHTSHIFT_PYTHON (docs/aer.md)",
        cause);
  }

  /** Kills every process; calls that wait for one end. */
  @Override
  public void close() {
    Set<AerChild> left;
    synchronized (lock) {
      closed = true;
      left = Set.copyOf(all);
      idle.clear();
      all.clear();
    }
    left.forEach(AerChild::close);
  }
}
