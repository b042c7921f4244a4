package dev.nightshift.transport.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only by waiting, at once. */
final class FakeTime implements TransportTime {
  private static final Instant START = Instant.parse("2026-09-10T18:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  final List<Duration> sleeps = new CopyOnWriteArrayList<>();
  private volatile Runnable onSleep = () -> {};

  /** Runs something whenever somebody waits, before time moves. */
  void onSleep(Runnable action) {
    onSleep = action;
  }

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos.get());
  }

  @Override
  public void sleep(Duration duration) {
    onSleep.run();
    sleeps.add(duration);
    nanos.addAndGet(duration.toNanos());
  }
}
