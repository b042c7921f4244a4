package dev.nightshift.transpile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileDigestsTest {
  /** -Dnightshift.transpile.digests=10000 makes it the issue's, some minutes. */
  private static final int COUNT = Integer.getInteger("nightshift.transpile.digests", 120);

  @TempDir private Path folder = Path.of("");

  @Test
  void givenThreeJvmsAndSixteenThreads_whenCompiled_thenEachInputHasOneDigest() throws Exception {
    List<String> one = digests(1, 16);
    List<String> other = digests(2, 16);
    List<String> alone = digests(3, 1);

    assertThat(one).hasSize(COUNT).isEqualTo(other).isEqualTo(alone);
    assertThat(one.stream().map(line -> line.split(" ")[1]).distinct().count())
        .isGreaterThan(COUNT * 9L / 10);
  }

  private List<String> digests(int order, int threads) throws IOException, InterruptedException {
    Path file = folder.resolve("digests" + order);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + (COUNT < 1000 ? 1 : 4),
                "-cp",
                System.getProperty("java.class.path"),
                CompileDigests.class.getName(),
                Integer.toString(COUNT),
                Integer.toString(threads),
                Integer.toString(order),
                file.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(file);
  }
}
