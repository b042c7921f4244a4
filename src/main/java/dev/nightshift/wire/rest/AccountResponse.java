package dev.nightshift.wire.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answer of {@code GET /accounts/{id}}. */
public record AccountResponse(List<Plan> plans) {
  /** A plan of the account; times in seconds. */
  public record Plan(
      String planId,
      @Nullable String subscriptionId,
      @Nullable String subscriptionName,
      List<String> backends,
      @Nullable Double usageAllocationSeconds,
      @Nullable Double usageLimitSeconds,
      @Nullable Double unallocatedUsageSeconds,
      @Nullable Integer maxTtl,
      @Nullable Integer activeTtl,
      @Nullable Integer interactiveTtl,
      @Nullable String startTime,
      @Nullable String endTime,
      @Nullable Boolean functions) {}
}
