package dev.nightshift.experiment.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.config.RunConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final RunConfig CONFIG =
      RunConfig.parse("configs/my run.yaml", "seed: 7", List.of());
  private static final Instant START = Instant.parse("2026-11-23T22:15:00.123Z");

  @TempDir Path folder;

  @Test
  void runsOfTheSameSecondHaveFoldersOfTheirOwn() {
    Set<Path> paths = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      try (RunFolder run = RunFolder.create(folder.resolve("runs"), CONFIG, START)) {
        paths.add(run.path());
      }
    }

    assertThat(paths).hasSize(20);
    assertThat(paths)
        .allSatisfy(path ->
            assertThat(path.getFileName().toString())
                .matches("20261123-221500-my_run-[0-9a-f]{6}"));
  }

  @Test
  void aRunHoldsItsConfigItsMachineItsMetricsAndItsCircuits() {
    try (RunFolder run = RunFolder.createAt(folder.resolve("a/b"), CONFIG)) {
      run.describe(ordered("name", "my run", "seed", 7), machine());
      run.metric(ordered("model", "classical", "step", 0, "loss", 4.25));
      run.metric(ordered("model", "classical", "step", 50, "loss", 3.5));
      run.circuit("layer 0/head 1", "OPENQASM 3.0;\n");
      run.write("report.md", "# Report\n");

      assertThat(run.config().toMap()).isEqualTo(CONFIG.toMap());
      assertThat(run.checkpoints()).isEqualTo(run.path().resolve("checkpoints"));
      assertThat(run.path().resolve("run.json"))
          .content(StandardCharsets.UTF_8)
          .isEqualToIgnoringWhitespace(
              """
              { "name": "my run", "seed": 7,
                "machine": { "os": "Linux 6", "arch": "amd64", "cpu": "CPU", "cores": 2,
                             "memory_mb": 8000, "java": "VM 25" } }
              """);
      assertThat(run.path().resolve("metrics.jsonl"))
          .content(StandardCharsets.UTF_8)
          .isEqualTo(
              """
              {"model":"classical","step":0,"loss":4.25}
              {"model":"classical","step":50,"loss":3.5}
              """);
      assertThat(run.path().resolve("circuits/layer_0_head_1.qasm")).exists();
      assertThat(run.path().resolve("report.md")).exists();
    }
  }

  @Test
  void givenAFolderWithSomethingInIt_whenARunIsToStart_thenUsageAndNothingChanges()
      throws IOException {
    Path note = Files.writeString(folder.resolve("note.txt"), "mine");

    assertFails(
        () -> RunFolder.createAt(folder, CONFIG),
        ErrorCode.USAGE,
        "the run's folder %s is not empty and a run never overwrites another; give a new folder, or resume with --resume %s"
            .formatted(folder, folder));
    assertFails(
        () -> RunFolder.createAt(note, CONFIG),
        ErrorCode.USAGE,
        "the run's folder %s is a file; give a new or empty folder".formatted(note));
    assertThat(folder).isDirectoryContaining(note::equals);
    assertThat(note).content(StandardCharsets.UTF_8).isEqualTo("mine");
  }

  @Test
  void aRunIsHeldByOneProcessAtATime() {
    Path path = folder.resolve("run");
    try (RunFolder run = RunFolder.createAt(path, CONFIG)) {
      assertFails(
          () -> RunFolder.open(path),
          ErrorCode.USAGE,
          "another process is working on run %s; wait for it or stop it, then try again"
              .formatted(run.path()));
    }

    try (RunFolder again = RunFolder.open(path)) {
      assertThat(again.config().seed()).isEqualTo(7);
    }
  }

  @Test
  void givenAFolderWithoutARun_whenResumed_thenRunMissing() {
    assertFails(
        () -> RunFolder.open(folder),
        ErrorCode.RUN_MISSING,
        "%s is not a run's folder (it has no config.yaml); give a folder such as runs/20260102-030405-nano-gpt-4f81c2"
            .formatted(folder));
  }

  @Test
  void aResumedRunDropsLinesToComeAgainAndATornOne() throws IOException {
    try (RunFolder run = RunFolder.createAt(folder.resolve("run"), CONFIG)) {
      for (int step = 0; step <= 150; step += 50) {
        run.metric(ordered("step", step));
      }
      Path file = run.path().resolve("metrics.jsonl");
      Files.writeString(file, "{\"step\":2", StandardOpenOption.APPEND);

      run.keepMetrics(line -> line.get("step") instanceof Integer step && step < 100);
      run.metric(ordered("step", 100));

      assertThat(file)
          .content(StandardCharsets.UTF_8)
          .isEqualTo("{\"step\":0}\n{\"step\":50}\n{\"step\":100}\n");
    }
  }

  @Test
  void givenAFileQuota_whenMetricsPassIt_thenDiskFullAndTheLinesBeforeAreWhole() throws Exception {
    Path shell = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(shell), "the quota is set by bash's ulimit");
    Path path = folder.resolve("run");

    Process child =
        new ProcessBuilder(
                shell.toString(),
                "-c",
                "ulimit -f 64 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Filler.class.getName(),
                path.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(output.strip())
        .startsWith("NS1302 disk-full: " + path.resolve("metrics.jsonl"))
        .endsWith("free some space or raise the quota, then resume the run");
    try (RunFolder run = RunFolder.open(path)) {
      run.keepMetrics(_ -> true);
      assertThat(Files.readAllLines(path.resolve("metrics.jsonl")))
          .hasSizeGreaterThan(100)
          .allMatch(line -> line.endsWith("}"));
    }
  }

  /** Appends metrics until something gives; run as a process of its own, under a quota. */
  static final class Filler {
    private Filler() {}

    public static void main(String[] arguments) {
      try (RunFolder run = RunFolder.createAt(Path.of(arguments[0]), CONFIG)) {
        for (int step = 0; step < 1_000_000; step++) {
          run.metric(ordered("step", step, "loss", 1.0 / (step + 1)));
        }
        System.out.println("written");
      } catch (NightshiftException e) {
        System.out.println(e.code().label() + ": " + e.getMessage());
      }
    }
  }

  @Test
  void theMachineIsDescribedWithoutItsName() {
    Machine machine = Machine.here();

    assertThat(machine.cores()).isPositive();
    assertThat(machine.memoryMb()).isPositive();
    assertThat(machine.cpu()).isNotBlank();
    assertThat(machine.java()).contains(Runtime.version().toString());
    assertThat(Machine.cpu(folder.resolve("none"), "riscv64")).isEqualTo("riscv64");
  }

  private static Machine machine() {
    return new Machine("Linux 6", "amd64", "CPU", 2, 8_000, "VM 25");
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static void assertFails(Runnable call, ErrorCode code, String message) {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(call::run)
        .withMessage(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
