package dev.nightshift.sim;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs numbered tasks on the calling thread and some helpers; what the simulators of this room
 * share.
 *
 * <p>Tasks write to places of their own, so results do not depend on who ran what. An interrupt of
 * the caller is honoured between tasks: none starts any more, those running end, then INTERRUPTED
 * is thrown with the interrupt flag still set.
 */
public final class Workers {
  /** Amplitudes that one task handles: large enough to be worth handing over. */
  public static final int BLOCK = 1 << 15;

  private static final int IDLE_SECONDS = 10;

  /** One thread's share of a range. */
  @FunctionalInterface
  public interface Range {
    void run(int from, int to);
  }

  /** A sum over a range. */
  @FunctionalInterface
  public interface Sum {
    double over(int from, int to);
  }

  private final int threads;
  private final ExecutorService pool;

  /**
   * @param threads at least 1, the caller's own included
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "a simulator with %d threads cannot run; give at least 1".formatted(threads));
    }
    this.threads = threads;
    ThreadPoolExecutor helpers =
        new ThreadPoolExecutor(
            Math.max(1, threads - 1),
            Math.max(1, threads - 1),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("simulator-", 0).factory());
    // Who makes a simulator for one job need not close it: its threads end.
    helpers.allowCoreThreadTimeOut(true);
    this.pool = helpers;
  }

  public int threads() {
    return threads;
  }

  /** Throws INTERRUPTED where the calling thread is interrupted; its flag stays set. */
  public static void checkInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw new NightshiftException(
          ErrorCode.INTERRUPTED, "the simulation was stopped before its end; run it again");
    }
  }

  /** Runs {@code body} for every number from 0 to {@code tasks} exclusive. */
  public void run(int tasks, IntConsumer body) {
    if (threads == 1 || tasks <= 1) {
      for (int task = 0; task < tasks; task++) {
        checkInterrupt();
        body.accept(task);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Runnable loop =
        () -> {
          try {
            for (int task = next.getAndIncrement();
                task < tasks && !stop.get();
                task = next.getAndIncrement()) {
              body.accept(task);
            }
          } catch (RuntimeException | Error failed) {
            stop.set(true);
            throw failed;
          }
        };
    List<Future<?>> helpers = new ArrayList<>();
    for (int i = 0; i < Math.min(threads, tasks) - 1; i++) {
      helpers.add(pool.submit(loop));
    }
    Throwable failure = null;
    try {
      for (int task = next.getAndIncrement();
          task < tasks && !stop.get();
          task = next.getAndIncrement()) {
        checkInterrupt();
        body.accept(task);
      }
    } catch (RuntimeException | Error failed) {
      stop.set(true);
      failure = failed;
    }
    boolean interrupted = false;
    for (Future<?> helper : helpers) {
      boolean ended = false;
      while (!ended) {
        try {
          helper.get();
          ended = true;
        } catch (InterruptedException e) {
          stop.set(true);
          interrupted = true;
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
          ended = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure) {
      case null -> checkInterrupt();
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default ->
          throw new NightshiftException(
              ErrorCode.INTERNAL, "a simulation task failed: " + failure, failure);
    }
  }

  /** Runs a loop over a range in blocks. */
  public void forBlocks(int size, Range body) {
    if (size <= BLOCK) {
      body.run(0, size);
      return;
    }
    run(
        (size + BLOCK - 1) / BLOCK,
        block -> body.run(block * BLOCK, Math.min(size, (block + 1) * BLOCK)));
  }

  /** Adds up over a range; the blocks and so the rounding are the same for any thread count. */
  public double sum(int size, Sum body) {
    if (size <= BLOCK) {
      return body.over(0, size);
    }
    double[] parts = new double[(size + BLOCK - 1) / BLOCK];
    run(
        parts.length,
        block -> parts[block] = body.over(block * BLOCK, Math.min(size, (block + 1) * BLOCK)));
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    return sum;
  }
}
