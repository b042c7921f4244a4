package dev.nightshift.base.error;

import java.util.Locale;

/**
 * Every error Nightshift can report, with a number that never changes its meaning.
 *
 * <p>The number's thousand fixes kind, exit code and HTTP status; see {@link Kind}.
 */
public enum ErrorCode {
  USAGE(1000, Advice.FIX),
  FILE_MISSING(1001, Advice.FIX),
  FILE_UNREADABLE(1002, Advice.FIX),
  CONFIG_MALFORMED(1010, Advice.FIX),
  CONFIG_UNKNOWN_KEY(1011, Advice.FIX),
  CONFIG_VALUE(1012, Advice.FIX),
  BACKEND_UNKNOWN(1020, Advice.FIX),
  PROVIDER_CONFIG(1021, Advice.FIX),
  CREDENTIALS_MISSING(1022, Advice.FIX),
  DEVICE_INVALID(1023, Advice.FIX),
  DEVICE_EXISTS(1024, Advice.FIX),
  QASM_INVALID(1100, Advice.FIX),
  QASM_UNSUPPORTED(1101, Advice.FIX),
  QASM_SYNTAX(1102, Advice.FIX),
  QASM_UNDEFINED(1103, Advice.FIX),
  QASM_DECLARED_TWICE(1104, Advice.FIX),
  QASM_ARGUMENTS(1105, Advice.FIX),
  QASM_OPERAND(1106, Advice.FIX),
  QASM_INDEX(1107, Advice.FIX),
  QASM_TYPE(1108, Advice.FIX),
  QASM_CONSTANT(1109, Advice.FIX),
  QASM_PLACE(1110, Advice.FIX),
  QASM_INCLUDE(1111, Advice.FIX),
  QASM_VERSION(1112, Advice.FIX),
  QASM_TOO_DEEP(1113, Advice.FIX),
  QASM_ENCODING(1114, Advice.FIX),
  QPY_INVALID(1120, Advice.FIX),
  QPY_UNSUPPORTED(1121, Advice.FIX),
  CIRCUIT_INVALID(1200, Advice.FIX),
  PARAMETER_UNBOUND(1201, Advice.FIX),
  BINDING_SHAPE(1202, Advice.FIX),
  BINDING_VALUE(1203, Advice.FIX),
  OBSERVABLE_INVALID(1204, Advice.FIX),
  CIRCUIT_TOO_WIDE(1205, Advice.FIX),
  OPTION_UNKNOWN(1206, Advice.FIX),
  OPTION_VALUE(1207, Advice.FIX),
  JOB_TOO_LARGE(1208, Advice.FIX),
  GRADIENT_UNSUPPORTED(1209, Advice.FIX),
  CIRCUIT_DYNAMIC(1210, Advice.FIX),
  CIRCUIT_BRANCHES(1211, Advice.FIX),
  METHOD_UNSUPPORTED(1212, Advice.FIX),
  NOISE_INVALID(1220, Advice.FIX),
  NOISE_UNSUPPORTED(1221, Advice.FIX),
  GATE_UNSUPPORTED(1230, Advice.FIX),
  TARGET_UNSUITABLE(1231, Advice.FIX),
  PORT_IN_USE(1300, Advice.FIX),
  CHECKPOINT_CORRUPT(1301, Advice.FIX),
  DISK_FULL(1302, Advice.FIX),
  RUN_MISSING(1303, Advice.FIX),
  CORPUS_INVALID(1304, Advice.FIX),
  IO_FAILED(1305, Advice.BACK_OFF),
  ENGINE_UNAVAILABLE(1306, Advice.FIX),
  CHECKPOINT_MISMATCH(1307, Advice.FIX),
  ENGINE_REFUSED(1308, Advice.FIX),
  QUEUE_URL(1310, Advice.FIX),
  QUEUE_FORM(1311, Advice.FIX),
  JOURNAL_MISMATCH(1312, Advice.FIX),
  RUN_STATE(1313, Advice.FIX),

  CAP_REACHED(2001, Advice.FIX),
  PRICE_UNKNOWN(2002, Advice.FIX),

  UNAUTHORIZED(3001, Advice.FIX),
  FORBIDDEN(3002, Advice.FIX),
  REMOTE_REJECTED(3003, Advice.FIX),
  REMOTE_NOT_FOUND(3004, Advice.FIX),
  REMOTE_UNREACHABLE(3010, Advice.RESUME),
  REMOTE_UNAVAILABLE(3011, Advice.BACK_OFF),
  RATE_LIMITED(3012, Advice.BACK_OFF),
  JOB_FAILED(3020, Advice.FIX),
  JOB_CANCELLED(3021, Advice.RESUME),
  JOB_TIMED_OUT(3022, Advice.RESUME),
  RESULT_MALFORMED(3030, Advice.NEVER),
  MESSAGE_MALFORMED(3031, Advice.NEVER),
  ENGINE_DIED(3040, Advice.RESUME),
  QUEUE_UNAVAILABLE(3050, Advice.BACK_OFF),

  NOT_FINITE(4001, Advice.FIX),

  INTERRUPTED(5001, Advice.RESUME),
  LEASE_LOST(5002, Advice.RESUME),

  INTERNAL(9001, Advice.REPORT);

  /** What kind of error a code's thousand stands for. */
  public enum Kind {
    USER(400, 2),
    BUDGET(402, 3),
    PROVIDER(502, 4),
    NUMERIC(500, 5),
    STOPPED(503, 130),
    BUG(500, 70);

    private final int httpStatus;
    private final int exitCode;

    Kind(int httpStatus, int exitCode) {
      this.httpStatus = httpStatus;
      this.exitCode = exitCode;
    }
  }

  /** What the caller should do. */
  public enum Advice {
    FIX,
    NEVER,
    BACK_OFF,
    RESUME,
    REPORT
  }

  private final int number;
  private final Advice advice;

  ErrorCode(int number, Advice advice) {
    this.number = number;
    this.advice = advice;
  }

  public int number() {
    return number;
  }

  public Advice advice() {
    return advice;
  }

  public Kind kind() {
    return switch (number / 1000) {
      case 1 -> Kind.USER;
      case 2 -> Kind.BUDGET;
      case 3 -> Kind.PROVIDER;
      case 4 -> Kind.NUMERIC;
      case 5 -> Kind.STOPPED;
      default -> Kind.BUG;
    };
  }

  /** The process exit code of a command that ends with this error. */
  public int exitCode() {
    return kind().exitCode;
  }

  public int httpStatus() {
    return kind().httpStatus;
  }

  /** The code as it is printed, such as {@code NS1202 binding-shape}. */
  public String label() {
    return "NS" + number + " " + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
