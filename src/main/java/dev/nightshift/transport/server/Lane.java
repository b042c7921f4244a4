package dev.nightshift.transport.server;

import dev.nightshift.base.random.Seed;
import dev.nightshift.transport.server.stage.Maintenance;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * Other users are not simulated one by one. A job that arrives draws the time that their jobs take,
 * and may start when it is over, when the device runs nothing else of ours, and when the device is
 * up. That is all a user of the service can observe of a queue.
 *
 *   submit --> waiting --(turn reached, lane free, device up)--> running --(charged time over)--> ended
 *
 * The result is computed as soon as the job starts, and shown when the time it is charged for has
 * passed on the service's clock.
 */
/** One device in the service's time: what waits and what runs. Thread-safe. */
final class Lane {
  /** What a waiting job of another user takes, for telling a position in the queue, seconds. */
  private static final double OTHER_JOB_SECONDS = 60;

  /** A job as the lane sees it; called by one thread at a time, never with the lane's lock held. */
  interface Entrant {
    long number();

    /** When it was submitted. */
    Instant submitted();

    /** Whether it goes before those that wait: a job of an active dedicated session. */
    boolean first();

    /** The longest it may run, seconds. */
    double longestSeconds();

    /** It runs from now on; false when it has ended before. */
    boolean begin();

    /**
     * Computes its result, which takes as long as it takes.
     *
     * @return what it is charged, seconds
     */
    double compute();

    /** Its charged time is over; the result may be seen. */
    void finish(double chargedSeconds);

    /** Its time was up before its end. */
    void cut(double chargedSeconds);
  }

  private record Waiting(Entrant entrant, Instant turn) {}

  /** The job that runs; {@code ending} is set once it is known when. */
  private static final class Running {
    final Entrant entrant;
    final Instant since;
    ServiceClock.Alarm ending = ServiceClock.Alarm.NONE;

    Running(Entrant entrant, Instant since) {
      this.entrant = entrant;
      this.since = since;
    }
  }

  private final String device;
  private final Stage stage;
  private final ServiceClock clock;
  private final Instant opened;
  private final Executor workers;
  private final Seed seed;

  private final List<Waiting> waiting = new ArrayList<>();
  private @Nullable Running running;
  private ServiceClock.Alarm wake = ServiceClock.Alarm.NONE;

  /**
   * @param opened when the stage began
   * @param workers compute
   */
  Lane(String device, Stage stage, ServiceClock clock, Instant opened, Executor workers) {
    this.device = device;
    this.stage = stage;
    this.clock = clock;
    this.opened = opened;
    this.workers = workers;
    this.seed = Seed.of(stage.seed()).split("queue").split(device);
  }

  /** Takes a job in. */
  void submit(Entrant entrant) {
    Instant now = clock.instant();
    Instant turn = entrant.first() ? now : entrant.submitted().plus(drawnWait(entrant.number()));
    synchronized (this) {
      waiting.add(new Waiting(entrant, turn));
      waiting.sort(
          Comparator.comparing(Waiting::turn).thenComparing(one -> one.entrant().number()));
    }
    pump();
  }

  private Duration drawnWait(long number) {
    if (stage.medianWaitSeconds() == 0) {
      return Duration.ZERO;
    }
    double spread = stage.waitSpread() * seed.split(number).random().nextGaussian();
    return Duration.ofNanos((long) (stage.medianWaitSeconds() * Math.exp(spread) * 1e9));
  }

  /**
   * Lets a job go that somebody has ended.
   *
   * @return what it ran, seconds; 0 for one that waited
   */
  double leave(Entrant entrant) {
    double ran = 0;
    synchronized (this) {
      waiting.removeIf(one -> one.entrant() == entrant);
      Running now = running;
      if (now != null && now.entrant == entrant) {
        now.ending.cancel();
        ran = seconds(now.since, clock.instant());
        running = null;
      }
    }
    pump();
    return ran;
  }

  /** Starts what may start, or sets the alarm for when something may. */
  private void pump() {
    while (true) {
      Running next;
      synchronized (this) {
        wake.cancel();
        wake = ServiceClock.Alarm.NONE;
        if (running != null || waiting.isEmpty()) {
          return;
        }
        Instant now = clock.instant();
        Instant possible = later(waiting.getFirst().turn(), up(now));
        if (possible.isAfter(now)) {
          wake = clock.at(possible, this::pump);
          return;
        }
        next = new Running(waiting.removeFirst().entrant(), now);
        running = next;
      }
      if (next.entrant.begin()) {
        ServiceClock.Alarm hold = clock.hold();
        try {
          workers.execute(() -> {
            try {
              compute(next);
            } finally {
              hold.cancel();
            }
          });
        } catch (RejectedExecutionException goingDown) {
          // The server's life is over: a job that has not ended waits again in the next.
          hold.cancel();
        }
        return;
      }
      synchronized (this) {
        if (running == next) {
          running = null;
        }
      }
    }
  }

  private void compute(Running run) {
    double charged = run.entrant.compute();
    double longest = run.entrant.longestSeconds();
    boolean cut = charged > longest;
    double seconds = Math.min(charged, longest);
    ServiceClock.Alarm ending =
        clock.at(run.since.plusNanos((long) (seconds * 1e9)), () -> end(run, seconds, cut));
    synchronized (this) {
      if (running == run) {
        run.ending = ending;
      }
    }
  }

  private void end(Running run, double seconds, boolean cut) {
    synchronized (this) {
      if (running != run) {
        return;
      }
      running = null;
    }
    if (cut) {
      run.entrant.cut(seconds);
    } else {
      run.entrant.finish(seconds);
    }
    pump();
  }

  /** The first instant from now on at which the device is up. */
  private Instant up(Instant now) {
    Instant when = now;
    Optional<Maintenance> window = maintenance(when);
    while (window.isPresent()) {
      when = opened.plusNanos((long) (window.get().untilSeconds() * 1e9));
      window = maintenance(when);
    }
    return when;
  }

  /** What keeps the device from running jobs now. */
  Optional<Maintenance> maintenance() {
    return maintenance(clock.instant());
  }

  private Optional<Maintenance> maintenance(Instant when) {
    double seconds = seconds(opened, when);
    return stage.maintenance().stream().filter(one -> one.covers(device, seconds)).findFirst();
  }

  /**
   * Where a job stands.
   *
   * @param position jobs before it, those of others estimated, counted from 1
   * @param start when it is expected to start
   */
  record Place(int position, Instant start) {}

  /** Where a waiting job stands; empty for any other. */
  synchronized Optional<Place> place(Entrant entrant) {
    Instant now = clock.instant();
    for (int i = 0; i < waiting.size(); i++) {
      Waiting one = waiting.get(i);
      if (one.entrant() == entrant) {
        Instant start = later(later(one.turn(), up(now)), now);
        int others = (int) Math.ceil(Math.max(0, seconds(now, one.turn())) / OTHER_JOB_SECONDS);
        return Optional.of(new Place(1 + i + (running == null ? 0 : 1) + others, start));
      }
    }
    return Optional.empty();
  }

  /** Jobs that wait or run, those of others estimated. */
  synchronized int length() {
    int own = waiting.size() + (running == null ? 0 : 1);
    return own + (int) (stage.medianWaitSeconds() / OTHER_JOB_SECONDS);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() * 1e-9;
  }
}
