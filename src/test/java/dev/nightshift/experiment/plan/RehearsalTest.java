package dev.nightshift.experiment.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.experiment.Experiment;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.report.Progress;
import dev.nightshift.report.Quantum;
import dev.nightshift.report.RunReport;
import dev.nightshift.sim.Simulator;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan counts is what the run then does: both counted for configs of every kind. */
class RehearsalTest {
  @TempDir private Path folder = Path.of("");

  private static final Venues VENUES =
      new Venues(new Providers(List.of(), Map.of()), new DeviceCatalog(List.of()));

  private static RunConfig config(String settings) {
    return RunConfig.parse(
        "tiny.yaml",
        "seed: 3\n",
        Stream.concat(
                Stream.of(
                    "corpus=night-watch",
                    "train.max_iters=40",
                    "train.eval_interval=10",
                    "train.eval_iters=6",
                    "sample.tokens=30"),
                Arrays.stream(settings.split(" ")))
            .filter(setting -> !setting.isEmpty())
            .toList());
  }

  /** The simulator in this process, as it is or as a service that has no adjoint gradients. */
  private static Backend backend(Meter meter, boolean adjoint) {
    Backend embedded = new EmbeddedBackend("embedded", new Simulator(), meter);
    return new Backend() {
      @Override
      public String name() {
        return "here";
      }

      @Override
      public JobResult run(JobRequest request) {
        return embedded.run(request);
      }

      @Override
      public Optional<AdjointEstimator> adjoint() {
        return adjoint ? embedded.adjoint() : Optional.empty();
      }

      @Override
      public void close() {
        embedded.close();
      }
    };
  }

  private Quantum ran(RunConfig config, boolean adjoint) {
    Experiment experiment =
        new Experiment(
            (_, _, meter) -> backend(meter, adjoint),
            Corpora.ofThisUser(),
            Progress.none(),
            "test",
            () -> false);
    try (RunFolder run = RunFolder.createAt(folder.resolve("run"), config)) {
      return RunReport.ofJson(experiment.run(run, "tiny", null)).quantum();
    }
  }

  private static PlanEstimate planned(RunConfig config, boolean adjoint, boolean quick) {
    return new Planner(Corpora.ofThisUser(), _ -> {})
        .plan(config, List.of(VENUES.find(adjoint ? "embedded" : "local")), quick, 10)
        .entries()
        .getFirst()
        .estimate();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "model.dropout=0",
        "quantum.shots=64",
        "quantum.gradient=spsa",
        "quantum.shots=32 quantum.shot_allocation=gradient",
        "quantum.shots=9 quantum.shot_allocation=gradient quantum.mode=faithful"
            + " quantum.gradient=spsa",
        "quantum.gradient=spsa quantum.shots=32 quantum.input_gradients=true",
        "quantum.gradient=spsa quantum.mode=faithful model.dropout=0 train.batch_size=9",
        "quantum.mode=faithful",
        "quantum.mode=faithful sample.dropout=true quantum.shots=16",
        "quantum.mode=faithful model.dropout=0 train.batch_size=9",
        "quantum.input_gradients=true",
        "quantum.qubits=5 model.n_head=4 model.n_embd=32 model.n_layer=3 model.block_size=16",
        "quantum.heads=1 model.n_layer=1 train.batch_size=12 sample.dropout=true",
        "train.batch_size=128 train.eval_iters=40 train.max_iters=3 sample.tokens=5",
        "train.max_iters=3 sample.tokens=0"
      })
  void givenAConfig_whenItIsRun_thenEveryCountIsAsPlanned(String settings) {
    RunConfig config = config(settings);
    for (boolean adjoint :
        config.quantum().adjointOn("here", true) ? new boolean[] {false, true} : new boolean[1]) {
      PlanEstimate plan = planned(config, adjoint, false);
      PlanEstimate bound = planned(config, adjoint, true);

      Quantum report = ran(config, adjoint);
      deleteRun();

      Counts counts = plan.total();
      assertThat(plan.exact()).isTrue();
      assertThat(counts.jobs()).as("jobs").isEqualTo(report.jobs());
      assertThat(counts.rounds()).as("rounds").isEqualTo(report.rounds());
      assertThat(counts.circuits()).as("circuits").isEqualTo(report.circuits());
      assertThat(counts.bindings()).as("bindings").isEqualTo(report.bindings());
      assertThat(counts.executions()).as("executions").isEqualTo(report.executions());
      assertThat(counts.shots()).as("shots").isEqualTo(report.shots());
      assertThat(counts.merged()).isGreaterThanOrEqualTo(report.duplicates());
      Counts most = bound.total();
      assertThat(bound.exact()).isFalse();
      assertThat(most.jobs()).isEqualTo(report.jobs());
      assertThat(most.circuits()).isEqualTo(report.circuits());
      assertThat(most.bindings()).isEqualTo(counts.asked());
      assertThat(most.executions()).isGreaterThanOrEqualTo(report.executions());
      assertThat(most.shots()).isGreaterThanOrEqualTo(report.shots());
    }
  }

  private void deleteRun() {
    try (var files = Files.walk(folder.resolve("run"))) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
