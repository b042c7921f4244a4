package dev.nightshift.wire.rest;

import org.jspecify.annotations.Nullable;

/**
 * What a job is charged.
 *
 * @param status pending or complete
 * @param quantumSeconds before version 2026-03-15
 * @param seconds before version 2026-03-15
 * @param circuitsExecutionTimeNs before version 2026-04-15
 */
public record Usage(
    @Nullable Double qpuChargeTimeSeconds,
    @Nullable String status,
    @Nullable Double quantumSeconds,
    @Nullable Double seconds,
    @Nullable Long circuitsExecutionTimeNs) {}
