package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.transport.server.stage.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimelineTest {
  /** A second here is more than a day of the service. */
  private static final double FAST = 100_000;

  private final SqliteState state = SqliteState.inMemory();

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void givenAFastClock_whenTheNextLifeBegins_thenItGoesOnWhereTheLastOneEnded() {
    Instant opened;
    Instant reached;
    try (RunningClock first = new RunningClock(FAST);
        Timeline timeline = new Timeline(first, state)) {
      opened = timeline.opened();
      while (Duration.between(opened, first.instant()).toHours() < 2) {
        Thread.onSpinWait();
      }
      reached = first.instant();
    }

    try (RunningClock second = new RunningClock(1);
        Timeline timeline = new Timeline(second, state)) {
      assertThat(timeline.opened()).isEqualTo(opened);
      assertThat(second.instant()).isAfterOrEqualTo(reached);
      // What passed on this machine in between counts as it is: days if it were scaled.
      assertThat(Duration.between(reached, second.instant())).isLessThan(Duration.ofDays(1));
    }
  }

  @Test
  void givenAKilledProcess_whenTheNextLifeBegins_thenItIsNotBeforeWhatHappenedLast() {
    Instant now = Instant.now();
    Instant happened = now.plus(Duration.ofDays(400));
    state.setting(ServerState.CLOCK, now.plus(Duration.ofDays(399)) + " " + now);
    state.charged(happened, 2);

    try (RunningClock clock = new RunningClock(1);
        Timeline _ = new Timeline(clock, state)) {
      assertThat(clock.instant())
          .isBetween(happened.minusSeconds(1), happened.plus(Duration.ofHours(1)));
    }
  }

  @Test
  void givenAMachineWhoseClockWasSetBack_whenTheNextLifeBegins_thenTimeGoesForwards() {
    Instant ahead = Instant.now().plus(Duration.ofDays(30));
    state.setting(ServerState.CLOCK, ahead + " " + ahead);

    try (RunningClock clock = new RunningClock(1);
        Timeline _ = new Timeline(clock, state)) {
      assertThat(clock.instant()).isAfterOrEqualTo(ahead);
    }
  }

  @Test
  void givenTimeThatIsToldFromOutside_whenTheNextLifeBegins_thenOnlyTheOpeningIsKept() {
    SteppedClock clock = new SteppedClock(Instant.EPOCH);
    try (Timeline first = new Timeline(clock, state)) {
      clock.advance(Duration.ofDays(1));
      assertThat(first.opened()).isEqualTo(Instant.EPOCH);
    }

    try (Timeline second = new Timeline(clock, state)) {
      assertThat(second.opened()).isEqualTo(Instant.EPOCH);
      assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plus(Duration.ofDays(1)));
    }
  }
}
