package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code circuit run} on a twin, mapped as its options say. */
class MappingOptionsTest {
  /** Level 0 keeps the pairs that cancel, each with its errors. */
  private static final String WASTE =
      """
      OPENQASM 3.0;
      include "stdgates.inc";
      qubit[3] q;
      h q[0];
      cx q[0], q[2];
      cx q[1], q[2];
      cx q[1], q[2];
      cx q[1], q[2];
      cx q[1], q[2];
      """;

  @TempDir private Path folder = Path.of("");
  private String waste = "";

  @BeforeEach
  void circuit() throws IOException {
    waste = Files.writeString(folder.resolve("waste.qasm"), WASTE).toString();
  }

  private Ran run(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("circuit", "run", waste, "--backend", "twin:nightshift_line5", "--json"));
    args.addAll(List.of("--cache-folder", folder.resolve("results").toString()));
    args.addAll(List.of(more));
    return Ran.of(args);
  }

  private double value(String... more) {
    List<String> args = new ArrayList<>(List.of("--observable", "ZIZ"));
    args.addAll(List.of(more));
    Ran ran = run(args.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    List<?> evs = (List<?>) Objects.requireNonNull(ran.json().get("evs"));
    return ((Number) evs.getFirst()).doubleValue();
  }

  @Test
  void givenTwoLevels_whenRunOneAfterTheOther_thenNeitherIsAnsweredFromTheOthersCache()
      throws IOException {
    double usual = value();
    double lazy = value("--optimization-level", "0");
    double keen = value("--optimization-level", "3", "--seed-transpiler", "5");

    // The exact value of an ideal device is 1; every entangler takes some of it.
    assertThat(lazy).isBetween(0.5, usual - 0.005);
    assertThat(keen).isBetween(lazy + 0.005, 0.9999);
    assertThat(value("--optimization-level", "0")).isEqualTo(lazy);
    assertThat(value("--optimization-level", "2", "--seed-transpiler", "0")).isEqualTo(usual);
    try (Stream<Path> mapped = Files.list(folder.resolve("results/mapped"))) {
      assertThat(mapped).hasSize(3);
    }
  }

  @Test
  void givenACachedResult_whenAnotherLevelIsExplained_thenTheDeviceDiffersByIt() {
    var _ = value();

    Ran same = explain();
    Ran other = explain("--optimization-level", "0");

    assertThat(same.out()).startsWith("exact: held in ");
    assertThat(other.out())
        .contains("differs in\n  device ")
        .contains("at level 0, seed 0", "at level 2, seed 0");
  }

  private Ran explain(String... more) {
    List<String> args = new ArrayList<>(List.of("cache", "explain", waste, "--observable", "ZIZ"));
    args.addAll(List.of("--backend", "twin:nightshift_line5"));
    args.addAll(List.of("--cache-folder", folder.resolve("results").toString()));
    args.addAll(List.of(more));
    return Ran.of(args);
  }

  @Test
  void givenABatch_whenAWorkerRunsIt_thenItsCircuitsAreMappedAsAsked() {
    String queue = folder.resolve("queue.db").toString();
    String out = folder.resolve("batch").toString();
    Ran handed =
        run(
            "--shots",
            "10",
            "--overnight",
            "--queue",
            queue,
            "--out",
            out,
            "--optimization-level",
            "1",
            "--seed-transpiler",
            "4");
    assertThat(handed.code()).as(handed.err()).isZero();
    String id = String.valueOf(handed.json().get("id"));

    assertThat(Ran.of("worker", "--until-empty", "--queue", queue).code()).isZero();

    Map<?, ?> shown = Ran.of("queue", "show", id, "--json", "--queue", queue).json();
    assertThat(shown.get("state")).isEqualTo("done");
    Map<?, ?> mappings = (Map<?, ?>) Objects.requireNonNull(shown.get("mappings"));
    Map<?, ?> mapping = (Map<?, ?>) Objects.requireNonNull(mappings.values().iterator().next());
    Map<?, ?> receipt = (Map<?, ?>) Objects.requireNonNull(mapping.get("receipt"));
    assertThat(receipt.get("level")).isEqualTo(1);
    assertThat(receipt.get("seed")).isEqualTo(4);
  }

  @Test
  void mistakesAreAnsweredBeforeAnythingIsMade() {
    Path out = folder.resolve("never");

    Ran level = run("--optimization-level", "4", "--overnight", "--out", out.toString());
    Ran seed = run("--seed-transpiler", "-1");

    assertThat(level.code()).isEqualTo(2);
    assertThat(level.err())
        .isEqualTo(
            "nightshift: NS1207 option-value: --optimization-level is 4; give 0, 1, 2 or 3\n");
    assertThat(seed.code()).isEqualTo(2);
    assertThat(seed.err())
        .isEqualTo(
            "nightshift: NS1207 option-value: --seed-transpiler is -1; give a whole number of at"
                + " least 0\n");
    assertThat(out).doesNotExist();
  }
}
