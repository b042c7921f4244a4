package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** In a process of its own with a small heap, so that what grows is not Java's. */
  @Test
  @Tag("slow")
  void residentMemoryIsFlatOverTenThousandSteps() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isReadable(STATUS), "skipped: resident memory is read on Linux");
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NativeMemoryTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor()).as(output).isZero();
    System.out.print(output);
    Matcher line = Pattern.compile("resident (\\d+) then (\\d+) KiB").matcher(output);
    assertThat(line.find()).as(output).isTrue();
    assertThat(Long.parseLong(line.group(2))).isLessThan(Long.parseLong(line.group(1)) + 16 * 1024);
  }

  /** The child process: 10,000 steps, resident memory after the 1,000th and after the last. */
  public static void main(String[] arguments) {
    long[] kibibytes = assertArraysStay(1_000, 10_000);
    System.out.printf("resident %d then %d KiB%n", kibibytes[0], kibibytes[1]);
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
