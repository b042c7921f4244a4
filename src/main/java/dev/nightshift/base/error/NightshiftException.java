package dev.nightshift.base.error;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of the house. Its message is one line: what happened, where, expected against
 * found, what to do next. It never carries a secret.
 */
public final class NightshiftException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public NightshiftException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public NightshiftException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** The message without a code; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? code.label() : message;
  }
}
