package dev.nightshift.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlainProgressTest {
  @Test
  void linesComeEverySoOftenWithLossRateAndTimeLeft() {
    AtomicLong clock = new AtomicLong();
    List<String> lines = new ArrayList<>();
    PlainProgress progress = new PlainProgress(lines::add, clock::get, Duration.ofSeconds(2));

    progress.note("corpus: night-watch");
    progress.begin("hybrid", 100, 1_000);
    for (int step = 101; step <= 1_000; step++) {
      clock.addAndGet(10_000_000);
      progress.step(step, step < 300 ? Double.NaN : 3.5);
    }
    progress.end();

    assertThat(lines)
        .containsExactly(
            "corpus: night-watch",
            "hybrid 300/1000 (30 %), loss 3.5000, 100.0 steps/s, 7.0 s left",
            "hybrid 500/1000 (50 %), loss 3.5000, 100.0 steps/s, 5.0 s left",
            "hybrid 700/1000 (70 %), loss 3.5000, 100.0 steps/s, 3.0 s left",
            "hybrid 900/1000 (90 %), loss 3.5000, 100.0 steps/s, 1.0 s left",
            "hybrid 1000/1000 (100 %), loss 3.5000, 100.0 steps/s, took 9.0 s");
  }

  @Test
  void timesReadAsAPersonSaysThem() {
    assertThat(PlainProgress.duration(0.04)).isEqualTo("0.0 s");
    assertThat(PlainProgress.duration(9.96)).isEqualTo("10 s");
    assertThat(PlainProgress.duration(59.4)).isEqualTo("59 s");
    assertThat(PlainProgress.duration(200)).isEqualTo("3 min 20 s");
    assertThat(PlainProgress.duration(7_500)).isEqualTo("2 h 5 min");
  }
}
