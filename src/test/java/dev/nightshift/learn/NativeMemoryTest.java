package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long training must not grow. */
class NativeMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void noArrayOutlivesItsStep() {
    assertArraysStay(30, 300);
  }

  @Test
  @Tag("slow")
  void residentMemoryIsFlatOverTenThousandSteps() throws IOException {
    Assumptions.assumeTrue(Files.isReadable(STATUS), "skipped: resident memory is read on Linux");
    long[] kibibytes = assertArraysStay(1_000, 10_000);

    System.out.printf(
        "resident memory: %d KiB after 1,000 steps, %d KiB after 10,000%n",
        kibibytes[0], kibibytes[1]);
    assertThat(kibibytes[1] - kibibytes[0]).isLessThan(64 * 1024);
  }

  private static long[] assertArraysStay(int early, int late) {
    int[] arrays = new int[2];
    long[] kibibytes = new long[2];
    TrainingPlan plan = Plans.small(Style.BATCHED, null, late);
    try (TrainingRun run = TrainingRun.start(plan, Plans.smallText(), null)) {
      run.train(
          new TrainingListener() {
            @Override
            public void onStep(int done, int of, double loss, double stepsPerSecond) {
              if (done == early || done == late) {
                arrays[done == early ? 0 : 1] = run.nativeArrays();
                kibibytes[done == early ? 0 : 1] = resident();
              }
            }
          },
          CheckpointPolicy.NONE);
    }
    assertThat(arrays[1]).isEqualTo(arrays[0]).isPositive();
    return kibibytes;
  }

  private static long resident() {
    try {
      return Files.exists(STATUS)
          ? Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0)
          : 0;
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
