package dev.nightshift.learn.quantum;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Locale;

/** How a circuit's derivatives are found. */
public enum GradientMethod {
  /** By the simulator itself, exactly; only where the backend is one that runs in this process. */
  ADJOINT,
  /** From two shifted circuits a parameter, on any backend. */
  PARAMETER_SHIFT,
  /**
   * From two circuits in all, moved along a random direction and against it, on any backend; right
   * on average and up to the square of the move.
   */
  SPSA;

  /** Whether values and derivatives are what they are up to rounding and shots. */
  public boolean exact() {
    return this != SPSA;
  }

  /** As configurations spell it, such as {@code parameter-shift}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The method of a label.
   *
   * @throws NightshiftException CONFIG_VALUE when there is none of that name
   */
  public static GradientMethod named(String label) {
    for (GradientMethod method : values()) {
      if (method.label().equals(label)) {
        return method;
      }
    }
    throw new NightshiftException(
        ErrorCode.CONFIG_VALUE,
        "gradient method '%s' is unknown; use adjoint, parameter-shift or spsa".formatted(label));
  }
}
