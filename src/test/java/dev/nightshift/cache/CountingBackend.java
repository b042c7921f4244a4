package dev.nightshift.cache;

import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.Workload;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * A backend whose exact values are a function of row and observable, and whose samples are one of
 * the seed and of the pub's place in the job; it remembers what it was asked.
 */
final class CountingBackend implements Backend {
  final List<JobRequest> asked = new ArrayList<>();
  private boolean closed;

  /** Rows of bindings asked for so far. */
  long rows() {
    return asked.stream()
        .flatMap(request -> request.pubs().stream())
        .mapToLong(pub -> pub.bindings().rows())
        .sum();
  }

  boolean closed() {
    return closed;
  }

  static double exact(double[] values, int row, int columns, String observable) {
    double sum = observable.hashCode() % 97;
    for (int i = 0; i < columns; i++) {
      sum = 31 * sum + values[row * columns + i];
    }
    return Math.sin(sum);
  }

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public JobResult run(JobRequest request) {
    asked.add(request);
    List<PubResult> results = new ArrayList<>();
    for (int i = 0; i < request.pubs().size(); i++) {
      Pub pub = request.pubs().get(i);
      long shots = Workload.shots(pub, request.options());
      SplittableRandom random =
          new SplittableRandom(request.options().seedSimulator().orElse(asked.size()) * 1000 + i);
      results.add(
          switch (pub) {
            case Pub.Estimator estimator -> estimate(estimator, shots, random);
            case Pub.Sampler sampler -> sample(sampler, (int) shots, random);
          });
    }
    return new JobResult("job-" + asked.size(), results);
  }

  private static PubResult estimate(Pub.Estimator pub, long shots, SplittableRandom random) {
    Shape shape = pub.shape();
    int[] row = pub.bindings().shape().indicesIn(shape);
    int[] observable = pub.observables().shape().indicesIn(shape);
    double[] evs = new double[shape.size()];
    double[] stds = new double[evs.length];
    for (int e = 0; e < evs.length; e++) {
      evs[e] =
          exact(
              pub.bindings().values(),
              row[e],
              pub.bindings().columns(),
              pub.observables().elements().get(observable[e]).toString());
      if (shots > 0) {
        stds[e] = 1 / Math.sqrt(shots);
        evs[e] += stds[e] * (random.nextDouble() - 0.5);
      }
    }
    return new PubResult.Estimated(shape, evs, stds, shots);
  }

  private static PubResult sample(Pub.Sampler pub, int shots, SplittableRandom random) {
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    pub.circuit()
        .bitRegisters()
        .forEach(register -> {
          byte[] bytes = new byte[pub.shape().size() * shots * BitArray.stride(register.size())];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(1 << Math.min(8, register.size()));
          }
          registers.put(register.name(), new BitArray(pub.shape(), shots, register.size(), bytes));
        });
    return new PubResult.Sampled(pub.shape(), registers);
  }

  @Override
  public Optional<AdjointEstimator> adjoint() {
    return Optional.of((circuit, observable, bindings, parameters) ->
        new AdjointEstimator.Gradients(new double[0], new double[0]));
  }

  @Override
  public void close() {
    closed = true;
  }
}
