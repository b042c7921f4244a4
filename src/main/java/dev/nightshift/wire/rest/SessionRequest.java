package dev.nightshift.wire.rest;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /sessions}.
 *
 * @param mode batch or dedicated
 * @param maxTtl seconds
 * @param backendName alias of backend
 */
public record SessionRequest(
    String mode,
    @Nullable String backend,
    @Nullable String backendName,
    @Nullable Long maxTtl,
    @Nullable String instance,
    @Nullable Long interactiveTtl,
    @Nullable Long activeTtl) {}
