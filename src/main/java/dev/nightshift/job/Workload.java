package dev.nightshift.job;

import java.util.OptionalDouble;

/**
 * How much a job asks for, counted the same way by every backend.
 *
 * @param circuits templates, one a pub
 * @param bindings rows of parameter values
 * @param executions bound circuits times shots; times 1 where exact
 * @param shots circuit runs that are sampled, 0 where exact
 */
public record Workload(long circuits, long bindings, long executions, long shots) {
  /** Shots of a sampler pub for which neither it nor the job names a number. */
  public static final int DEFAULT_SAMPLER_SHOTS = 4096;

  public static Workload of(JobRequest request) {
    long bindings = 0;
    long executions = 0;
    long shots = 0;
    for (Pub pub : request.pubs()) {
      long each = shots(pub, request.options());
      long elements = pub.shape().size();
      bindings += pub.bindings().rows();
      executions += elements * Math.max(1, each);
      shots += elements * each;
    }
    return new Workload(request.pubs().size(), bindings, executions, shots);
  }

  /**
   * Shots a pub takes for each element of its shape: its own, else the job's; a precision {@code p}
   * takes {@code ceil(1/p^2)}; 0 is exact.
   */
  public static long shots(Pub pub, JobOptions options) {
    return switch (pub) {
      case Pub.Sampler sampler ->
          sampler.shots() != null
              ? sampler.shots()
              : options.defaultShots().orElse(DEFAULT_SAMPLER_SHOTS);
      case Pub.Estimator estimator -> {
        if (estimator.precision() == null && options.defaultShots().isPresent()) {
          yield options.defaultShots().getAsInt();
        }
        OptionalDouble precision =
            estimator.precision() != null
                ? OptionalDouble.of(estimator.precision())
                : options.defaultPrecision();
        double p = precision.orElse(0);
        yield p == 0 ? 0 : (long) Math.ceil(1 / (p * p));
      }
    };
  }

  /** Counts one job of this size, one round. */
  public void addTo(Meter meter) {
    meter.add(Meter.Count.JOBS, 1);
    meter.add(Meter.Count.ROUNDS, 1);
    meter.add(Meter.Count.CIRCUITS, circuits);
    meter.add(Meter.Count.BINDINGS, bindings);
    meter.add(Meter.Count.EXECUTIONS, executions);
    meter.add(Meter.Count.SHOTS, shots);
  }
}
