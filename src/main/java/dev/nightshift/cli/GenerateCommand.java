package dev.nightshift.cli;

import dev.nightshift.experiment.Experiment;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.learn.ModelKind;
import dev.nightshift.learn.SampleConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generate RUN}: text from a trained model. */
@Command(name = "generate", description = "Write text with a model that a run has trained.")
final class GenerateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private Path run = Path.of("");

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What the text goes on from (default: a line break).")
  private String prompt = "\n";

  @Option(
      names = "--model",
      paramLabel = "KIND",
      description = "classical or hybrid (default: ${DEFAULT-VALUE}).")
  private ModelKind model = ModelKind.HYBRID;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "New characters (default: ${DEFAULT-VALUE}).")
  private int tokens = 120;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 takes the likeliest character; above 0 draws (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(names = "--backend", paramLabel = "NAME", description = "Overrides the run's backend.")
  private @Nullable String backend;

  private final Terminal terminal;

  GenerateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RunFolder folder = RunFolder.open(run)) {
      Experiment experiment =
          new Experiment(
              (name, mapping, meter) ->
                  Backends.open(name, mapping, meter, terminal, CacheMode.MEMORY),
              Corpora.ofThisUser(),
              dev.nightshift.report.Progress.none(),
              Nightshift.Version.text(),
              () -> false);
      terminal
          .out()
          .println(
              experiment.generate(
                  folder, model, backend, prompt, new SampleConfig(tokens, false, temperature)));
      return 0;
    }
  }
}
