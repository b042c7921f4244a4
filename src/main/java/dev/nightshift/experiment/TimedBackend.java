package dev.nightshift.experiment;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meanwhile;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.Optional;

/**
 * A backend that adds up how long its caller waited, without what it did meanwhile; for one thread.
 */
final class TimedBackend implements Backend {
  private final Backend backend;
  private long nanos;

  TimedBackend(Backend backend) {
    this.backend = backend;
  }

  /** What calls took so far, nanoseconds. */
  long nanos() {
    return nanos;
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public JobResult run(JobRequest request) {
    long start = System.nanoTime() - Meanwhile.nanos();
    try {
      return backend.run(request);
    } finally {
      nanos += System.nanoTime() - Meanwhile.nanos() - start;
    }
  }

  @Override
  public Optional<AdjointEstimator> adjoint() {
    return backend.adjoint().map(Timed::new);
  }

  @Override
  public Preparation prepare(JobRequest like) {
    return backend.prepare(like);
  }

  private final class Timed implements AdjointEstimator {
    private final AdjointEstimator estimator;

    Timed(AdjointEstimator estimator) {
      this.estimator = estimator;
    }

    @Override
    public Gradients valuesAndGradients(
        Circuit circuit, Observable observable, Bindings bindings, List<String> parameters) {
      long start = System.nanoTime();
      try {
        return estimator.valuesAndGradients(circuit, observable, bindings, parameters);
      } finally {
        nanos += System.nanoTime() - start;
      }
    }
  }

  @Override
  public List<Transpiled> mapped() {
    return backend.mapped();
  }

  @Override
  public void at(String phase) {
    backend.at(phase);
  }

  @Override
  public void close() {
    backend.close();
  }
}
