package dev.nightshift.cli;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.experiment.Experiment;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.report.Progress;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.ObservablesArray;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What the launcher runs once after a build: a short run over the wire, so that the JVM records the
 * classes it loads and the profiles of hot methods, and later starts compile them at once.
 */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher after a build.")
final class WarmUpCommand implements Callable<Integer> {
  /** What is recorded. */
  enum Kind {
    /** A short training run over the wire. */
    TRAINING,
    /** What every command begins with. */
    LIGHT
  }

  @Parameters(index = "0", paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}")
  private Kind kind = Kind.LIGHT;

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "A new folder that the launcher removes.")
  private Path folder = Path.of("");

  private final Terminal terminal;

  WarmUpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return switch (kind) {
      case TRAINING -> train();
      case LIGHT -> runCircuit();
    };
  }

  private int runCircuit() {
    Circuit circuit = QuantumHeads.circuit(2);
    Pub.Estimator pub =
        new Pub.Estimator(
            Qasm.read("warm-up", Qasm.print(circuit)),
            ObservablesArray.of(QuantumHeads.observable(2)),
            Bindings.row(circuit.parameters(), new double[circuit.parameters().size()]),
            0.0);
    try (Backend backend = Backends.open("local", new Meter(), terminal, CacheMode.MEMORY)) {
      return backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE)).pubs().size() - 1;
    }
  }

  /**
   * Long enough for the methods of a job to be compiled to the end: the cache knows them as hot.
   */
  private int train() {
    RunConfig config =
        RunConfig.parse(
            "warm-up",
            "quantum:\n  mode: faithful\n",
            List.of(
                "corpus=" + Corpora.OWN,
                "train.max_iters=1500",
                "train.eval_interval=100",
                "train.eval_iters=4",
                "checkpoint.every_steps=0",
                "sample.tokens=20"));
    try (RunFolder run = RunFolder.createAt(folder, config)) {
      new Experiment(
              (name, mapping, meter) ->
                  Backends.open(name, mapping, meter, terminal, CacheMode.MEMORY),
              Corpora.ofThisUser(),
              Progress.none(),
              Nightshift.Version.text(),
              () -> false)
          .run(run, "warm-up", null);
    }
    return 0;
  }
}
