package dev.nightshift.wire.rest;

import org.jspecify.annotations.Nullable;

/**
 * A session.
 *
 * @param state open, active, inactive or closed
 * @param elapsedTime seconds
 */
public record SessionResponse(
    String id,
    String backendName,
    String mode,
    String state,
    @Nullable String stateReason,
    boolean acceptingJobs,
    @Nullable Long maxTtl,
    @Nullable Long activeTtl,
    @Nullable Long interactiveTtl,
    String startedAt,
    @Nullable String activatedAt,
    @Nullable String closedAt,
    @Nullable String lastJobStarted,
    @Nullable String lastJobCompleted,
    @Nullable Double elapsedTime,
    @Nullable String userId) {}
