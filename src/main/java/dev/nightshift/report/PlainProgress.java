package dev.nightshift.report;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Progress as plain lines, for logs and pipes: one at most every few seconds, and one at the end.
 *
 * <p>A line reads {@code hybrid 150/1000 (15 %), loss 3.1226, 410.2 steps/s, 2 s left}.
 */
public final class PlainProgress implements Progress {
  private final Consumer<String> out;
  private final LongSupplier nanos;
  private final long interval;

  private String phase = "";
  private long from;
  private long steps = 1;
  private long done;
  private double loss = Double.NaN;
  private long began;
  private long told;

  /**
   * Lines to a consumer.
   *
   * @param nanos a clock such as {@link System#nanoTime}
   * @param interval least time between two lines of a phase
   */
  public PlainProgress(Consumer<String> out, LongSupplier nanos, Duration interval) {
    this.out = out;
    this.nanos = nanos;
    this.interval = interval.toNanos();
  }

  @Override
  public void begin(String phase, long from, long steps) {
    this.phase = phase;
    this.from = from;
    this.steps = Math.max(1, steps);
    done = from;
    loss = Double.NaN;
    began = nanos.getAsLong();
    told = began;
  }

  @Override
  public void step(long step, double loss) {
    done = step;
    this.loss = loss;
    long now = nanos.getAsLong();
    if (now - told >= interval) {
      told = now;
      double left = (now - began) / 1e9 * (steps - done) / Math.max(1, done - from);
      out.accept(line(now) + ", " + duration(left) + " left");
    }
  }

  @Override
  public void end() {
    long now = nanos.getAsLong();
    out.accept(line(now) + ", took " + duration((now - began) / 1e9));
  }

  @Override
  public void note(String line) {
    out.accept(line);
  }

  private String line(long now) {
    double seconds = (now - began) / 1e9;
    return Numbers.of("%s %d/%d (%d %%)", phase, done, steps, 100 * done / steps)
        + (Double.isNaN(loss) ? "" : ", loss " + Numbers.loss(loss))
        + (seconds > 0 ? Numbers.of(", %.1f steps/s", (done - from) / seconds) : "");
  }

  /** A time as a person says it: {@code 8 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 10 && seconds < 9.95) {
      return Numbers.of("%.1f s", seconds);
    }
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }
}
