package dev.nightshift.wire.rest;

import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /backends/{id}/status}.
 *
 * @param state whether jobs are taken
 * @param status active, paused, ...
 * @param lengthQueue jobs waiting
 */
public record BackendStatus(
    boolean state,
    String status,
    @Nullable String message,
    int lengthQueue,
    @Nullable String backendVersion) {}
