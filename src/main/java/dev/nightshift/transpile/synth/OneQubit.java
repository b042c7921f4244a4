package dev.nightshift.transpile.synth;

/**
 * One-qubit unitaries as Euler angles: U = e^{iγ} u(θ, φ, λ), θ in [0, π].
 *
 * @param theta radians
 * @param phi radians
 * @param lambda radians
 * @param gamma radians
 */
public record OneQubit(double theta, double phi, double lambda, double gamma) {
  /**
   * Angles nearer than this to a multiple of π/4 are meant to be it: rounding of a few products.
   */
  public static final double SNAP = 1e-11;

  private static final double QUARTER = Math.PI / 4;

  /** The angles of a 2 x 2 unitary, row-major, re and im alternating. */
  public static OneQubit of(double[] u) {
    double c = Math.hypot(u[0], u[1]);
    double s = Math.hypot(u[4], u[5]);
    double theta = snap(2 * Math.atan2(s, c));
    // u = e^{iγ} [[cos, -e^{iλ} sin], [e^{iφ} sin, e^{i(φ+λ)} cos]].
    if (theta == 0) {
      double gamma = Math.atan2(u[1], u[0]);
      return new OneQubit(0, 0, snap(wrap(Math.atan2(u[7], u[6]) - gamma)), gamma);
    }
    if (theta == Math.PI) {
      // Only φ - λ shows; λ = 0.
      double gamma = Math.atan2(-u[3], -u[2]);
      return new OneQubit(Math.PI, snap(wrap(Math.atan2(u[5], u[4]) - gamma)), 0, gamma);
    }
    double gamma = Math.atan2(u[1], u[0]);
    return new OneQubit(
        theta,
        snap(wrap(Math.atan2(u[5], u[4]) - gamma)),
        snap(wrap(Math.atan2(-u[3], -u[2]) - gamma)),
        gamma);
  }

  /** An angle of period 2π in (-π, π]. */
  public static double wrap(double angle) {
    return wrap(angle, 2 * Math.PI);
  }

  /** The angle in (-period/2, period/2]. */
  public static double wrap(double angle, double period) {
    double turns = Math.ceil(angle / period - 0.5);
    double wrapped = angle - turns * period;
    return Math.abs(wrapped + period / 2) < SNAP ? wrapped + period : wrapped;
  }

  /** The angle, or the multiple of π/4 that it nearly is. */
  public static double snap(double angle) {
    double whole = Math.rint(angle / QUARTER) * QUARTER;
    return Math.abs(angle - whole) < SNAP ? whole + 0.0 : angle;
  }
}
