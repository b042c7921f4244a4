package dev.nightshift.experiment.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
  @TempDir Path process;

  @Test
  void timesAreDifferencesAndThePeakIsReadAfterItsReset() throws IOException {
    Path status = process.resolve("status");
    Path references = Files.createFile(process.resolve("clear_refs"));
    Files.writeString(status, "Name:\tjava\nVmPeak:\t  900000 kB\nVmHWM:\t  250000 kB\n");
    AtomicLong wall = new AtomicLong(5_000_000_000L);
    AtomicLong cpu = new AtomicLong(1_000_000_000L);

    Usage.Meter meter = new Usage.Meter(process, wall::get, cpu::get);
    wall.addAndGet(2_500_000_000L);
    cpu.addAndGet(4_000_000_000L);
    Usage usage = meter.end();

    assertThat(references).content(StandardCharsets.UTF_8).isEqualTo("5");
    assertThat(usage.wallSeconds()).isEqualTo(2.5);
    assertThat(usage.cpuSeconds()).isEqualTo(4.0);
    assertThat(usage.rssPeakMb()).hasValue(256.0);
    assertThat(usage.peakOfPhase()).isTrue();
  }

  @Test
  void givenASystemThatDoesNotTell_whenMeasured_thenThePeakIsAbsent() {
    Usage usage = new Usage.Meter(process, System::nanoTime, () -> 0).end();

    assertThat(usage.rssPeakMb()).isEmpty();
    assertThat(usage.peakOfPhase()).isFalse();
  }

  @Test
  void thisProcessHasUsedTimeAndMemory() {
    Usage.Meter meter = Usage.begin();
    long until = System.nanoTime() + 20_000_000L;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }

    Usage usage = meter.end();

    assertThat(usage.wallSeconds()).isBetween(0.02, 60.0);
    assertThat(usage.cpuSeconds()).isPositive();
    if (Files.isReadable(Path.of("/proc/self/status"))) {
      assertThat(usage.rssPeakMb().orElseThrow()).isBetween(10.0, 100_000.0);
    }
  }
}
