package dev.nightshift.oracle;

import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A backend of exact estimates by {@link DenseOracle}, which keeps the requests it was given; for
 * tests of what stands above backends. Shots and precision are not looked at.
 */
public final class DenseBackend implements Backend {
  private final List<JobRequest> requests = new CopyOnWriteArrayList<>();

  /** Every request so far, oldest first. */
  public List<JobRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public String name() {
    return "dense";
  }

  @Override
  public JobResult run(JobRequest request) {
    requests.add(request);
    return new JobResult(
        "dense-" + requests.size(), request.pubs().stream().map(DenseBackend::run).toList());
  }

  private static PubResult run(Pub pub) {
    return switch (pub) {
      case Pub.Sampler _ ->
          throw new IllegalArgumentException("the dense backend estimates, it does not sample");
      case Pub.Estimator estimator -> {
        Shape shape = estimator.shape();
        int[] observables = estimator.observables().shape().indicesIn(shape);
        int[] rows = estimator.bindings().shape().indicesIn(shape);
        double[] evs = new double[shape.size()];
        Arrays.setAll(
            evs,
            i -> {
              double[] values = new double[estimator.bindings().columns()];
              Arrays.setAll(values, column -> estimator.bindings().value(rows[i], column));
              return DenseOracle.expectation(
                  estimator.circuit(),
                  estimator.observables().elements().get(observables[i]),
                  values);
            });
        yield new PubResult.Estimated(shape, evs, new double[evs.length], 0);
      }
    };
  }

  @Override
  public void close() {}
}
