package dev.nightshift.snippet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.corpus.Corpus;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.report.CircuitDrawing;
import dev.nightshift.report.Difference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentSnippetsTest {
  @TempDir Path runs;

  @Test
  void config() {
    // @start region="config"
    RunConfig config =
        RunConfig.read(Path.of("configs/nano-gpt-smoke.yaml"), List.of("model.n_embd=32"));

    config.model().embedding(); // 32
    config.train().evaluations(); // 2: before steps 0 and 10
    // @end
    assertThat(config.model().embedding()).isEqualTo(32);
    assertThat(config.train().evaluations()).isEqualTo(2);
  }

  @Test
  void corpus() {
    // @start region="corpus"
    Corpus corpus = Corpora.ofThisUser().open("night-watch", 8);

    int[] lamp = corpus.encode("lamp");
    corpus.decode(lamp); // "lamp"
    // @end
    assertThat(corpus.decode(lamp)).isEqualTo("lamp");
  }

  @Test
  void folder() {
    RunConfig config = RunConfig.DEFAULT;
    Path path;
    // @start region="folder"
    try (RunFolder run = RunFolder.create(runs, config, Instant.now())) {
      run.metric(Map.of("step", 0, "loss", 4.37));
      path = run.path();
    }
    // @end
    assertThat(path.resolve("config.yaml")).content().isEqualTo(config.toYaml());
    assertThat(Files.exists(path.resolve("metrics.jsonl"))).isTrue();
  }

  @Test
  void report() {
    // @start region="report"
    Difference.of("to be", "to see").levenshtein(); // 2

    Circuit circuit = Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR);
    String svg = CircuitDrawing.svg(circuit, 800);
    // @end
    assertThat(Difference.of("to be", "to see").levenshtein()).isEqualTo(2);
    assertThat(svg).startsWith("<svg").contains("RY");
  }
}
