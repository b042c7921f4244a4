package dev.nightshift.transpile.synth;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.List;

/**
 * Standard gates under any number of controls, by standard gates on one and two qubits, without
 * ancillas. A gate on one or two qubits without controls is written as it is.
 *
 * <p>Everything comes down to a phase under controls, whose angle may be symbolic: U = A P A* under
 * controls is A (P under controls) A*.
 */
final class ControlledGates {
  private static final double RIGHT = Math.PI / 2;
  private static final Angle PI = Angle.of(Math.PI);

  private final GateSink out;
  private final ControlledPhases phases;

  ControlledGates(GateSink out) {
    this.out = out;
    this.phases = new ControlledPhases(out);
  }

  /**
   * @param qubits of the gate
   * @param controls that must all be 1
   */
  void put(StandardGate gate, List<ParameterExpression> angles, int[] qubits, int[] controls) {
    if (controls.length == 0) {
      plain(gate, angles, qubits);
      return;
    }
    Angle a = angles.isEmpty() ? Angle.ZERO : Angle.of(angles.getFirst());
    int q = qubits.length == 0 ? -1 : qubits[0];
    int t = qubits.length < 2 ? -1 : qubits[1];
    switch (gate) {
      case GPHASE -> phases.phase(a, controls);
      case ID -> {}
      case X -> phases.flip(controls, q);
      case Y -> {
        out.gate(StandardGate.SDG, q);
        phases.flip(controls, q);
        out.gate(StandardGate.S, q);
      }
      case Z -> phase(PI, q, controls);
      case H -> {
        // H = RY(π/4) Z RY(-π/4).
        out.gate(StandardGate.RY, -Math.PI / 4, q);
        phase(PI, q, controls);
        out.gate(StandardGate.RY, Math.PI / 4, q);
      }
      case S -> phase(Angle.of(RIGHT), q, controls);
      case SDG -> phase(Angle.of(-RIGHT), q, controls);
      case T -> phase(Angle.of(RIGHT / 2), q, controls);
      case TDG -> phase(Angle.of(-RIGHT / 2), q, controls);
      case SX -> turned(Angle.of(RIGHT), q, controls);
      case SXDG -> turned(Angle.of(-RIGHT), q, controls);
      case P, U1 -> phase(a, q, controls);
      case RZ -> aboutZ(a, q, controls);
      case RX -> aboutX(a, q, controls);
      case RY -> aboutY(a, q, controls);
      case R -> {
        Angle phi = Angle.of(angles.get(1));
        out.gate(StandardGate.RZ, phi.negated(), q);
        aboutX(a, q, controls);
        out.gate(StandardGate.RZ, phi, q);
      }
      case U, U3 -> any(a, Angle.of(angles.get(1)), Angle.of(angles.get(2)), q, controls);
      case U2 -> any(Angle.of(RIGHT), a, Angle.of(angles.get(1)), q, controls);
      case CX -> phases.flip(Unroller.with(controls, q), t);
      case CY -> put(StandardGate.Y, angles, Unroller.rest(qubits), Unroller.with(controls, q));
      case CZ -> phase(PI, t, Unroller.with(controls, q));
      case CH -> put(StandardGate.H, angles, Unroller.rest(qubits), Unroller.with(controls, q));
      case CS -> put(StandardGate.S, angles, Unroller.rest(qubits), Unroller.with(controls, q));
      case CSDG -> put(StandardGate.SDG, angles, Unroller.rest(qubits), Unroller.with(controls, q));
      case CSX -> put(StandardGate.SX, angles, Unroller.rest(qubits), Unroller.with(controls, q));
      case CP, CU1 -> phase(a, t, Unroller.with(controls, q));
      case CRX -> aboutX(a, t, Unroller.with(controls, q));
      case CRY -> aboutY(a, t, Unroller.with(controls, q));
      case CRZ -> aboutZ(a, t, Unroller.with(controls, q));
      case CU3 -> put(StandardGate.U, angles, Unroller.rest(qubits), Unroller.with(controls, q));
      case CU -> {
        int[] all = Unroller.with(controls, q);
        phases.phase(Angle.of(angles.get(3)), all);
        put(StandardGate.U, angles.subList(0, 3), Unroller.rest(qubits), all);
      }
      case SWAP -> {
        out.gate(StandardGate.CX, t, q);
        phases.flip(Unroller.with(controls, q), t);
        out.gate(StandardGate.CX, t, q);
      }
      case ISWAP -> {
        put(StandardGate.RXX, List.of(ParameterExpression.of(-RIGHT)), qubits, controls);
        put(StandardGate.RYY, List.of(ParameterExpression.of(-RIGHT)), qubits, controls);
      }
      case DCX -> {
        phases.flip(Unroller.with(controls, q), t);
        phases.flip(Unroller.with(controls, t), q);
      }
      case ECR -> {
        // RZX(π/2), then X on operand 0.
        put(StandardGate.RZX, List.of(ParameterExpression.of(RIGHT)), qubits, controls);
        phases.flip(controls, q);
      }
      case RZZ -> {
        out.gate(StandardGate.CX, q, t);
        aboutZ(a, t, controls);
        out.gate(StandardGate.CX, q, t);
      }
      case RXX -> conjugated(StandardGate.H, StandardGate.H, angles, qubits, controls);
      case RYY -> conjugated(StandardGate.SX, StandardGate.SXDG, angles, qubits, controls);
      case RZX -> {
        out.gate(StandardGate.H, t);
        put(StandardGate.RZZ, angles, qubits, controls);
        out.gate(StandardGate.H, t);
      }
      case CCX -> phases.flip(Unroller.with(controls, q, t), qubits[2]);
      case CCZ -> phase(PI, qubits[2], Unroller.with(controls, q, t));
      case CSWAP ->
          put(StandardGate.SWAP, angles, Unroller.rest(qubits), Unroller.with(controls, q));
    }
  }

  private void plain(StandardGate gate, List<ParameterExpression> angles, int[] qubits) {
    switch (gate) {
      case GPHASE -> out.phase(Angle.of(angles.getFirst()));
      case CCX -> phases.flip(new int[] {qubits[0], qubits[1]}, qubits[2]);
      case CCZ -> phase(PI, qubits[2], new int[] {qubits[0], qubits[1]});
      case CSWAP -> put(StandardGate.SWAP, angles, Unroller.rest(qubits), new int[] {qubits[0]});
      default -> out.add(gate, angles, qubits);
    }
  }

  /** RZZ between two gates on each qubit. */
  private void conjugated(
      StandardGate before,
      StandardGate after,
      List<ParameterExpression> angles,
      int[] qubits,
      int[] controls) {
    for (int qubit : qubits) {
      out.gate(before, qubit);
    }
    put(StandardGate.RZZ, angles, qubits, controls);
    for (int qubit : qubits) {
      out.gate(after, qubit);
    }
  }

  private void phase(Angle angle, int q, int[] controls) {
    phases.phase(angle, Unroller.with(controls, q));
  }

  /** H P H. */
  private void turned(Angle angle, int q, int[] controls) {
    out.gate(StandardGate.H, q);
    phase(angle, q, controls);
    out.gate(StandardGate.H, q);
  }

  private void aboutZ(Angle angle, int q, int[] controls) {
    if (controls.length == 1) {
      out.gate(StandardGate.CRZ, angle, controls[0], q);
    } else {
      // RZ is a phase of |1> and half of it back on both.
      phase(angle, q, controls);
      phases.phase(angle.times(-0.5), controls);
    }
  }

  private void aboutX(Angle angle, int q, int[] controls) {
    if (controls.length == 1) {
      out.gate(StandardGate.CRX, angle, controls[0], q);
    } else {
      out.gate(StandardGate.H, q);
      aboutZ(angle, q, controls);
      out.gate(StandardGate.H, q);
    }
  }

  private void aboutY(Angle angle, int q, int[] controls) {
    if (controls.length == 1) {
      out.gate(StandardGate.CRY, angle, controls[0], q);
    } else {
      out.gate(StandardGate.SX, q);
      aboutZ(angle, q, controls);
      out.gate(StandardGate.SXDG, q);
    }
  }

  /** u = e^{i(φ+λ)/2} A X B X C with ABC = 1 (Barenco et al., lemma 5.1). */
  private void any(Angle theta, Angle phi, Angle lambda, int q, int[] controls) {
    if (controls.length == 1) {
      out.add(
          StandardGate.CU3,
          List.of(theta.toExpression(), phi.toExpression(), lambda.toExpression()),
          controls[0],
          q);
      return;
    }
    Angle half = phi.plus(lambda).times(0.5);
    phases.phase(half, controls);
    out.gate(StandardGate.RZ, lambda.minus(phi).times(0.5), q);
    phases.flip(controls, q);
    out.gate(StandardGate.RZ, half.negated(), q);
    out.gate(StandardGate.RY, theta.times(-0.5), q);
    phases.flip(controls, q);
    out.gate(StandardGate.RY, theta.times(0.5), q);
    out.gate(StandardGate.RZ, phi, q);
  }
}
