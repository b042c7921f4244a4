package dev.nightshift.experiment.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.config.RunConfig.Gradient;
import dev.nightshift.experiment.config.RunConfig.Mode;
import dev.nightshift.wire.config.Yaml;
import dev.nightshift.wire.config.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunConfigTest {
  @Test
  void everyDefaultIsAsDocumented() {
    RunConfig config = RunConfig.parse("x.yaml", "# nothing\n", List.of());

    assertThat(config.toYaml())
        .isEqualTo(
            """
            seed: 0
            backend: local
            corpus: tiny-shakespeare
            model:
              n_embd: 16
              n_head: 2
              n_layer: 2
              block_size: 8
              dropout: 0.1
            train:
              batch_size: 4
              learning_rate: 0.001
              max_iters: 1000
              eval_interval: 50
              eval_iters: 20
            quantum:
              mode: causal
              qubits: 4
              heads: 2
              shots: 0
              shot_allocation: uniform
              gradient: auto
              spsa_move: 0.1
              input_gradients: false
              ladder:
                - pause
            sample:
              tokens: 120
              dropout: false
            checkpoint:
              every_steps: 100
            """);
    assertThat(config.name()).isEqualTo("x");
    assertThat(config.reference()).isNull();
    assertThat(config.out()).isNull();
    assertThat(config.toMap()).isEqualTo(RunConfig.DEFAULT.toMap());
  }

  @Test
  void theDocumentationListsEveryKeyWithItsDefault() {
    Path page = Path.of("docs/configuration.md");

    RunConfig.DEFAULT
        .toMap()
        .forEach((key, value) -> {
          if (value instanceof Map<?, ?> section) {
            section.forEach((inner, leaf) ->
                assertThat(page)
                    .content()
                    .contains("| `%s.%s` | %s |".formatted(key, inner, leaf)));
          } else {
            assertThat(page).content().contains("| `%s` | %s |".formatted(key, value));
          }
        });
    assertThat(page).content().contains("| `reference` | none |", "| `out` | none |");
  }

  static Stream<Path> shippedConfigs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("configs"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("shippedConfigs")
  void aShippedConfigNamesEveryKeyAndReadsBackTheSame(Path file) {
    RunConfig config = RunConfig.read(file, List.of());

    assertThat(keys("", Yaml.read(file)))
        .containsAll(keys("", Yaml.parse("default", RunConfig.DEFAULT.toYaml())));
    assertThat(RunConfig.parse(config.name() + ".yaml", config.toYaml(), List.of()))
        .isEqualTo(config);
  }

  @Test
  void theShippedConfigsDifferWhereTheyShould() {
    RunConfig causal = shipped("nano-gpt");
    RunConfig faithful = shipped("nano-gpt-faithful");
    RunConfig shots = shipped("nano-gpt-faithful-shots");
    RunConfig wide = shipped("nano-gpt-wide");
    RunConfig smoke = shipped("nano-gpt-smoke");

    assertThat(causal.model()).isEqualTo(RunConfig.DEFAULT.model());
    assertThat(causal.train()).isEqualTo(RunConfig.DEFAULT.train());
    assertThat(causal.quantum()).isEqualTo(RunConfig.DEFAULT.quantum());
    assertThat(causal.reference()).isEqualTo("nano-gpt");
    assertThat(faithful.quantum())
        .isEqualTo(new RunConfig.Quantum(Mode.FAITHFUL, 4, 2, 0, Gradient.AUTO, false));
    assertThat(faithful.sample()).isEqualTo(new RunConfig.Sample(120, true));
    assertThat(faithful.train()).isEqualTo(causal.train());
    assertThat(faithful.model()).isEqualTo(causal.model());
    assertThat(shots.quantum())
        .isEqualTo(
            new RunConfig.Quantum(Mode.FAITHFUL, 4, 2, 1_024, Gradient.PARAMETER_SHIFT, false));
    assertThat(wide.model()).isEqualTo(new RunConfig.Model(32, 4, 3, 16, 0.1));
    assertThat(wide.train()).isEqualTo(new RunConfig.Train(12, 2e-3, 10_000, 500, 20));
    assertThat(wide.quantum().qubits()).isEqualTo(5);
    assertThat(wide.quantum().heads()).isEqualTo(2);
    assertThat(smoke.corpus()).isEqualTo("night-watch");
    assertThat(smoke.train().evaluations()).isEqualTo(2);
  }

  @Test
  void overridesReachEveryKeyAndTheLastOneWins() {
    RunConfig config =
        RunConfig.parse(
            "x.yaml",
            "model: {n_embd: 8}",
            List.of(
                "model.n_embd=32",
                "model.n_embd=64",
                "seed=7",
                "backend=embedded",
                "quantum.mode=faithful",
                "train.learning_rate=2e-3",
                "sample.dropout=true",
                "out=/tmp/a=b"));

    assertThat(config.model().embedding()).isEqualTo(64);
    assertThat(config.seed()).isEqualTo(7);
    assertThat(config.backend()).isEqualTo("embedded");
    assertThat(config.quantum().mode()).isEqualTo(Mode.FAITHFUL);
    assertThat(config.train().learningRate()).isEqualTo(0.002);
    assertThat(config.sample().dropout()).isTrue();
    assertThat(config.out()).isEqualTo("/tmp/a=b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "model: {n_embd: 30, n_head: 4} | CONFIG_VALUE | `n_embd` at model (x.yaml:1) is 30;"
            + " expected a multiple of n_head, which is 4, such as 32",
        "model: {n_head: 3} | CONFIG_VALUE | `n_head` at model (x.yaml:1) is 3 and n_embd 16;"
            + " expected a multiple of n_head, which is 3, such as 18",
        "model: {n_emb: 30} | CONFIG_UNKNOWN_KEY | unknown key `n_emb` at model (x.yaml:1); did you"
            + " mean `n_embd`?",
        "quantum: {heads: 3} | CONFIG_VALUE | `heads` at quantum (x.yaml:1) is 3; expected at most"
            + " n_head, which is 2",
        "quantum: {shots: 10, gradient: adjoint} | CONFIG_VALUE | `gradient` at quantum (x.yaml:1)"
            + " is 'adjoint'; expected auto or parameter-shift, because adjoint gradients are exact"
            + " and quantum.shots is not 0",
        "quantum: {gradient: spsa, spsa_move: 0} | CONFIG_VALUE | `spsa_move` at quantum (x.yaml:1)"
            + " is '0'; expected a number in [1.0E-4, 1.0]",
        "quantum: {ladder: [frozen, spsa]} | CONFIG_VALUE | `ladder` at quantum (x.yaml:1) is"
            + " [frozen, spsa]; expected a list of spsa, frozen, pause, each at most once and in"
            + " this order",
        "quantum: {ladder: [spsa, cry]} | CONFIG_VALUE | `ladder` at quantum (x.yaml:1) is [spsa,"
            + " cry]; expected a list of spsa, frozen, pause, each at most once and in this order",
        "quantum: {shot_allocation: gradient} | CONFIG_VALUE | `shot_allocation` at quantum"
            + " (x.yaml:1) is 'gradient'; expected uniform, because quantum.shots is 0: exact"
            + " values have none to spread",
        "quantum: {ladder: []} | CONFIG_VALUE | `ladder` at quantum (x.yaml:1) is []; expected a"
            + " list of spsa, frozen, pause, each at most once and in this order",
        "quantum: {mode: faithful, qubits: 9} | CONFIG_VALUE | `qubits` at quantum (x.yaml:1) is 9;"
            + " expected at most model.block_size, which is 8, because faithful mode reads one"
            + " position a qubit",
        "quantum: {qubits: 40} | CONFIG_VALUE | `qubits` at quantum (x.yaml:1) is '40'; expected an"
            + " integer in [2, 24]",
        "reference: nanogpt | CONFIG_VALUE | `reference` at the top level (x.yaml:1) is 'nanogpt';"
            + " expected one of nano-gpt; did you mean `nano-gpt`?",
        "seed: -1 | CONFIG_VALUE | `seed` at the top level (x.yaml:1) is '-1'; expected an integer"
            + " in [0, 9223372036854775807]",
        "train: {learning_rate: 0} | CONFIG_VALUE | `learning_rate` at train (x.yaml:1) is '0';"
            + " expected a number in [1.0E-9, 1.0]",
      })
  void aWrongValueIsOneErrorWithItsLine(String text, ErrorCode code, String message) {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> RunConfig.parse("x.yaml", text, List.of()))
        .withMessage(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void anOverrideWithoutAValueIsAUsageError() {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> RunConfig.parse("x.yaml", "", List.of("model.n_embd")))
        .withMessage("--set has 'model.n_embd'; give key=value, such as model.n_embd=32")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }

  @Test
  void aMissingFileIsSaidSo() {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> RunConfig.read(Path.of("configs/none.yaml"), List.of()))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_MISSING));
  }

  @Test
  void gradientsAreAdjointOnlyWhereTheyAreExactAndOffered() {
    RunConfig.Quantum auto = RunConfig.DEFAULT.quantum();
    RunConfig.Quantum sampled = new RunConfig.Quantum(Mode.CAUSAL, 4, 2, 100, Gradient.AUTO, false);
    RunConfig.Quantum shift =
        new RunConfig.Quantum(Mode.CAUSAL, 4, 2, 0, Gradient.PARAMETER_SHIFT, false);
    RunConfig.Quantum adjoint =
        new RunConfig.Quantum(Mode.CAUSAL, 4, 2, 0, Gradient.ADJOINT, false);

    assertThat(auto.adjointOn("embedded", true)).isTrue();
    assertThat(auto.adjointOn("local", false)).isFalse();
    assertThat(sampled.adjointOn("embedded", true)).isFalse();
    assertThat(shift.adjointOn("embedded", true)).isFalse();
    assertThat(adjoint.adjointOn("embedded", true)).isTrue();
    assertThat(
            new RunConfig.Quantum(Mode.CAUSAL, 4, 2, 0, Gradient.SPSA, false)
                .adjointOn("embedded", true))
        .isFalse();
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> adjoint.adjointOn("local", false))
        .withMessage(
            "quantum.gradient is adjoint, and backend 'local' has no adjoint gradients; set it to"
                + " auto or parameter-shift, or use backend embedded")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.GRADIENT_UNSUPPORTED));
  }

  private static RunConfig shipped(String name) {
    return RunConfig.read(Path.of("configs", name + ".yaml"), List.of());
  }

  private static TreeSet<String> keys(String prefix, YamlMap map) {
    TreeSet<String> keys = new TreeSet<>();
    for (Map.Entry<String, YamlMap.Entry> entry : map.entries().entrySet()) {
      if (entry.getValue().value() instanceof YamlMap inner) {
        keys.addAll(keys(prefix + entry.getKey() + ".", inner));
      } else {
        keys.add(prefix + entry.getKey());
      }
    }
    return keys;
  }
}
