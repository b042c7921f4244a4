package dev.nightshift.job;

/** The program a job runs, with its {@code program_id} on the wire. */
public enum Program {
  SAMPLER("sampler"),
  ESTIMATOR("estimator"),
  /**
   * Circuits whose clients process the bits. To an engine it is a sampler's job: a {@link
   * JobRequest} is never of it.
   */
  EXECUTOR("executor");

  private final String id;

  Program(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }
}
