package dev.nightshift.transport.server.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StageTest {
  @Test
  void theOpenPlanBringsItsLimits() {
    Stage open = Stage.parse("s", "plan: open");

    assertThat(open.pendingLimit()).isEqualTo(3);
    assertThat(open.submissionsPerMinute()).isEqualTo(5);
    assertThat(open.allotmentSeconds()).isEqualTo(OptionalDouble.of(600));
    assertThat(open.periodDays()).isEqualTo(28);
    assertThat(open.maxExecutionSeconds()).isEqualTo(600);
    assertThat(open.maxSessionSeconds()).isEqualTo(600);
    assertThat(open.timed()).isTrue();
    assertThat(Stage.EMPTY.timed()).isFalse();
  }

  @Test
  void mistakesAreAnsweredWithTheirPlace() {
    assertThatThrownBy(() -> Stage.parse("s", "plan: opem"))
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining("opem")
        .hasMessageContaining("s:1");
    assertThatThrownBy(() -> Stage.parse("s", "qeue: {}")).hasMessageContaining("queue");
    assertThatThrownBy(() -> Stage.parse("s", "maintenance:\n  - {from_s: 5, until_s: 5}"))
        .hasMessageContaining("until_s");
    assertThatThrownBy(() -> Stage.parse("s", "faults:\n  - {kind: gremlin, rate: 0.1}"))
        .hasMessageContaining("gremlin");
    assertThatThrownBy(() -> Stage.parse("s", "faults: 7")).hasMessageContaining("faults");
  }

  @Test
  void faultsAtARateAreTheSameForTheSameSeedAndAboutAsMany() {
    List<Fault> some = List.of(new Fault(Fault.Kind.RESET, "", 0.1, List.of(), 0));

    List<Integer> once = befallen(new Faults(some, 7));
    List<Integer> again = befallen(new Faults(some, 7));

    assertThat(once).isEqualTo(again).isNotEqualTo(befallen(new Faults(some, 8)));
    // 10,000 draws at 0.1: five standard errors are 150, false alarm 6e-7
    assertThat(once.size()).isBetween(850, 1150);
  }

  private static List<Integer> befallen(Faults faults) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      if (faults.ofRequest("GET /jobs").isPresent()) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  @Test
  void steppedTimeGoesFromAlarmToAlarm() {
    SteppedClock clock = new SteppedClock(Instant.EPOCH);
    List<String> heard = new ArrayList<>();
    clock.at(
        Instant.ofEpochSecond(5),
        () -> {
          heard.add("five at " + clock.instant());
          clock.at(Instant.ofEpochSecond(6), () -> heard.add("six"));
        });
    clock.at(Instant.ofEpochSecond(20), () -> heard.add("twenty"));
    clock.at(Instant.ofEpochSecond(7), () -> heard.add("never")).cancel();

    clock.advance(Duration.ofSeconds(10));

    assertThat(heard).containsExactly("five at 1970-01-01T00:00:05Z", "six");
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(10));
  }

  @Test
  void runningTimePassesAtItsScale() {
    assertThatThrownBy(() -> new RunningClock(0)).hasMessageContaining("time scale");
    RunningClock clock = new RunningClock(50_000);
    Instant start = clock.instant();
    java.util.concurrent.CountDownLatch rung = new java.util.concurrent.CountDownLatch(1);

    clock.at(start.plus(Duration.ofHours(1)), rung::countDown);

    // An hour of the service is 72 ms here.
    assertThat(await(rung)).isTrue();
    assertThat(Duration.between(start, clock.instant())).isGreaterThan(Duration.ofHours(1));
    clock.close();
  }

  private static boolean await(java.util.concurrent.CountDownLatch latch) {
    try {
      return latch.await(20, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void submissionsSlideOverAMinute() {
    Submissions two = new Submissions(2);
    Instant t = Instant.EPOCH;

    assertThat(two.take(t)).isZero();
    assertThat(two.take(t.plusSeconds(30))).isZero();
    assertThat(two.take(t.plusSeconds(40))).isEqualTo(Duration.ofSeconds(20));
    assertThat(two.take(t.plusSeconds(60))).isZero();
    assertThat(two.take(t.plusSeconds(61))).isEqualTo(Duration.ofSeconds(29));
  }
}
