package dev.nightshift.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.learn.ModelKind;
import dev.nightshift.learn.SampleConfig;
import dev.nightshift.report.Causality.Verdict;
import dev.nightshift.report.Progress;
import dev.nightshift.report.RunReport;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentTest {
  private static final List<String> TINY =
      List.of(
          "corpus=night-watch",
          "backend=embedded",
          "train.max_iters=12",
          "train.eval_interval=4",
          "train.eval_iters=2",
          "checkpoint.every_steps=5",
          "sample.tokens=20");

  @TempDir private Path folder = Path.of("");

  private static RunConfig config(String... overrides) {
    List<String> all = new ArrayList<>(TINY);
    all.addAll(List.of(overrides));
    return RunConfig.parse("tiny.yaml", "seed: 3\n", all);
  }

  private static Backend embedded(Meter meter) {
    return new EmbeddedBackend("embedded", new Simulator(), meter);
  }

  private static Experiment experiment(
      Experiment.BackendOpener opener, BooleanSupplier stopRequested) {
    return new Experiment(opener, Corpora.ofThisUser(), Progress.none(), "test", stopRequested);
  }

  private RunReport run(String name, RunConfig config) {
    try (RunFolder run = RunFolder.createAt(folder.resolve(name), config)) {
      return RunReport.ofJson(
          experiment((_, _, meter) -> embedded(meter), () -> false).run(run, "tiny", null));
    }
  }

  @Test
  void givenATinyConfig_whenRun_thenTheFolderHoldsAllThatAReaderNeeds() {
    RunReport report = run("a", config());

    assertThat(folder.resolve("a"))
        .isDirectoryContaining("glob:**/config.yaml")
        .isDirectoryContaining("glob:**/run.json")
        .isDirectoryContaining("glob:**/metrics.jsonl")
        .isDirectoryContaining("glob:**/report.md")
        .isDirectoryContaining("glob:**/report.html")
        .isDirectoryContaining("glob:**/report.json");
    assertThat(folder.resolve("a/circuits/quantum-head.qasm")).content().startsWith("OPENQASM 3");
    assertThat(folder.resolve("a/metrics.jsonl")).content().hasLineCount(2 * (12 + 3));
    assertThat(report.name()).isEqualTo("tiny");
    assertThat(report.classical().evalLosses()).hasSize(3);
    assertThat(report.hybrid().parameters() - report.classical().parameters()).isEqualTo(52);
    assertThat(report.classical().sample()).hasSize(21);
    assertThat(report.causality()).isEqualTo(Verdict.PASS);
    assertThat(report.timeS().total()).isGreaterThan(0);
  }

  @Test
  void givenOneSeed_whenRunTwice_thenEveryFigureButTheTimesIsEqual() {
    RunReport first = run("a", config());
    RunReport second = run("b", config());

    assertThat(second.hybrid().evalLosses()).isEqualTo(first.hybrid().evalLosses());
    assertThat(second.classical().sample()).isEqualTo(first.classical().sample());
    assertThat(second.hybrid().sample()).isEqualTo(first.hybrid().sample());
    assertThat(second.quantum()).isEqualTo(first.quantum());
  }

  @Test
  void givenASectionForTheTranspiler_whenRunAndAskedForText_thenEveryBackendIsOpenedWithIt() {
    List<TranspileOptions> heard = new ArrayList<>();
    Experiment experiment =
        experiment(
            (_, mapping, meter) -> {
              heard.add(mapping);
              return embedded(meter);
            },
            () -> false);
    RunConfig config = config("transpile.optimization_level=1", "transpile.seed_transpiler=9");

    try (RunFolder run = RunFolder.createAt(folder.resolve("a"), config)) {
      experiment.run(run, "tiny", null);
      experiment.generate(run, ModelKind.HYBRID, null, "\n", new SampleConfig(2, false, 0));
    }

    TranspileOptions asked = TranspileOptions.DEFAULT.withLevel(1).withSeed(Seed.of(9));
    assertThat(heard).containsExactly(asked, asked);
  }

  @Test
  void givenTheFaithfulMode_whenRun_thenTheReportSaysThatTheFutureLeaks() {
    RunReport report = run("a", config("quantum.mode=faithful", "sample.dropout=true"));

    assertThat(report.causalityProbe().classical().verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.causalityProbe().hybrid().verdict()).isEqualTo(Verdict.LEAK);
    assertThat(report.causality()).isEqualTo(Verdict.LEAK);
  }

  @Test
  void givenParameterShiftInsteadOfAdjoint_whenRun_thenLossesAgreeToRounding() {
    RunReport adjoint = run("a", config());
    RunReport shifted = run("b", config("quantum.gradient=parameter-shift"));

    assertThat(shifted.hybrid().loss()).isCloseTo(adjoint.hybrid().loss(), within(1e-5));
    // One job a layer and round: 12 steps, 3 evaluations, 20 characters, two layers; the probe adds
    // some.
    assertThat(shifted.quantum().jobs()).isBetween(2L * (12 + 3), 2L * (12 + 3 + 20 + 20));
  }

  @Test
  void givenARunStoppedAnywhere_whenResumed_thenItEndsAsAnUnbrokenOne() {
    RunReport unbroken = run("whole", config());

    for (int stopAfter : List.of(3, 5, 11, 15, 22)) {
      Path path = folder.resolve("stopped-" + stopAfter);
      AtomicInteger asked = new AtomicInteger();
      Experiment stopping =
          experiment((_, _, meter) -> embedded(meter), () -> asked.incrementAndGet() > stopAfter);
      try (RunFolder run = RunFolder.createAt(path, config())) {
        assertThatThrownBy(() -> stopping.run(run, "tiny", null))
            .isInstanceOfSatisfying(
                NightshiftException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
      }
      RunReport resumed;
      try (RunFolder run = RunFolder.open(path)) {
        resumed =
            RunReport.ofJson(
                experiment((_, _, meter) -> embedded(meter), () -> false).run(run, "other", null));
      }

      assertThat(resumed.name()).isEqualTo("tiny");
      assertThat(resumed.classical().evalLosses()).isEqualTo(unbroken.classical().evalLosses());
      assertThat(resumed.hybrid().evalLosses()).isEqualTo(unbroken.hybrid().evalLosses());
      assertThat(resumed.hybrid().sample()).isEqualTo(unbroken.hybrid().sample());
      assertThat(path.resolve("metrics.jsonl")).content().hasLineCount(2 * (12 + 3));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quantum.gradient=parameter-shift",
        "quantum.gradient=spsa",
        "quantum.shots=20 quantum.shot_allocation=gradient"
      })
  void givenABackendThatFailsForGood_whenResumed_thenTheRunEndsAsAnUnbrokenOne(String gradient) {
    RunConfig config = config(gradient.split(" "));
    RunReport unbroken = run("whole", config);
    Path path = folder.resolve("failed");
    try (RunFolder run = RunFolder.createAt(path, config)) {
      Experiment failing =
          experiment((_, _, meter) -> new Failing(embedded(meter), 9), () -> false);
      assertThatThrownBy(() -> failing.run(run, "tiny", null))
          .hasMessage("the far side is gone for good");
    }

    RunReport resumed;
    try (RunFolder run = RunFolder.open(path)) {
      resumed =
          RunReport.ofJson(
              experiment((_, _, meter) -> embedded(meter), () -> false).run(run, "tiny", null));
    }

    assertThat(resumed.hybrid().evalLosses()).isEqualTo(unbroken.hybrid().evalLosses());
    assertThat(resumed.hybrid().sample()).isEqualTo(unbroken.hybrid().sample());
  }

  @Test
  void givenADamagedCheckpoint_whenResumed_thenTheErrorNamesIt() throws Exception {
    run("a", config());
    Path path = folder.resolve("a");
    Files.delete(path.resolve("hybrid.json"));
    Path checkpoint = path.resolve("checkpoints/hybrid.safetensors");
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length / 2] ^= 1;
    Files.write(checkpoint, bytes);

    try (RunFolder run = RunFolder.open(path)) {
      assertThatThrownBy(() ->
              experiment((_, _, meter) -> embedded(meter), () -> false).run(run, "tiny", null))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_CORRUPT))
          .hasMessageContaining(checkpoint.toString());
    }
  }

  @Test
  void givenAnotherText_whenResumed_thenTheErrorSaysWhichWasExpected() throws Exception {
    Path text = Files.writeString(folder.resolve("text.txt"), "to be or not to be. ".repeat(50));
    run("a", config("corpus=" + text));
    Files.delete(folder.resolve("a/hybrid.json"));
    Files.writeString(text, "not to be or to be. ".repeat(50));

    try (RunFolder run = RunFolder.open(folder.resolve("a"))) {
      assertThatThrownBy(() ->
              experiment((_, _, meter) -> embedded(meter), () -> false).run(run, "tiny", null))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CORPUS_INVALID))
          .hasMessageContaining("the run began on a text with SHA-256");
    }
  }

  @Test
  void givenATrainedRun_whenAskedForText_thenItGoesOnFromThePrompt() {
    run("a", config());

    try (RunFolder run = RunFolder.open(folder.resolve("a"))) {
      Experiment experiment = experiment((_, _, meter) -> embedded(meter), () -> false);
      SampleConfig sample = new SampleConfig(10, false, 0);

      for (ModelKind kind : ModelKind.values()) {
        String text = experiment.generate(run, kind, null, "the", sample);

        assertThat(text).startsWith("the").hasSize(13);
        assertThat(experiment.generate(run, kind, null, "the", sample)).isEqualTo(text);
      }
    }
  }

  /** A backend whose far side goes away after some jobs. */
  private static final class Failing implements Backend {
    private final Backend backend;
    private int left;

    Failing(Backend backend, int jobs) {
      this.backend = backend;
      this.left = jobs;
    }

    @Override
    public String name() {
      return backend.name();
    }

    @Override
    public JobResult run(JobRequest request) {
      if (left-- <= 0) {
        throw new NightshiftException(
            ErrorCode.REMOTE_UNREACHABLE, "the far side is gone for good");
      }
      return backend.run(request);
    }

    @Override
    public void close() {
      backend.close();
    }
  }
}
