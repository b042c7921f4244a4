package dev.nightshift.transport.server.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Time that passes only when it is told to; alarms go off on the thread that tells it. */
public final class SteppedClock extends ServiceClock {
  /** Alarms by instant, those of one instant in the order they were set. */
  private record Due(Instant when, long number) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = when.compareTo(other.when);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final TreeMap<Due, Runnable> alarms = new TreeMap<>();
  private Instant now;
  private long numbers;
  private int holds;

  public SteppedClock(Instant start) {
    this.now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public Alarm at(Instant when, Runnable action) {
    synchronized (this) {
      if (when.isAfter(now)) {
        Due due = new Due(when, numbers++);
        alarms.put(due, action);
        return () -> {
          synchronized (this) {
            alarms.remove(due);
          }
        };
      }
    }
    action.run();
    return Alarm.NONE;
  }

  @Override
  public synchronized Alarm hold() {
    holds++;
    return () -> {
      synchronized (this) {
        holds--;
        notifyAll();
      }
    };
  }

  private synchronized void awaitHolds() {
    boolean interrupted = false;
    while (holds > 0) {
      try {
        wait();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets time pass, alarm by alarm; waits for what is being computed before each step. */
  public void advance(Duration step) {
    Instant end = instant().plus(step);
    while (true) {
      awaitHolds();
      Runnable action;
      synchronized (this) {
        Map.Entry<Due, Runnable> next = alarms.firstEntry();
        if (next == null || next.getKey().when().isAfter(end)) {
          now = end;
          return;
        }
        alarms.pollFirstEntry();
        now = next.getKey().when();
        action = next.getValue();
      }
      action.run();
    }
  }

  @Override
  public double scale() {
    return 1;
  }

  @Override
  public synchronized void close() {
    alarms.clear();
  }
}
