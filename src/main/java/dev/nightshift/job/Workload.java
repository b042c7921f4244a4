package dev.nightshift.job;

import dev.nightshift.value.BitArray;
import java.util.OptionalDouble;

/**
 * How much a finished job took, counted from what was asked and what came back.
 *
 * @param circuits templates, one a pub
 * @param bindings rows of parameter values
 * @param executions bound circuits times shots; times 1 where exact
 * @param shots circuit runs that were sampled, 0 where exact
 */
public record Workload(long circuits, long bindings, long executions, long shots) {
  /** Shots of a sampler pub for which neither it nor the job names a number, as Aer has it. */
  public static final int DEFAULT_SAMPLER_SHOTS = 1024;

  /** What a job will take where nothing is done about errors, from the job alone. */
  public static Workload asked(JobRequest request) {
    Workload sum = new Workload(request.pubs().size(), 0, 0, 0);
    for (Pub pub : request.pubs()) {
      sum = sum.with(pub, shots(pub, request.options()));
    }
    return sum;
  }

  /** What a job took; its shots are those that the result reports, not those asked for. */
  public static Workload of(JobRequest request, JobResult result) {
    Workload sum = new Workload(request.pubs().size(), 0, 0, 0);
    for (int i = 0; i < request.pubs().size(); i++) {
      long each =
          switch (result.pubs().get(i)) {
            case PubResult.Estimated estimated -> estimated.shots();
            case PubResult.Sampled sampled ->
                sampled.registers().values().stream().mapToInt(BitArray::shots).max().orElse(0);
          };
      sum = sum.with(request.pubs().get(i), each);
    }
    return sum;
  }

  private Workload with(Pub pub, long each) {
    long rows = pub.bindings().rows();
    long sampled = each * pub.shape().size();
    return new Workload(
        circuits, bindings + rows, executions + (each == 0 ? rows : sampled), shots + sampled);
  }

  /**
   * Shots a pub asks for, for each element of its shape: its own, else the job's; a precision
   * {@code p} takes {@code ceil(1/p^2)}; 0 is exact.
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

  /** Adds circuits, bindings, executions and shots. */
  public void addTo(Meter meter) {
    meter.add(Meter.Count.CIRCUITS, circuits);
    meter.add(Meter.Count.BINDINGS, bindings);
    meter.add(Meter.Count.EXECUTIONS, executions);
    meter.add(Meter.Count.SHOTS, shots);
  }
}
