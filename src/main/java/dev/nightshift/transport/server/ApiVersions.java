package dev.nightshift.transport.server;

import dev.nightshift.wire.rest.VersionsResponse.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dated versions of the protocol. A client asks for one by the header {@code IBM-API-Version};
 * without it gets the newest.
 *
 * @see <a href="https://quantum.cloud.ibm.com/docs/api/qiskit-runtime-rest">IBM's change log</a>
 */
final class ApiVersions {
  /** From here on {@code GET /jobs/{id}/transpiled_circuits} is gone. */
  static final String NO_TRANSPILED_CIRCUITS = "2026-02-01";

  /** From here on {@code bss} and the old figures of usage are gone from jobs and metrics. */
  static final String CHARGE_TIME_ONLY = "2026-03-15";

  /** From here on the time of execution stands beside the usage, in the metrics alone. */
  static final String EXECUTION_TIME_BESIDE = "2026-04-15";

  /** Newest first; the end of some has not been told. */
  static final List<Version> ALL =
      List.of(
          new Version("2026-04-15", "live", null),
          new Version("2026-03-15", "deprecated", "2027-03-15"),
          new Version("2026-02-15", "deprecated", null),
          new Version("2026-02-01", "deprecated", "2027-02-01"),
          new Version("2025-05-01", "deprecated", "2027-01-01"),
          new Version("2025-01-01", "deprecated", null),
          new Version("2024-01-01", "deprecated", null));

  private ApiVersions() {}

  /** The answer to a request for a version that there is none of; null for one that there is. */
  static @Nullable Reply refusal(@Nullable String asked) {
    if (asked == null || ALL.stream().anyMatch(version -> version.version().equals(asked))) {
      return null;
    }
    return Reply.error(
        400,
        1208,
        "IBM-API-Version is '%s'; the versions are %s."
            .formatted(asked, String.join(", ", ALL.stream().map(Version::version).toList())),
        "Ask for one of them, or for none to get the newest.");
  }
}
