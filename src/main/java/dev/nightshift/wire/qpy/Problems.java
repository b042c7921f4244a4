package dev.nightshift.wire.qpy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;

/** The errors of this room, and names from the file as they may stand in a message. */
final class Problems {
  private static final int LONGEST_NAME = 60;

  private Problems() {}

  /** The bytes are not what the format says. */
  static NightshiftException invalid(String message) {
    return new NightshiftException(ErrorCode.QPY_INVALID, message);
  }

  /** The file says something that no circuit of ours can. */
  static NightshiftException unsupported(String message) {
    return new NightshiftException(ErrorCode.QPY_UNSUPPORTED, message);
  }

  /** The circuit decides on what it has measured. */
  static NightshiftException dynamic(String message) {
    return new NightshiftException(ErrorCode.CIRCUIT_DYNAMIC, message);
  }

  static NightshiftException tooLarge(String message) {
    return new NightshiftException(ErrorCode.JOB_TOO_LARGE, message);
  }

  /** The same error with its place in front; whatever is wrong inside a file, the file is. */
  static NightshiftException at(String place, NightshiftException error) {
    ErrorCode code =
        switch (error.code()) {
          case QPY_UNSUPPORTED, CIRCUIT_DYNAMIC, JOB_TOO_LARGE -> error.code();
          default -> ErrorCode.QPY_INVALID;
        };
    return new NightshiftException(code, place + ": " + error.getMessage(), error);
  }

  /** A name in quotes, short and without control characters. */
  static String quoted(String name) {
    StringBuilder text = new StringBuilder("'");
    name.codePoints()
        .limit(LONGEST_NAME)
        .map(point -> Character.isISOControl(point) ? '?' : point)
        .forEach(text::appendCodePoint);
    if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
      text.append("...");
    }
    return text.append('\'').toString();
  }
}
