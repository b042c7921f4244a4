package dev.nightshift.queue.dispatch;

import dev.nightshift.queue.journal.JobEntry;

/** What jobs are found by at a service, whatever became of the process that sent them. */
public final class Tags {
  private Tags() {}

  /** The tag that no other job carries. */
  public static String of(JobEntry job) {
    return "nightshift-" + job.key();
  }

  /** The tag that the jobs of a run share. */
  public static String ofRun(String runId) {
    return "nightshift-run-" + runId;
  }
}
