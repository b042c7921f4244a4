package dev.nightshift.wire.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nightshift.wire.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as {@code GET /jobs/{id}} tells it.
 *
 * @param created RFC 3339
 * @param cost the longest running time in seconds
 * @param status as the state, or {@code Cancelled - Ran too long}
 * @param params the request's own, where asked for
 * @param bss before version 2026-03-15
 */
public record JobResponse(
    String id,
    @Nullable String backend,
    ProgramName program,
    String created,
    long cost,
    @Nullable List<String> tags,
    State state,
    String status,
    @Nullable RawJson params,
    @Nullable String sessionId,
    @Nullable String userId,
    @JsonProperty("private") @Nullable Boolean isPrivate,
    @Nullable String calibrationId,
    @Nullable Usage usage,
    @Nullable Bss bss,
    @Nullable Double estimatedRunningTimeSeconds,
    @Nullable String runtime) {
  public record ProgramName(String id) {}

  /**
   * @param status Queued, Running, Completed, Failed or Cancelled
   * @param reasonCode 1000 to 9999; null for a plain cancel
   */
  public record State(
      String status,
      @Nullable String reason,
      @Nullable Integer reasonCode,
      @Nullable String reasonSolution) {}

  /** Whether the job has ended. */
  public boolean ended() {
    return switch (state.status()) {
      case "Completed", "Failed", "Cancelled" -> true;
      default -> false;
    };
  }
}
