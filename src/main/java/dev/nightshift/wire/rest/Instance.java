package dev.nightshift.wire.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answer of {@code GET /instance}. */
public record Instance(
    List<String> backends,
    @Nullable Integer instanceLimit,
    @Nullable String instanceLimitSeconds,
    @Nullable String planId,
    @Nullable String usageAllocationSeconds) {}
