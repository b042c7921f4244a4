package dev.nightshift.wire.rest;

import org.jspecify.annotations.Nullable;

/** Answer of {@code GET /instances/usage}. */
public record InstanceUsage(
    @Nullable String instanceId,
    @Nullable String planId,
    double usageConsumedSeconds,
    @Nullable Period usagePeriod,
    @Nullable Double usageLimitSeconds,
    @Nullable Double usageAllocationSeconds,
    @Nullable Boolean usageLimitReached) {
  public record Period(@Nullable String startTime, @Nullable String endTime) {}
}
