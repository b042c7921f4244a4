package dev.nightshift.learn.quantum;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Locale;

/** How a circuit's derivatives are found. */
public enum GradientMethod {
  /** By the simulator itself, exactly; only where the backend is one that runs in this process. */
  ADJOINT,
  /** From two shifted circuits a parameter, on any backend. */
  PARAMETER_SHIFT;

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
        "gradient method '%s' is unknown; use adjoint or parameter-shift".formatted(label));
  }
}
