package dev.nightshift.experiment.plan;

import dev.nightshift.job.gradient.Spsa;
import dev.nightshift.learn.quantum.GradientMethod;

/** How many circuits a value takes together with its derivatives. */
public enum Gradient {
  /** One: the simulator differentiates. */
  ADJOINT,
  /** Itself, and two for every angle. */
  PARAMETER_SHIFT,
  /**
   * Two, however many angles there are: all of them moved at once along a random direction, and
   * against it (Spall, IEEE Transactions on Automatic Control 37(3), 1992). The value is their
   * mean.
   */
  SPSA;

  static Gradient of(GradientMethod method) {
    return switch (method) {
      case ADJOINT -> ADJOINT;
      case PARAMETER_SHIFT -> PARAMETER_SHIFT;
      case SPSA -> SPSA;
    };
  }

  /**
   * Circuits for a bound circuit with derivatives.
   *
   * @param shifted as many as the parameter-shift rule takes, the circuit itself included
   */
  long circuits(int shifted) {
    return switch (this) {
      case ADJOINT -> 1;
      case PARAMETER_SHIFT -> shifted;
      case SPSA -> Spsa.ROWS;
    };
  }
}
