package dev.nightshift.cli;

import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.ObservablesArray;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the launcher runs once after a build, so that the classes of every start are recorded. */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher after a build.")
final class WarmUpCommand implements Callable<Integer> {
  private final Terminal terminal;

  WarmUpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    RunConfig.parse("warm-up", RunConfig.DEFAULT.toYaml(), List.of());
    var circuit = Qasm.read("warm-up", Qasm.print(QuantumHeads.circuit(4)));
    Bindings row = Bindings.row(circuit.parameters(), new double[circuit.parameters().size()]);
    Pub.Estimator pub =
        new Pub.Estimator(circuit, ObservablesArray.of(QuantumHeads.observable(4)), row, 0.0);
    try (Backend backend = Backends.open("local", new Meter(), terminal, CacheMode.MEMORY)) {
      backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE));
    }
    return 0;
  }
}
