package dev.nightshift.job;

import java.util.List;

/**
 * A finished job.
 *
 * @param jobId as the backend named it
 * @param pubs one result a pub, in order
 */
public record JobResult(String jobId, List<PubResult> pubs) {
  public JobResult {
    pubs = List.copyOf(pubs);
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
