package dev.nightshift.job;

import dev.nightshift.circuit.Circuit;
import java.util.List;

/**
 * A finished job.
 *
 * @param jobId as the backend named it
 * @param pubs one result a pub, in order
 * @param executed circuits that were run in place of the pubs' own, where something was done about
 *     errors; else empty
 */
public record JobResult(String jobId, List<PubResult> pubs, List<Executed> executed) {
  /**
   * A circuit and how often it was run.
   *
   * @param times shots times bindings times settings, or 1 in place of the shots where exact
   */
  public record Executed(Circuit circuit, long times) {}

  public JobResult {
    pubs = List.copyOf(pubs);
    executed = List.copyOf(executed);
  }

  /** Of the pubs' own circuits. */
  public JobResult(String jobId, List<PubResult> pubs) {
    this(jobId, pubs, List.of());
  }

  /** The estimate of pub {@code index}. */
  public PubResult.Estimated estimated(int index) {
    return (PubResult.Estimated) pubs.get(index);
  }

  /** The samples of pub {@code index}. */
  public PubResult.Sampled sampled(int index) {
    return (PubResult.Sampled) pubs.get(index);
  }
}
