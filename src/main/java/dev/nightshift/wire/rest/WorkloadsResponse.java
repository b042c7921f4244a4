package dev.nightshift.wire.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /workloads}: jobs and sessions alike, a page at a time.
 *
 * @param next the following page; null at the last one
 * @param previous the page before; null at the first one
 */
public record WorkloadsResponse(
    List<Workload> workloads,
    int totalCount,
    int limit,
    @Nullable Link previous,
    @Nullable Link next) {
  /** The address of a page, with its cursor. */
  public record Link(String href) {}

  /**
   * @param mode job, session or batch
   * @param status completed, canceled, failed, pending or in_progress
   */
  public record Workload(
      String id,
      String created,
      @Nullable String ended,
      String backend,
      @Nullable String instance,
      @Nullable String userId,
      boolean acceptingJobs,
      String mode,
      String status,
      @Nullable String statusReason,
      List<String> tags,
      @Nullable Usage usage,
      @Nullable Double usageSeconds,
      @Nullable Double estimatedRunningTimeSeconds) {}
}
