package dev.nightshift.kernel.small;

/**
 * A one-qubit unitary as e^{i phase} rz(phi) ry(theta) rz(lambda), angles in radians.
 *
 * <p>{@code theta} lies in [0, π]. Where it is 0 only {@code phi + lambda} means something, where
 * it is π only {@code phi - lambda}; the other combination is whatever rounding left.
 *
 * @param theta the turn that pulses make
 * @param phi of the rz applied last
 * @param lambda of the rz applied first
 * @param phase global
 */
public record EulerAngles(double theta, double phi, double lambda, double phase) {
  /*
   * u = e^{ip} [[ e^{-i(φ+λ)/2} c, -e^{-i(φ-λ)/2} s ], [ e^{i(φ-λ)/2} s, e^{i(φ+λ)/2} c ]].
   *
   * The larger of c and s has entries of safe argument on its diagonal: they fix p and one of φ+λ
   * and φ-λ; the other follows from p and one small entry, so all three fit together whatever
   * branches the arguments took. atan2 of both moduli keeps θ accurate at 0 and at π, where an
   * arc cosine or sine would lose half of the digits.
   */

  /**
   * The angles of a unitary.
   *
   * @param u row-major, re and im alternating, 8 doubles
   */
  public static EulerAngles of(double[] u) {
    double c = Math.hypot(u[0], u[1]);
    double s = Math.hypot(u[4], u[5]);
    double theta = 2 * Math.atan2(s, c);
    double phase;
    double sum;
    double difference;
    if (c >= s) {
      double upper = Math.atan2(u[1], u[0]);
      double lower = Math.atan2(u[7], u[6]);
      phase = (upper + lower) / 2;
      sum = lower - upper;
      difference = 2 * (Math.atan2(u[5], u[4]) - phase);
    } else {
      double upper = Math.atan2(-u[3], -u[2]);
      double lower = Math.atan2(u[5], u[4]);
      phase = (upper + lower) / 2;
      difference = lower - upper;
      sum = 2 * (Math.atan2(u[7], u[6]) - phase);
    }
    return new EulerAngles(theta, (sum + difference) / 2, (sum - difference) / 2, phase);
  }

  /** The unitary again, row-major, re and im alternating. */
  public double[] matrix() {
    double c = Math.cos(theta / 2);
    double s = Math.sin(theta / 2);
    double sum = (phi + lambda) / 2;
    double difference = (phi - lambda) / 2;
    return new double[] {
      c * Math.cos(phase - sum),
      c * Math.sin(phase - sum),
      -s * Math.cos(phase - difference),
      -s * Math.sin(phase - difference),
      s * Math.cos(phase + difference),
      s * Math.sin(phase + difference),
      c * Math.cos(phase + sum),
      c * Math.sin(phase + sum)
    };
  }
}
