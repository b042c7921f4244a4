package dev.nightshift.wire.job;

import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Program;
import dev.nightshift.job.Pub;
import dev.nightshift.job.Workload;
import dev.nightshift.transpile.schedule.Scheduling;
import java.util.ArrayList;
import java.util.List;

/**
 * What a primitive's result tells of its job beside the values: what was asked to be done about
 * errors, and how exact the values were to be.
 *
 * @param mitigation as asked, or as the level of the job's backend has it
 * @param strategy of twirling, by its name on the wire
 * @param scheduling as asked
 * @param precisions for each pub the standard error aimed at; 0 where exact, and for a sampler
 */
public record ResultFacts(
    Program program,
    Mitigation mitigation,
    String strategy,
    Scheduling scheduling,
    List<Double> precisions) {
  /** The service's own strategy. */
  static final String STRATEGY = "active-accum";

  public ResultFacts {
    precisions = List.copyOf(precisions);
  }

  static ResultFacts of(JobRequest request, String strategy) {
    List<Double> precisions = new ArrayList<>();
    for (Pub pub : request.pubs()) {
      precisions.add(pub instanceof Pub.Estimator estimator ? precision(estimator, request) : 0.0);
    }
    return new ResultFacts(
        request.program(),
        request.options().mitigation(),
        strategy,
        request.options().scheduling(),
        precisions);
  }

  private static double precision(Pub.Estimator pub, JobRequest request) {
    long shots = Workload.shots(pub, request.options());
    if (shots == 0) {
      return 0;
    }
    Double own = pub.precision();
    if (own != null) {
      return own;
    }
    // Shots win over the job's precision, and are one too.
    return request.options().defaultShots().isPresent()
        ? 1 / Math.sqrt(shots)
        : request.options().defaultPrecision().orElse(1 / Math.sqrt(shots));
  }

  /** Whether values of any pub are measured; exact ones have no readouts. */
  boolean isSampled() {
    return precisions.stream().anyMatch(precision -> precision > 0);
  }
}
