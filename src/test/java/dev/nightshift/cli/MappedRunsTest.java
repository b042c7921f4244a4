package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A config's section {@code transpile} from the command line to what a device's twin was sent. */
class MappedRunsTest {
  private static final String SMALL =
      """
      seed: 3
      backend: twin:nightshift_line5
      corpus: night-watch
      model: {n_embd: 8, n_head: 2, n_layer: 1, block_size: 4, dropout: 0.1}
      train: {batch_size: 2, learning_rate: 0.01, max_iters: 2, eval_interval: 2, eval_iters: 1}
      quantum: {mode: faithful, qubits: 4, heads: 1, shots: 16, gradient: parameter-shift}
      sample: {tokens: 1}
      """;

  @TempDir private Path folder = Path.of("");

  private String config() throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), SMALL).toString();
  }

  private static void succeeds(List<String> args) {
    Ran ran = Ran.of(args);
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private Path run(String name, String... more) throws IOException {
    Path out = folder.resolve(name);
    List<String> args =
        new ArrayList<>(List.of("run", config(), "--quiet", "--out", out.toString()));
    args.addAll(List.of(more));
    succeeds(args);
    return out;
  }

  private static Map<?, ?> map(Map<?, ?> fields, String key) {
    return (Map<?, ?>) Objects.requireNonNull(fields.get(key), key);
  }

  private static int number(Map<?, ?> fields, String key) {
    return ((Number) Objects.requireNonNull(fields.get(key), key)).intValue();
  }

  /** The receipt of the one circuit that a run has, the head's. */
  private static Map<?, ?> receipt(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("circuits"))) {
      List<Path> mapped =
          files
              .filter(file -> file.getFileName().toString().matches("mapped-[0-9a-f]+\\.json"))
              .toList();
      assertThat(mapped).hasSize(1);
      return map(Json.read(Files.readAllBytes(mapped.getFirst()), Map.class), "receipt");
    }
  }

  private static void assertMapped(Path run, int level, int seed) throws IOException {
    assertThat(number(receipt(run), "level")).isEqualTo(level);
    assertThat(number(receipt(run), "seed")).isEqualTo(seed);
  }

  private static int gates(Path run) throws IOException {
    return number(map(receipt(run), "after"), "gates");
  }

  @Test
  void givenTwoLevels_whenRunOnATwin_thenEachRecordsTheCircuitsOfItsOwn() throws IOException {
    Path lazy = run("lazy", "--set", "transpile.optimization_level=0");
    Path keen =
        run(
            "keen",
            "--set",
            "transpile={optimization_level: 3, seed_transpiler: 7}",
            "--cache",
            "off");
    Path usual = run("usual");

    assertMapped(lazy, 0, 0);
    assertMapped(keen, 3, 7);
    assertMapped(usual, 2, 0);
    // Level 0 leaves what translation makes; the others merge and cancel.
    assertThat(gates(lazy)).isGreaterThan(gates(keen)).isGreaterThan(gates(usual));
    assertThat(receipt(lazy).get("input_digest"))
        .isEqualTo(receipt(keen).get("input_digest"))
        .isEqualTo(receipt(usual).get("input_digest"));
    assertThat(lazy.resolve("config.yaml"))
        .content()
        .endsWith("transpile:\n  optimization_level: 0\n  seed_transpiler: 0\n");
    assertThat(usual.resolve("config.yaml")).content().doesNotContain("transpile");
  }

  @Test
  void givenARunsFolder_whenItIsResumed_thenItsConfigDecidesAndNoOtherLevelIsTaken()
      throws IOException {
    Path old = Files.createDirectories(folder.resolve("old"));
    Files.writeString(old.resolve("config.yaml"), SMALL);
    Path lazy = Files.createDirectories(folder.resolve("lazy"));
    Files.writeString(lazy.resolve("config.yaml"), SMALL + "transpile: {optimization_level: 0}\n");

    Ran changed =
        Ran.of("run", "--resume", old.toString(), "--set", "transpile.optimization_level=3");
    succeeds(List.of("run", "--quiet", "--resume", old.toString()));
    succeeds(List.of("run", "--quiet", "--resume", lazy.toString()));

    assertThat(changed.code()).isEqualTo(ErrorCode.USAGE.exitCode());
    assertThat(changed.err()).contains("--resume keeps the run's own config");
    assertMapped(old, 2, 0);
    assertMapped(lazy, 0, 0);
  }

  @Test
  void givenARunInTheQueue_whenAWorkerDoesIt_thenItTakesTheLevelOfTheRun() throws IOException {
    String queue = folder.resolve("queue.db").toString();
    Path lazy =
        run("lazy", "--set", "transpile.optimization_level=0", "--overnight", "--queue", queue);
    Path keen =
        run("keen", "--set", "transpile.seed_transpiler=11", "--overnight", "--queue", queue);

    succeeds(List.of("worker", "--until-empty", "--queue", queue));

    assertMapped(lazy, 0, 0);
    assertMapped(keen, 2, 11);
    // The journal says the same of every job.
    for (Path run : List.of(lazy, keen)) {
      String id =
          String.valueOf(
              Json.read(Files.readAllBytes(run.resolve("queue.json")), Map.class).get("id"));
      Map<?, ?> shown = Ran.of("queue", "show", id, "--json", "--queue", queue).json();
      assertThat(shown.get("state")).isEqualTo("done");
      assertThat(map(shown, "mappings").values())
          .singleElement()
          .satisfies(mapping ->
              assertThat(map((Map<?, ?>) mapping, "receipt").get("options_digest"))
                  .isEqualTo(receipt(run).get("options_digest")));
    }
  }

  @Test
  void givenABackendThatMapsNothing_whenRun_thenTheSectionIsPassedOver() throws IOException {
    String[] same = {"--set", "quantum.shots=0", "--set", "quantum.gradient=auto", "--json"};
    List<String> args = new ArrayList<>(List.of("run", config(), "--backend", "embedded"));
    args.addAll(List.of(same));
    List<String> plain = new ArrayList<>(args);
    plain.addAll(List.of("--quiet", "--out", folder.resolve("plain").toString()));
    List<String> asked = new ArrayList<>(args);
    asked.addAll(
        List.of(
            "--quiet",
            "--out",
            folder.resolve("asked").toString(),
            "--set",
            "transpile.optimization_level=0"));

    Ran without = Ran.of(plain);
    Ran with = Ran.of(asked);

    assertThat(with.code()).as(with.err()).isZero();
    assertThat(with.err()).isEqualTo(without.err());
    assertThat(map(with.json(), "hybrid").get("loss"))
        .isEqualTo(map(without.json(), "hybrid").get("loss"));
    assertThat(folder.resolve("asked/circuits")).isDirectoryNotContaining("glob:**/mapped-*");
  }
}
