package dev.nightshift.wire.rest;

import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /jobs/{id}/metrics}.
 *
 * @param circuitsExecutionTimeNs time in the simulator or on the device; from version 2026-04-15
 * @param bss before version 2026-03-15
 * @param positionInQueue jobs before it, counted from 1, while it waits
 * @param estimatedStartTime RFC 3339, while it waits
 */
public record JobMetrics(
    @Nullable String caller,
    Timestamps timestamps,
    @Nullable Usage usage,
    @Nullable Long circuitsExecutionTimeNs,
    @Nullable String qiskitVersion,
    @Nullable Bss bss,
    @Nullable Integer positionInQueue,
    @Nullable String estimatedStartTime) {
  /** RFC 3339; null until it happened. */
  public record Timestamps(String created, @Nullable String running, @Nullable String finished) {}
}
