package dev.nightshift.job.gradient;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;

/**
 * How an expectation value E depends on one angle of one gate, and so how to differentiate by it.
 *
 * <p>If the angle multiplies a generator with eigenvalues λ, then E is a trigonometric polynomial
 * whose frequencies are the gaps between the λ. Where these are ω, 2ω, ..., Rω, the derivative is
 * Σ_μ c_μ E(angle + s_μ) over 2R shifts with s_μ = (2μ-1)π/(2Rω) and c_μ = ω (-1)^(μ-1) / (4R
 * sin²(ω s_μ/2)) (Wierichs et al. 2022, eq. 16); shifts beyond half a period are taken from the
 * other side. With ω = 1 and R = 1 this is (E(+π/2) - E(-π/2))/2.
 */
enum ShiftRule {
  /** E does not depend on the angle. */
  NONE(1, 0),
  /** exp(-iθP/2) with P² = 1, or exp(iθΠ) with a projector Π: one frequency 1. */
  TWO_TERM(1, 1),
  /** A controlled exp(-iθP/2): eigenvalues -1/2, 0, 1/2, so the frequencies 1/2 and 1. */
  CONTROLLED(0.5, 2),
  /** An angle that turns both before and after, as φ of r(θ, φ): the frequencies 1 and 2. */
  TWICE(1, 2);

  private final double[] shifts;
  private final double[] coefficients;

  ShiftRule(double frequency, int order) {
    shifts = new double[2 * order];
    coefficients = new double[2 * order];
    for (int mu = 1; mu <= 2 * order; mu++) {
      double x = (2 * mu - 1) * Math.PI / (2 * order);
      double sine = Math.sin(x / 2);
      double sign = mu % 2 == 1 ? 1 : -1;
      shifts[mu - 1] = (x > Math.PI ? x - 2 * Math.PI : x) / frequency;
      coefficients[mu - 1] =
          order == 1 ? sign * 0.5 * frequency : sign * frequency / (4 * order * sine * sine);
    }
  }

  /** What to add to the angle, radians. */
  double[] shifts() {
    return shifts;
  }

  /** The weight of the value at each shift. */
  double[] coefficients() {
    return coefficients;
  }

  /**
   * The rule of an angle of a gate; gates that a program defines are to be inlined before.
   *
   * @throws NightshiftException GRADIENT_UNSUPPORTED when none is known
   */
  static ShiftRule of(Gate gate, int angle) {
    return switch (gate) {
      case StandardGate standard -> ofStandard(standard, angle);
      case ModifiedGate.Inverse(Gate base) -> of(base, angle);
      case ModifiedGate.Controlled(Gate base, _) -> controlled(base, angle);
      case ModifiedGate _, DefinedGate _ ->
          throw new NightshiftException(
              ErrorCode.GRADIENT_UNSUPPORTED,
              "gate %s has no parameter-shift rule for its angle %d; write it out in rotations,"
                      .formatted(gate.qasmName(), angle)
                  + " or use adjoint gradients on the embedded backend");
    };
  }

  private static ShiftRule ofStandard(StandardGate gate, int angle) {
    return switch (gate) {
      case GPHASE -> NONE;
      // u(θ, φ, λ) = P(φ) RY(θ) P(λ), so each of its angles is one of a two-term gate.
      case P, RX, RY, RZ, U, U1, U2, U3, CP, CU1, RXX, RYY, RZZ, RZX -> TWO_TERM;
      // r(θ, φ) = RZ(φ) RX(θ) RZ(-φ).
      case R -> angle == 0 ? TWO_TERM : TWICE;
      case CRX, CRY, CRZ -> CONTROLLED;
      // A controlled P(φ) RY(θ) P(λ): the phases stay projectors; so is the phase γ of the control.
      case CU, CU3 -> angle == 0 ? CONTROLLED : TWO_TERM;
      case ID,
          X,
          Y,
          Z,
          H,
          S,
          SDG,
          T,
          TDG,
          SX,
          SXDG,
          CX,
          CY,
          CZ,
          CH,
          CS,
          CSDG,
          CSX,
          SWAP,
          ISWAP,
          DCX,
          ECR,
          CCX,
          CCZ,
          CSWAP ->
          throw new IllegalArgumentException(gate.qasmName() + " has no angles");
    };
  }

  /** Under a control, P/2 gains the eigenvalue 0 and a projector stays one. */
  private static ShiftRule controlled(Gate base, int angle) {
    Gate innermost = base;
    while (innermost instanceof ModifiedGate.Inverse
        || innermost instanceof ModifiedGate.Controlled) {
      innermost = ((ModifiedGate) innermost).base();
    }
    return switch (innermost) {
      // Without a further control a global phase is none; with one it is a phase of the control.
      case StandardGate.GPHASE,
          StandardGate.P,
          StandardGate.U1,
          StandardGate.CP,
          StandardGate.CU1 ->
          TWO_TERM;
      case StandardGate.RX,
          StandardGate.RY,
          StandardGate.RZ,
          StandardGate.RXX,
          StandardGate.RYY,
          StandardGate.RZZ,
          StandardGate.RZX,
          StandardGate.CRX,
          StandardGate.CRY,
          StandardGate.CRZ ->
          CONTROLLED;
      // controlled RZ(φ) RX(θ) RZ(-φ) is RZ(φ) controlled-RX(θ) RZ(-φ).
      case StandardGate.R -> angle == 0 ? CONTROLLED : TWICE;
      case StandardGate.U, StandardGate.U3, StandardGate.CU, StandardGate.CU3 ->
          angle == 0 ? CONTROLLED : TWO_TERM;
      case StandardGate.U2 -> TWO_TERM;
      default -> of(innermost, angle);
    };
  }
}
