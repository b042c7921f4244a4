package dev.nightshift.experiment.plan;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.Workload;
import dev.nightshift.learn.RunPart;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The backend of a rehearsal: counts what it is asked, and answers with values that it makes up.
 *
 * <p>A value is a function of the circuit's angles that takes different angles to different values,
 * as a real one does: else circuits of the next layer could look equal that are not. Nothing it
 * answers leaves the rehearsal.
 */
final class Understudy implements Backend {
  private final List<Till> tills;
  private final boolean adjoint;
  private RunPart part = RunPart.TRAINING;

  /**
   * @param adjoint whether it has adjoint gradients
   */
  Understudy(List<Till> tills, boolean adjoint) {
    this.tills = tills;
    this.adjoint = adjoint;
  }

  /** Which part is asked for from here on. */
  void begin(RunPart next) {
    part = next;
  }

  @Override
  public String name() {
    return "rehearsal";
  }

  @Override
  public JobResult run(JobRequest request) {
    tills.forEach(till -> till.take(part, request, 1, 1));
    List<PubResult> results = new ArrayList<>(request.pubs().size());
    for (Pub pub : request.pubs()) {
      double[] values = values(pub.bindings(), pub.shape().size());
      results.add(
          new PubResult.Estimated(
              pub.shape(),
              values,
              new double[values.length],
              Workload.shots(pub, request.options())));
    }
    return new JobResult("rehearsal", results);
  }

  @Override
  public Optional<AdjointEstimator> adjoint() {
    return adjoint ? Optional.of(this::gradients) : Optional.empty();
  }

  private AdjointEstimator.Gradients gradients(
      Circuit circuit, Observable observable, Bindings bindings, List<String> parameters) {
    tills.forEach(till -> till.takeAdjoint(part, bindings.rows(), 1));
    return new AdjointEstimator.Gradients(
        values(bindings, bindings.rows()), new double[bindings.rows() * parameters.size()]);
  }

  private static double[] values(Bindings bindings, int size) {
    double[] all = bindings.values();
    int columns = bindings.columns();
    double[] values = new double[size];
    for (int row = 0; row < Math.min(size, bindings.rows()); row++) {
      long mix = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        mix = mix * 0x9e3779b97f4a7c15L + Double.doubleToLongBits(all[i]);
      }
      mix ^= mix >>> 32;
      mix *= 0xbf58476d1ce4e5b9L;
      values[row] = (mix >> 11) * 0x1p-52;
    }
    return values;
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
