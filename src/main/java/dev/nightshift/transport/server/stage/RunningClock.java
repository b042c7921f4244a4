package dev.nightshift.transport.server.stage;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time that starts now, or where an earlier life ended, and passes at a constant rate. */
public final class RunningClock extends ServiceClock {
  /** A day in less than a second is as fast as jobs can follow. */
  public static final double MAX_SCALE = 100_000;

  private final double scale;
  private volatile Start start = new Start(Instant.now(), System.nanoTime());
  private final ScheduledThreadPoolExecutor alarms;

  /** The service's time at a reading of {@link System#nanoTime}. */
  private record Start(Instant time, long nanos) {}

  /**
   * @param scale seconds of the service in a second of this machine, in (0, {@value #MAX_SCALE}]
   * @throws NightshiftException OPTION_VALUE outside of it
   */
  public RunningClock(double scale) {
    if (!(scale > 0 && scale <= MAX_SCALE)) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "the time scale is %s; give more than 0 and at most %.0f".formatted(scale, MAX_SCALE));
    }
    this.scale = scale;
    this.alarms =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("nightshift-clock").factory());
    alarms.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant instant() {
    Start from = start;
    return from.time().plusNanos((long) ((System.nanoTime() - from.nanos()) * scale));
  }

  @Override
  public void resume(Instant now) {
    start = new Start(now, System.nanoTime());
  }

  @Override
  public Alarm at(Instant when, Runnable action) {
    double seconds = Duration.between(instant(), when).toNanos() * 1e-9 / scale;
    try {
      ScheduledFuture<?> future =
          alarms.schedule(action, (long) Math.ceil(seconds * 1e9), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      // The server is on its way out: what has not happened yet happens after its next start.
      return Alarm.NONE;
    }
  }

  @Override
  public double scale() {
    return scale;
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
