package dev.nightshift.queue.dispatch;

/**
 * What a service takes at once. Work beyond it is cut into jobs that fit, and joined again; a piece
 * that fails is tried again by itself.
 *
 * @param executions of a job, at least 1
 * @param bodyBytes of a submission, at least 1
 * @param pendingJobs that may wait or run at the same time, at least 1
 */
public record Governor(long executions, long bodyBytes, int pendingJobs) {
  /**
   * The service's documented limits: ten million executions and 50 MB a job, and three pending jobs
   * on the open plan.
   *
   * @see <a href="https://quantum.cloud.ibm.com/docs/guides/job-limits">IBM's job limits</a>
   */
  public static final Governor IBM = new Governor(10_000_000, 50_000_000, 3);
}
