package dev.nightshift.job;

/**
 * The most that one job can take: what a ledger reserves before it is sent.
 *
 * @param executions of circuits, shots or not
 * @param shots of all its circuits; 0 where its values are exact
 * @param qpuSeconds whole seconds of a device
 */
public record UpperBound(long executions, long shots, long qpuSeconds) {

  /**
   * The bound of a job as the device gets it, mapped to its instruction set.
   *
   * @param tariff the device's
   */
  public static UpperBound of(JobRequest request, Tariff tariff) {
    return of(request, 1, tariff);
  }

  /** The same for a job that has each of its bindings so many times. */
  public static UpperBound of(JobRequest request, long copies, Tariff tariff) {
    long executions = 0;
    long shots = 0;
    for (Executions.Part part : Executions.asked(request, copies)) {
      executions += part.times();
      shots += part.exact() ? 0 : part.times();
    }
    return new UpperBound(executions, shots, (long) tariff.before(request, copies).high());
  }

  /** Large enough for either job. */
  public UpperBound or(UpperBound other) {
    return new UpperBound(
        Math.max(executions, other.executions),
        Math.max(shots, other.shots),
        Math.max(qpuSeconds, other.qpuSeconds));
  }
}
