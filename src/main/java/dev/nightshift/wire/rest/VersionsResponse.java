package dev.nightshift.wire.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /versions}.
 *
 * @param versions newest first
 */
public record VersionsResponse(List<Version> versions) {
  /**
   * One dated version of the protocol, asked for by the header {@code IBM-API-Version}.
   *
   * @param version a date such as 2026-04-15
   * @param status live or deprecated
   * @param sunsetDate when a deprecated one ends
   */
  public record Version(String version, String status, @Nullable String sunsetDate) {}
}
