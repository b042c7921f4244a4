package dev.nightshift.snippet;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** The program of README.md. */
final class ReadmeProgram {
  private ReadmeProgram() {}

  static void run(PrintStream out) {
    // begin
    Circuit circuit =
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build();
    double[] values = new double[circuit.parameters().size()];
    Arrays.setAll(values, i -> 0.1 * i);
    Pub.Estimator pub =
        new Pub.Estimator(
            circuit,
            ObservablesArray.of(Observable.of("ZZZZ")),
            Bindings.row(circuit.parameters(), values),
            0.0);
    try (Backend backend = new EmbeddedBackend("embedded", new Simulator(), new Meter())) {
      JobResult result = backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE));
      out.printf("%d parameters, <ZZZZ> = %.6f%n", values.length, result.estimated(0).evs()[0]);
    }
    // end
  }
}
