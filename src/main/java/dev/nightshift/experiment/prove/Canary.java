package dev.nightshift.experiment.prove;

import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import java.util.OptionalLong;

/** A job whose answer is known beforehand, and which one mistake on its way would change. */
sealed interface Canary permits EstimateCanary, SampleCanary {
  /** Such as {@code bit order}. */
  String name();

  /** What holds where it passes, in a few words. */
  String certifies();

  /**
   * @param seed of a simulator's shots
   */
  JobRequest request(Margin margin, OptionalLong seed);

  /** Compares the answer to {@link #request} with what it must be. */
  Verdict judge(JobResult result, Margin margin);

  default Verdict pass(String expected, String found) {
    return new Verdict(name(), certifies(), true, expected, found);
  }

  default Verdict fail(String expected, String found) {
    return new Verdict(name(), certifies(), false, expected, found);
  }
}
