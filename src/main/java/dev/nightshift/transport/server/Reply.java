package dev.nightshift.transport.server;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.ErrorContainer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An answer before it is sent.
 *
 * @param status HTTP status
 * @param contentType of the body
 * @param body empty for none
 * @param simulatedNanos time in the engine that the body took, told as Server-Timing; 0 for none
 * @param retryAfterSeconds told as Retry-After; 0 for none
 * @param rest what whoever sends the answer runs once it has left, or could not; once
 */
record Reply(
    int status,
    String contentType,
    byte[] body,
    long simulatedNanos,
    long retryAfterSeconds,
    Runnable rest) {
  private static final String JSON = "application/json";
  private static final byte[] NONE = {};

  static final Reply NO_CONTENT = new Reply(204, JSON, NONE);

  private Reply(int status, String contentType, byte[] body) {
    this(status, contentType, body, 0, 0, () -> {});
  }

  /** The same answer with the time it took in the engine. */
  Reply simulatedIn(long nanos) {
    return new Reply(status, contentType, body, nanos, retryAfterSeconds, rest);
  }

  /** The same answer with how long to wait before the next try. */
  Reply retryAfter(long seconds) {
    return new Reply(status, contentType, body, simulatedNanos, seconds, rest);
  }

  /** The same answer with what is to be done once it has left. */
  Reply then(Runnable rest) {
    return new Reply(status, contentType, body, simulatedNanos, retryAfterSeconds, rest);
  }

  static Reply html(int status, String page) {
    return new Reply(status, "text/html", page.getBytes(StandardCharsets.UTF_8));
  }

  static Reply json(Object body) {
    return raw(Json.write(body));
  }

  static Reply raw(byte[] json) {
    return new Reply(200, JSON, json);
  }

  static Reply text(String text) {
    return new Reply(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  static Reply error(int status, Object code, String message, @Nullable String solution) {
    return new Reply(
        status,
        JSON,
        Json.write(ErrorContainer.of(code, message, solution, UUID.randomUUID().toString())));
  }

  static Reply invalid(String because) {
    return error(
        400,
        1208,
        "Request validation of body failed, because: " + because,
        "Correct the request and send it again.");
  }

  /** The live service sells other calibrations than the newest with special plans only. */
  static Reply customCalibration() {
    return error(
        403,
        1200,
        "You are not authorized to use custom calibrations with your current service plan.",
        "Leave calibration_id out.");
  }

  static Reply notFound(String what) {
    return error(404, "not_found", what, "Check the address.");
  }

  static Reply nothingHere() {
    return notFound("There is nothing at this address.");
  }

  /** The answer an error of ours stands for. */
  static Reply of(NightshiftException error) {
    return switch (error.code()) {
      case MESSAGE_MALFORMED, OPTION_UNKNOWN, OPTION_VALUE -> invalid(error.getMessage());
      case JOB_TOO_LARGE ->
          error(413, 5302, "maximum payload exceeded: " + error.getMessage(), "Send less.");
      case FORBIDDEN ->
          // The only thing that a plan forbids.
          error(403, 1352, error.getMessage(), "Use a batch, or another plan.");
      case UNAUTHORIZED ->
          error(401, 1201, error.getMessage(), "Check the API key, or ask for a new token.");
      case RATE_LIMITED -> error(429, 1202, error.getMessage(), "Wait and send it again.");
      case REMOTE_NOT_FOUND -> notFound(error.getMessage());
      default -> error(500, 9999, error.getMessage(), null);
    };
  }
}
