package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt at a call that did not work, and what may be done about it. */
final class CallFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** How far the attempt came. */
  enum Fate {
    /** No connection: the service never saw it. It is waited for. */
    UNREACHED,
    /** Refused before it could have any effect; may pass. */
    REFUSED,
    /** Sent, and what became of it is unknown; may pass. */
    UNCERTAIN,
    /** Answered once and for all. */
    FINAL
  }

  private final Fate fate;
  private final ErrorCode code;
  private final int status;
  private final @Nullable Duration retryAfter;

  CallFailure(
      Fate fate,
      ErrorCode code,
      int status,
      String reason,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(reason, cause);
    this.fate = fate;
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  Fate fate() {
    return fate;
  }

  ErrorCode code() {
    return code;
  }

  /** HTTP status, 0 where there was no answer. */
  int status() {
    return status;
  }

  /** How long the service asked to be left alone. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  String reason() {
    String reason = getMessage();
    return reason == null ? code.label() : reason;
  }

  /** Whether the service is unwell, as opposed to unwilling. */
  boolean ofTheService() {
    return fate == Fate.UNREACHED || status == 0 || status >= 500;
  }

  NightshiftException surface(String provider, String call, String after) {
    return new NightshiftException(
        code, "%s: %s failed%s: %s".formatted(provider, call, after, reason()), this);
  }
}
