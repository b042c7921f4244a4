package dev.nightshift.wire.rest;

import org.jspecify.annotations.Nullable;

/**
 * A backend in a list.
 *
 * @param queueLength jobs waiting
 * @param isSimulator deprecated in the protocol, still told
 */
public record Device(
    String name,
    Status status,
    int queueLength,
    @Nullable Integer qubits,
    @Nullable Boolean isSimulator,
    @Nullable ProcessorType processorType,
    @Nullable WaitTime waitTimeSeconds) {
  /**
   * @param name online, paused or offline
   */
  public record Status(String name, @Nullable String reason) {}

  public record ProcessorType(
      @Nullable String family, @Nullable String revision, @Nullable String segment) {}

  /** Expected wait in seconds; null where the plan does not tell it. */
  public record WaitTime(@Nullable Double average, @Nullable Double p50, @Nullable Double p95) {}
}
