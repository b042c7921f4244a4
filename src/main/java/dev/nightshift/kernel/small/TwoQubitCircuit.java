package dev.nightshift.kernel.small;

import static java.lang.Math.PI;

/**
 * A two-qubit unitary as a shortest circuit: one-qubit gates, and between them one entangler,
 * always with the same operands.
 *
 * @param entanglers how many, 0 to 3
 * @param locals {@code 2 * entanglers + 2} one-qubit matrices: entry {@code 2 j + k} acts on
 *     operand k after j entanglers
 * @param angle of the entangler where it is a rotation about ZZ, in [0, π/2]; else 0
 * @param phase global, radians
 */
public record TwoQubitCircuit(int entanglers, double[][] locals, double angle, double phase) {
  /*
   * With C = exp(i (x XX + y YY + z ZZ)), cx from operand c to t, and cz = H_t cx H_t:
   *
   *   one:    C(π/4, 0, 0) = H H exp(i π/4 ZZ) H H,  cz = e^{iπ/4} rz(π/2) rz(π/2) exp(i π/4 ZZ)
   *   two:    C(x, 0, z) = cx exp(i x X_c) exp(i z Z_t) cx, since cx takes X_c to XX, Z_t to ZZ
   *   three:  C(x, y, z) = e^{iπ/4} S_0 T S*_1,
   *           T = cx10 exp(i (z - π/4) Z_0) exp(i (y - π/4) Y_1) cx01 exp(i (π/4 - x) Y_1) cx10
   *
   * The third is the circuit of Vatan and Williams 2004 (arXiv:quant-ph/0308006): writing the middle
   * cx01 as cx10 swap cx10 turns T into swap times a C with shifted coordinates, up to S.
   */
  private static final double R = Math.sqrt(0.5);
  private static final double[] ID = {1, 0, 0, 0, 0, 0, 1, 0};
  private static final double[] H = {R, 0, R, 0, R, 0, -R, 0};
  private static final double[] X = {0, 0, 1, 0, 1, 0, 0, 0};
  private static final double[] S = {1, 0, 0, 0, 0, 0, 0, 1};
  private static final double[] SDG = {1, 0, 0, 0, 0, 0, 0, -1};
  private static final double[] QUARTER_Z = rz(PI / 2);

  /** The two-qubit gates of fixed angle that devices have; each is cz between one-qubit gates. */
  public enum Entangler {
    /** Symmetric. */
    CZ(ID, ID, ID, ID, 0),
    /** From operand 0 to operand 1. */
    CX(ID, H, ID, H, 0),
    /** Echoed cross resonance: exp(i π/4 ZX) after X on operand 0, where Z is, too. */
    ECR(X, H, QUARTER_Z, times(QUARTER_Z, H), PI / 4);

    private final double[][] before;
    private final double[][] after;
    private final double phase;

    /** cz = e^{i phase} (after0 ⊗ after1) gate (before0 ⊗ before1). */
    Entangler(double[] before0, double[] before1, double[] after0, double[] after1, double phase) {
      this.before = new double[][] {before0, before1};
      this.after = new double[][] {after0, after1};
      this.phase = phase;
    }
  }

  /** A circuit with the fewest entanglers that can make the unitary. */
  public static TwoQubitCircuit of(Kak kak, Entangler entangler) {
    TwoQubitCircuit plain =
        switch (kak.entanglers()) {
          case 0 -> none(kak);
          case 1 -> one(kak);
          case 2 -> two(kak);
          default -> three(kak);
        };
    return entangler == Entangler.CZ ? plain : plain.over(entangler);
  }

  /**
   * A circuit of one rzz.
   *
   * @param kak for which {@link Kak#isRotation} holds
   */
  public static TwoQubitCircuit ofRotation(Kak kak) {
    // exp(i x XX) = H H X_0 exp(-i x ZZ) X_0 H H: so the angle 2x of rzz is positive.
    double[] first = times(X, times(H, kak.a0()));
    double[] last = times(kak.a1(), times(H, X));
    return new TwoQubitCircuit(
        1,
        new double[][] {first, times(H, kak.b0()), last, times(kak.b1(), H)},
        2 * kak.x(),
        kak.phase());
  }

  private static TwoQubitCircuit none(Kak kak) {
    return new TwoQubitCircuit(
        0, new double[][] {times(kak.a1(), kak.a0()), times(kak.b1(), kak.b0())}, 0, kak.phase());
  }

  private static TwoQubitCircuit one(Kak kak) {
    double[] back = times(H, rz(-PI / 2));
    return new TwoQubitCircuit(
        1,
        new double[][] {
          times(H, kak.a0()), times(H, kak.b0()), times(kak.a1(), back), times(kak.b1(), back)
        },
        0,
        kak.phase() - PI / 4);
  }

  private static TwoQubitCircuit two(Kak kak) {
    return new TwoQubitCircuit(
        2,
        new double[][] {
          kak.a0(),
          times(H, kak.b0()),
          rx(-2 * kak.x()),
          rx(-2 * kak.z()),
          kak.a1(),
          times(kak.b1(), H)
        },
        0,
        kak.phase());
  }

  private static TwoQubitCircuit three(Kak kak) {
    double p = kak.z() - PI / 4;
    double q = kak.y() - PI / 4;
    double r = PI / 4 - kak.x();
    return new TwoQubitCircuit(
        3,
        new double[][] {
          times(H, kak.a0()),
          times(SDG, kak.b0()),
          H,
          times(H, ry(-2 * r)),
          times(H, rz(-2 * p)),
          times(ry(-2 * q), H),
          times(kak.a1(), times(S, H)),
          kak.b1()
        },
        0,
        kak.phase() + PI / 4);
  }

  private TwoQubitCircuit over(Entangler entangler) {
    double[][] own = locals.clone();
    for (int j = 0; j < entanglers; j++) {
      for (int k = 0; k < 2; k++) {
        own[2 * j + k] = times(entangler.before[k], own[2 * j + k]);
        own[2 * j + 2 + k] = times(own[2 * j + 2 + k], entangler.after[k]);
      }
    }
    return new TwoQubitCircuit(entanglers, own, angle, phase + entanglers * entangler.phase);
  }

  private static double[] times(double[] a, double[] b) {
    return Matrices.times(a, b, 2);
  }

  private static double[] rx(double angle) {
    double c = Math.cos(angle / 2);
    double s = Math.sin(angle / 2);
    return new double[] {c, 0, 0, -s, 0, -s, c, 0};
  }

  private static double[] ry(double angle) {
    double c = Math.cos(angle / 2);
    double s = Math.sin(angle / 2);
    return new double[] {c, 0, -s, 0, s, 0, c, 0};
  }

  private static double[] rz(double angle) {
    double c = Math.cos(angle / 2);
    double s = Math.sin(angle / 2);
    return new double[] {c, -s, 0, 0, 0, 0, c, s};
  }
}
