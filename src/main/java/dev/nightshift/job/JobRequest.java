package dev.nightshift.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.List;

/**
 * A job before it is sent: pubs of one program, and options.
 *
 * @param pubs at least one; all {@link Pub.Sampler} or all {@link Pub.Estimator}, as the program
 *     says
 */
public record JobRequest(Program program, List<Pub> pubs, JobOptions options) {
  public JobRequest {
    pubs = List.copyOf(pubs);
    if (pubs.isEmpty()) {
      throw new NightshiftException(ErrorCode.USAGE, "a job has no pubs; give at least one");
    }
    for (Pub pub : pubs) {
      if ((pub instanceof Pub.Sampler) != (program == Program.SAMPLER)) {
        throw new NightshiftException(
            ErrorCode.USAGE, "the %s job holds a pub of the other program".formatted(program.id()));
      }
    }
  }

  public static JobRequest estimate(List<Pub.Estimator> pubs, JobOptions options) {
    return new JobRequest(Program.ESTIMATOR, List.copyOf(pubs), options);
  }

  public static JobRequest sample(List<Pub.Sampler> pubs, JobOptions options) {
    return new JobRequest(Program.SAMPLER, List.copyOf(pubs), options);
  }
}
