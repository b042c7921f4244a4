package dev.nightshift.job;

/** The primitive a job runs, with its {@code program_id} on the wire. */
public enum Program {
  SAMPLER("sampler"),
  ESTIMATOR("estimator");

  private final String id;

  Program(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }
}
