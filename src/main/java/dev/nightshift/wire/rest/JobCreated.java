package dev.nightshift.wire.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Answer of {@code POST /jobs}. */
public record JobCreated(
    String id,
    @Nullable String backend,
    @Nullable String sessionId,
    @JsonProperty("private") @Nullable Boolean isPrivate,
    @Nullable String calibrationId) {}
