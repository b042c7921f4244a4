package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.ServiceClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * A stage plays in the service's time, which began when the state was first used: calibrations,
 * maintenance and retirements count from there. A clock that runs as this machine's goes on by
 * itself. One that runs faster is written down together with this machine's time, every second and
 * at the end; the next life goes on from there, and what has passed on this machine since counts as
 * it is. A day's rehearsal that is put away overnight so goes on eight hours later, not a year.
 */
/** Keeps the service's time from one life of a server to the next. */
final class Timeline implements AutoCloseable {
  private final ServiceClock clock;
  private final ServerState state;
  private final Instant opened;
  private final @Nullable ScheduledExecutorService writer;

  /** Takes time up where an earlier life left it. */
  Timeline(ServiceClock clock, ServerState state) {
    this.clock = clock;
    this.state = state;
    resume();
    String began = state.setting(ServerState.OPENED);
    if (began == null) {
      opened = clock.instant();
      state.setting(ServerState.OPENED, opened.toString());
    } else {
      opened = Instant.parse(began);
    }
    if (state == ServerState.NONE || clock.scale() == 1) {
      writer = null;
    } else {
      writer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("nightshift-timeline").factory());
      var _ = writer.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.SECONDS);
    }
  }

  private void resume() {
    String written = state.setting(ServerState.CLOCK);
    if (written != null) {
      String[] times = written.split(" ");
      Duration since = Duration.between(Instant.parse(times[1]), Instant.now());
      Instant reached = Instant.parse(times[0]).plus(since.isNegative() ? Duration.ZERO : since);
      // Killed, it may have come further than was written.
      Instant newest = state.newest();
      clock.resume(newest != null && newest.isAfter(reached) ? newest : reached);
    }
    write();
  }

  private void write() {
    state.setting(ServerState.CLOCK, clock.instant() + " " + Instant.now());
  }

  /** When the stage began. */
  Instant opened() {
    return opened;
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.shutdown();
      try {
        // A write that has begun ends before the state is closed.
        var _ = writer.awaitTermination(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    write();
  }
}
