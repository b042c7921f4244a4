package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.job.WireLimits;
import java.time.Duration;

/**
 * How much the server takes on.
 *
 * @param maxBodyBytes longest request body; longer ones get 413 with code 5302; default 64 MiB
 * @param maxArrayBytes longest ndarray of a body, inflated; default 256 MiB
 * @param maxPubs pubs a job; default 10,000
 * @param maxQubits widest circuit; wider jobs fail with 3243; default 10,000, as Aer's stabilizer
 *     method has it; the engine refuses narrower ones too when its method or the memory does not
 *     reach
 * @param maxExecutions bound circuits times shots of a job, and values of a result; more fail with
 *     1520; default 10,000,000, as on the live service
 * @param concurrentJobs jobs that run at once; default the number of processors
 * @param maxPendingJobs jobs that wait; more get 429 with code 1202; default 1,000
 * @param maxRunning longest time a job may run; its {@code cost} may shorten it; then it is
 *     Cancelled with 1305; default 3 h
 * @param maxKeptBytes of finished jobs' parameters and results; the oldest go beyond it; default 64
 *     MiB
 * @param maxKeptJobs finished jobs kept; default 10,000
 * @param maxInlineWork jobs of at most so many amplitude updates, estimated, run on the request's
 *     own thread, which saves two changes of thread; 0 for none; default 2,000,000, a few
 *     milliseconds
 * @param patience how long a request for something unfinished waits before it is answered, so that
 *     a short job costs no polling; default 50 ms
 */
public record ServerLimits(
    int maxBodyBytes,
    long maxArrayBytes,
    int maxPubs,
    int maxQubits,
    long maxExecutions,
    int concurrentJobs,
    int maxPendingJobs,
    Duration maxRunning,
    long maxKeptBytes,
    int maxKeptJobs,
    long maxInlineWork,
    Duration patience) {
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          64 << 20,
          256L << 20,
          10_000,
          10_000,
          10_000_000,
          Runtime.getRuntime().availableProcessors(),
          1_000,
          Duration.ofHours(3),
          64L << 20,
          10_000,
          2_000_000,
          Duration.ofMillis(50));

  public ServerLimits {
    if (maxBodyBytes < 1
        || maxArrayBytes < 1
        || maxPubs < 1
        || maxQubits < 1
        || maxExecutions < 1
        || concurrentJobs < 1
        || maxPendingJobs < 1
        || maxRunning.isNegative()
        || maxKeptBytes < 0
        || maxKeptJobs < 1
        || maxInlineWork < 0
        || patience.isNegative()) {
      throw new NightshiftException(
          ErrorCode.CONFIG_VALUE, "a limit of the server is zero or negative; give more");
    }
  }

  /** What of them is asked of a body. */
  WireLimits wire() {
    return new WireLimits(maxPubs, maxArrayBytes, maxQubits, maxExecutions);
  }

  /** The same limits, keeping other amounts of finished work. */
  public ServerLimits keeping(int jobs, long bytes) {
    return new ServerLimits(
        maxBodyBytes,
        maxArrayBytes,
        maxPubs,
        maxQubits,
        maxExecutions,
        concurrentJobs,
        maxPendingJobs,
        maxRunning,
        bytes,
        jobs,
        maxInlineWork,
        patience);
  }

  /** The same limits with no job on a request's own thread, for engines that are far away. */
  public ServerLimits withoutInlineWork() {
    return new ServerLimits(
        maxBodyBytes,
        maxArrayBytes,
        maxPubs,
        maxQubits,
        maxExecutions,
        concurrentJobs,
        maxPendingJobs,
        maxRunning,
        maxKeptBytes,
        maxKeptJobs,
        0,
        patience);
  }
}
