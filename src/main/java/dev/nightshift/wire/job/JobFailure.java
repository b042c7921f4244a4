package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Program;
import org.jspecify.annotations.Nullable;

/**
 * Why a job ended without a result, in the protocol's terms.
 *
 * @param reasonCode IBM's number, 1000 to 9999
 * @param reason one line for the user
 * @param solution what to do, where there is something
 */
public record JobFailure(int reasonCode, String reason, @Nullable String solution) {
  public static final int BACKEND_GONE = 1004;
  public static final int OBSERVABLE_WIDTH = 1501;
  public static final int NOT_PARSED = 1506;
  public static final int NOT_LOADED = 1603;
  public static final int NOT_ISA = 1517;
  public static final int FRACTIONAL_GATES = 1519;
  public static final int LIMIT_EXCEEDED = 1520;
  public static final int OPTIONS_REFUSED = 1521;
  public static final int DYNAMIC_ESTIMATOR = 1522;
  public static final int SESSION_CLOSED = 1217;
  public static final int RAN_TOO_LONG = 1305;
  public static final int NOT_VALID = 3211;
  public static final int CIRCUIT_TOO_BIG = 3243;
  public static final int INTERNAL = 9999;

  /** The job's time was up. */
  public static JobFailure ranTooLong(long seconds) {
    return new JobFailure(
        RAN_TOO_LONG,
        "The job ran longer than %d s.".formatted(seconds),
        "Raise its cost or make it smaller.");
  }

  /** The device is not there any more. */
  public static JobFailure backendGone(String backend) {
    return new JobFailure(
        BACKEND_GONE, "Backend %s is not available.".formatted(backend), "Choose another backend.");
  }

  /** The session closed before the job could run. */
  public static JobFailure sessionClosed() {
    return new JobFailure(SESSION_CLOSED, "Session has been closed", null);
  }

  /** More shots than a circuit may run. */
  static JobFailure tooManyShots(long shots) {
    return new JobFailure(
        LIMIT_EXCEEDED,
        "number of circuit shots %d exceeds the system limit %d"
            .formatted(shots, Options.MAX_SHOTS),
        null);
  }

  /** A circuit is no further to be read without the stack of the machine running over. */
  static JobFailure nestedTooDeeply() {
    return new JobFailure(NOT_LOADED, "a circuit is nested too deeply to be read", null);
  }

  /** The failure that an error of ours stands for in a job of a program. */
  static JobFailure of(Program program, NightshiftException error) {
    return program == Program.ESTIMATOR && error.code() == ErrorCode.CIRCUIT_DYNAMIC
        ? new JobFailure(
            DYNAMIC_ESTIMATOR,
            "Dynamic circuits are not supported by the estimator: " + error.getMessage(),
            "Take the control flow out, or sample the circuit.")
        : of(error);
  }

  /** The failure that an error of ours stands for on the wire. */
  public static JobFailure of(NightshiftException error) {
    int code =
        switch (error.code()) {
          case QASM_SYNTAX, QASM_UNDEFINED -> NOT_PARSED;
          case QASM_INVALID,
              QASM_UNSUPPORTED,
              QPY_INVALID,
              QPY_UNSUPPORTED,
              CIRCUIT_INVALID,
              CIRCUIT_DYNAMIC ->
              NOT_LOADED;
          case OBSERVABLE_INVALID -> OBSERVABLE_WIDTH;
          case JOB_TOO_LARGE -> LIMIT_EXCEEDED;
          case OPTION_UNKNOWN, OPTION_VALUE -> OPTIONS_REFUSED;
          case CIRCUIT_TOO_WIDE -> CIRCUIT_TOO_BIG;
          default -> error.code().kind() == ErrorCode.Kind.USER ? NOT_VALID : INTERNAL;
        };
    return new JobFailure(code, error.getMessage(), null);
  }
}
