package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.ServiceClock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The service's clock with the alarms of one life of the server: its end takes them back. */
final class LifeClock extends ServiceClock {
  private final ServiceClock clock;
  private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  LifeClock(ServiceClock clock) {
    this.clock = clock;
  }

  /** An alarm that has not gone off, or a hold. */
  private final class Pending implements Alarm {
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile Alarm inner = Alarm.NONE;

    private void ring(Runnable action) {
      if (done.compareAndSet(false, true)) {
        pending.remove(this);
        if (!over) {
          action.run();
        }
      }
    }

    @Override
    public void cancel() {
      if (done.compareAndSet(false, true)) {
        pending.remove(this);
        inner.cancel();
      }
    }
  }

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public Alarm at(Instant when, Runnable action) {
    if (over) {
      return Alarm.NONE;
    }
    Pending alarm = new Pending();
    pending.add(alarm);
    alarm.inner = clock.at(when, () -> alarm.ring(action));
    if (over) {
      // The life ended while the alarm was set.
      alarm.cancel();
    }
    return alarm;
  }

  @Override
  public Alarm hold() {
    // What was about to be computed at the end of the life never is.
    Pending hold = new Pending();
    pending.add(hold);
    hold.inner = clock.hold();
    return hold;
  }

  @Override
  public double scale() {
    return clock.scale();
  }

  /** Takes all alarms back; the clock itself is others' too. */
  @Override
  public void close() {
    over = true;
    pending.forEach(Pending::cancel);
  }
}
