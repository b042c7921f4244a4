package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.List;

/*
 * With p = 1 - exp(-t/T1), p1 the equilibrium's population of |1> and c = exp(-t/T2), the populations
 * move to (1 - p) of what they were plus p of the equilibrium's, the coherences shrink by c.
 *
 * Where T2 <= T1 this is a mixture that needs no look at the state: reset to |0>, reset to |1>, Z,
 * nothing. Where T2 > T1 a mixture would need a negative probability of Z, and the map is written by
 * its Choi matrix instead, diagonal (1 - p1 p, p1 p, p0 p, 1 - p0 p) with c in its corners: two jumps
 * sqrt(p1 p) |1><0| and sqrt(p0 p) |0><1|, and the two eigenvectors of the block of the corners,
 * which are diagonal Kraus matrices.
 */
/** Thermal relaxation of one qubit, in the form that is cheapest to sample. */
final class Relaxation {
  private static final List<Integer> ONE = List.of(0);

  private Relaxation() {}

  static Mixture mixture(double t1, double t2, double time, double excited) {
    if (!(t1 > 0 && t2 > 0 && time >= 0)) {
      throw invalid(
          "relaxation with T1 = %s, T2 = %s for a time of %s; the first two must be above 0, the"
                  .formatted(t1, t2, time)
              + " time 0 or more");
    }
    if (t2 > 2 * t1) {
      throw invalid("T2 = %s is longer than twice T1 = %s; no qubit has that".formatted(t2, t1));
    }
    if (!(excited >= 0 && excited <= 1)) {
      throw invalid("the population of |1> is %s; give 0 to 1".formatted(excited));
    }
    double rate1 = 1 / t1;
    double rate2 = 1 / t2;
    double p = 1 - Math.exp(-time * rate1);
    double up = p * excited;
    double down = p * (1 - excited);
    if (t2 > t1) {
      return Mixture.certainly(kraus(up, down, Math.exp(-time * rate2)));
    }
    double flip = (1 - p) * (1 - Math.exp(-time * (rate2 - rate1))) / 2;
    return new Mixture(
        List.of(
            new Mixture.Term(1 - flip - down - up, List.of()),
            new Mixture.Term(flip, List.of(Channel.Pauli.of("Z", ONE))),
            new Mixture.Term(down, List.of(new Channel.Reset(0))),
            new Mixture.Term(up, List.of(new Channel.Reset(0), Channel.Pauli.of("X", ONE)))));
  }

  private static Channel.Kraus kraus(double up, double down, double c) {
    // [[1 - up, c], [c, 1 - down]] has the eigenvalues m +- h along (cos a, sin a), (-sin a, cos
    // a).
    double mean = 1 - (up + down) / 2;
    double half = (down - up) / 2;
    double h = Math.hypot(half, c);
    double a = Math.atan2(c, half) / 2;
    double plus = Math.sqrt(mean + h);
    double minus = Math.sqrt(Math.max(0, mean - h));
    double cos = Math.cos(a);
    double sin = Math.sin(a);
    return new Channel.Kraus(
        List.of(
            new double[] {plus * cos, 0, 0, 0, 0, 0, plus * sin, 0},
            new double[] {-minus * sin, 0, 0, 0, 0, 0, minus * cos, 0},
            new double[] {0, 0, Math.sqrt(down), 0, 0, 0, 0, 0},
            new double[] {0, 0, 0, 0, Math.sqrt(up), 0, 0, 0}),
        ONE);
  }

  private static NightshiftException invalid(String message) {
    return new NightshiftException(ErrorCode.NOISE_INVALID, message);
  }
}
