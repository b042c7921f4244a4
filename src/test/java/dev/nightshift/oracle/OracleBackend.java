package dev.nightshift.oracle;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A backend by dense matrices, slow and simple; its "adjoint" gradients are finite differences. It
 * keeps what it was asked.
 */
public final class OracleBackend implements Backend, AdjointEstimator {
  public final List<JobRequest> requests = new ArrayList<>();
  public int adjointCalls;

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public JobResult run(JobRequest request) {
    requests.add(request);
    List<PubResult> results = new ArrayList<>();
    for (Pub pub : request.pubs()) {
      Pub.Estimator estimator = (Pub.Estimator) pub;
      Bindings rows = estimator.bindings();
      double[] evs = new double[rows.rows()];
      for (int row = 0; row < evs.length; row++) {
        evs[row] =
            DenseOracle.expectation(
                pub.circuit(), estimator.observables().elements().getFirst(), row(rows, row));
      }
      results.add(new PubResult.Estimated(pub.shape(), evs, new double[evs.length], 0));
    }
    return new JobResult("job-" + requests.size(), results);
  }

  private static double[] row(Bindings rows, int row) {
    double[] values = new double[rows.columns()];
    System.arraycopy(rows.values(), row * values.length, values, 0, values.length);
    return values;
  }

  @Override
  public Gradients valuesAndGradients(
      Circuit circuit, Observable observable, Bindings bindings, List<String> parameters) {
    adjointCalls++;
    double[] values = new double[bindings.rows()];
    double[] jacobian = new double[values.length * parameters.size()];
    for (int row = 0; row < values.length; row++) {
      double[] at = row(bindings, row);
      values[row] = DenseOracle.expectation(circuit, observable, at);
      for (int i = 0; i < parameters.size(); i++) {
        jacobian[row * parameters.size() + i] =
            FiniteDifference.derivative(
                point -> DenseOracle.expectation(circuit, observable, point),
                at,
                circuit.parameters().indexOf(parameters.get(i)));
      }
    }
    return new Gradients(values, jacobian);
  }

  @Override
  public Optional<AdjointEstimator> adjoint() {
    return Optional.of(this);
  }

  @Override
  public void close() {}
}
