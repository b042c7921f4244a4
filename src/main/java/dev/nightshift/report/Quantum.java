package dev.nightshift.report;

import dev.nightshift.job.Meter;
import dev.nightshift.job.Meter.Count;
import org.jspecify.annotations.Nullable;

/**
 * The quantum work of a run, as its meter counted it.
 *
 * @param jobs submitted
 * @param rounds dependent round trips
 * @param circuits templates sent, one a pub
 * @param bindings rows of parameter values sent
 * @param executions bound circuits times shots, or times 1 where exact
 * @param shots of all circuits; 0 where exact
 * @param cacheHits values that the cache had
 * @param duplicates values asked for twice in one job and sent once
 * @param failed jobs
 * @param retried calls
 * @param valueStdError mean standard error of the values; null where they are exact
 * @param gradientStdError mean standard error of the derivatives by one angle, of the shots alone;
 *     null where they are exact
 * @param gradientErrorShare the error of gradients where shots were spread, as a share of what it
 *     had been with equal shots; null where they were not
 */
public record Quantum(
    long jobs,
    long rounds,
    long circuits,
    long bindings,
    long executions,
    long shots,
    long cacheHits,
    long duplicates,
    long failed,
    long retried,
    long bytesSent,
    long bytesReceived,
    @Nullable Double valueStdError,
    @Nullable Double gradientStdError,
    @Nullable Double gradientErrorShare) {

  /** What a meter shows now. */
  public static Quantum of(
      Meter meter,
      @Nullable Double valueStdError,
      @Nullable Double gradientStdError,
      @Nullable Double gradientErrorShare) {
    return new Quantum(
        meter.get(Count.JOBS),
        meter.get(Count.ROUNDS),
        meter.get(Count.CIRCUITS),
        meter.get(Count.BINDINGS),
        meter.get(Count.EXECUTIONS),
        meter.get(Count.SHOTS),
        meter.get(Count.CACHE_HITS),
        meter.get(Count.DUPLICATES),
        meter.get(Count.FAILED),
        meter.get(Count.RETRIED),
        meter.get(Count.BYTES_SENT),
        meter.get(Count.BYTES_RECEIVED),
        valueStdError,
        gradientStdError,
        gradientErrorShare);
  }
}
