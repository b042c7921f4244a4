package dev.nightshift.snippet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobSnippetsTest {
  private final Backend backend = new EmbeddedBackend("embedded", new Simulator(), new Meter());

  @Test
  void job() {
    // @start region="job"
    Circuit circuit = Circuit.builder(1).ry(ParameterExpression.parameter("theta"), 0).build();
    Pub.Estimator pub =
        new Pub.Estimator(
            circuit,
            ObservablesArray.of(Observable.of("Z")),
            Bindings.rows(List.of("theta"), new double[] {0.0, 0.5, 1.0}),
            null);

    PubResult.Estimated result =
        backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE)).estimated(0);

    result.evs(); // cos 0, cos 0.5, cos 1
    // @end
    assertThat(result.evs())
        .containsExactly(new double[] {1, Math.cos(0.5), Math.cos(1)}, within(1e-12));
  }
}
