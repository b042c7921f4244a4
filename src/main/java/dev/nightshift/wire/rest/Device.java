package dev.nightshift.wire.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend in a list.
 *
 * @param queueLength jobs waiting
 * @param isSimulator deprecated in the protocol, still told
 * @param clops circuit layers a second
 * @param performanceMetrics errors of the whole device in four figures
 */
public record Device(
    String name,
    Status status,
    int queueLength,
    @Nullable Integer qubits,
    @Nullable Boolean isSimulator,
    @Nullable ProcessorType processorType,
    @Nullable Clops clops,
    @Nullable PerformanceMetrics performanceMetrics,
    @Nullable WaitTime waitTimeSeconds) {
  /**
   * @param name online, paused or offline
   */
  public record Status(String name, @Nullable String reason) {}

  public record ProcessorType(
      @Nullable String family, @Nullable String revision, @Nullable String segment) {}

  /**
   * @param type hardware or virtual
   */
  public record Clops(String type, long value) {}

  /** Errors from 0 to 1. */
  public record PerformanceMetrics(
      @JsonProperty("two_q_error_best") @Nullable BestGate twoQErrorBest,
      @JsonProperty("two_q_error_median") @Nullable Figure twoQErrorMedian,
      @Nullable Figure readoutErrorMedian) {}

  /** A dimensionless figure. */
  public record Figure(double value, String unit) {}

  /** The two-qubit gate of the smallest error. */
  public record BestGate(double value, String gate, String unit, List<Integer> qubits) {}

  /** Expected wait in seconds; null where the plan does not tell it. */
  public record WaitTime(@Nullable Double average, @Nullable Double p50, @Nullable Double p95) {}
}
