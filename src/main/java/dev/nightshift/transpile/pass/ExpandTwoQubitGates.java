package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Coupling;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.synth.Angle;
import dev.nightshift.transpile.synth.GateSink;
import dev.nightshift.transpile.synth.OneQubit;
import java.util.List;

/**
 * Two-qubit gates become cx, cz and one-qubit gates; what the device has itself stays: ecr, and rzz
 * where fractional gates are allowed and the angle is a number, brought into [0, π/2].
 *
 * <p>All rotations go through RZZ(θ) = cx rz(θ) cx, whose way round is free, and so is that of a
 * swap: both begin with the cx that the wires end on, which then cancels.
 *
 * <p><b>Reads</b> standard gates on one and two qubits. <b>Writes</b> cx, cz, ecr, rzz.
 * <b>Keeps</b> the unitary with its phase, symbolic angles, operands. <b>Costs</b> time linear in
 * the gates.
 */
public final class ExpandTwoQubitGates implements Pass {
  private static final double RIGHT = Math.PI / 2;

  private final Coupling coupling;

  /**
   * @param coupling of the device that the circuit lies on
   */
  public ExpandTwoQubitGates(Coupling coupling) {
    this.coupling = coupling;
  }

  @Override
  public String name() {
    return "expand-two-qubit-gates";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    Expansion expansion = new Expansion(circuit.qubits(), context.options().fractional());
    for (Instruction instruction : circuit.instructions()) {
      expansion.put(instruction);
    }
    return expansion.out.like(circuit);
  }

  private final class Expansion {
    private final GateSink out = new GateSink();
    private final boolean fractional;

    /** Partner of the cx that a wire ends on, -1 for none; and whether it is its control. */
    private final int[] partner;

    private final boolean[] control;

    Expansion(int qubits, boolean fractional) {
      this.fractional = fractional;
      this.partner = new int[qubits];
      this.control = new boolean[qubits];
      java.util.Arrays.fill(partner, -1);
    }

    void put(Instruction instruction) {
      if (instruction instanceof Instruction.Apply(StandardGate gate, var angles, var operands)
          && operands.size() == 2) {
        expand(gate, angles, operands.get(0), operands.get(1));
      } else {
        Facts.qubits(instruction).forEach(q -> partner[q] = -1);
        out.add(instruction);
      }
    }

    private void expand(StandardGate gate, List<ParameterExpression> angles, int a, int b) {
      Angle angle = angles.isEmpty() ? Angle.ZERO : Angle.of(angles.getFirst());
      switch (gate) {
        case CX -> cx(a, b);
        case CZ -> cz(a, b);
        case CY -> {
          one(StandardGate.SDG, b);
          cx(a, b);
          one(StandardGate.S, b);
        }
        case CH -> {
          ry(-Math.PI / 4, b);
          cz(a, b);
          ry(Math.PI / 4, b);
        }
        case CS -> controlledPhase(Angle.of(RIGHT), a, b);
        case CSDG -> controlledPhase(Angle.of(-RIGHT), a, b);
        case CSX -> {
          one(StandardGate.H, b);
          controlledPhase(Angle.of(RIGHT), a, b);
          one(StandardGate.H, b);
        }
        case CP, CU1 -> controlledPhase(angle, a, b);
        case CRZ -> controlledRz(angle, a, b);
        case CRX -> between(StandardGate.H, StandardGate.H, angle, a, b);
        case CRY -> between(StandardGate.SX, StandardGate.SXDG, angle, a, b);
        case CU -> {
          rotate(StandardGate.P, Angle.of(angles.get(3)), a);
          controlledAny(angle, Angle.of(angles.get(1)), Angle.of(angles.get(2)), a, b);
        }
        case CU3 -> controlledAny(angle, Angle.of(angles.get(1)), Angle.of(angles.get(2)), a, b);
        case SWAP -> swap(a, b);
        case ISWAP -> {
          one(StandardGate.S, a);
          one(StandardGate.S, b);
          one(StandardGate.H, a);
          cx(a, b);
          cx(b, a);
          one(StandardGate.H, b);
        }
        case DCX -> {
          cx(a, b);
          cx(b, a);
        }
        case ECR -> ecr(a, b);
        case RZZ -> rzz(angle, a, b);
        case RXX -> {
          one(StandardGate.H, a);
          one(StandardGate.H, b);
          rzz(angle, a, b);
          one(StandardGate.H, a);
          one(StandardGate.H, b);
        }
        case RYY -> {
          one(StandardGate.SX, a);
          one(StandardGate.SX, b);
          rzz(angle, a, b);
          one(StandardGate.SXDG, a);
          one(StandardGate.SXDG, b);
        }
        case RZX -> {
          one(StandardGate.H, b);
          rzz(angle, a, b);
          one(StandardGate.H, b);
        }
        default -> throw new IllegalStateException(gate + " is no two-qubit gate");
      }
    }

    private void between(StandardGate before, StandardGate after, Angle angle, int a, int b) {
      one(before, b);
      controlledRz(angle, a, b);
      one(after, b);
    }

    private void controlledPhase(Angle angle, int a, int b) {
      rotate(StandardGate.RZ, angle.times(0.5), a);
      rotate(StandardGate.RZ, angle.times(0.5), b);
      rzz(angle.times(-0.5), a, b);
      out.phase(angle.times(0.25));
    }

    private void controlledRz(Angle angle, int a, int b) {
      rotate(StandardGate.RZ, angle.times(0.5), b);
      rzz(angle.times(-0.5), a, b);
    }

    private void controlledAny(Angle theta, Angle phi, Angle lambda, int a, int b) {
      Angle half = phi.plus(lambda).times(0.5);
      rotate(StandardGate.P, half, a);
      rotate(StandardGate.RZ, lambda.minus(phi).times(0.5), b);
      cx(a, b);
      rotate(StandardGate.RZ, half.negated(), b);
      rotate(StandardGate.RY, theta.times(-0.5), b);
      cx(a, b);
      rotate(StandardGate.RY, theta.times(0.5), b);
      rotate(StandardGate.RZ, phi, b);
    }

    private void swap(int a, int b) {
      boolean other = endsOn(b, a);
      int x = other ? b : a;
      int y = other ? a : b;
      cx(x, y);
      cx(y, x);
      cx(x, y);
    }

    private void ecr(int a, int b) {
      if (coupling.has("ecr", List.of(a, b))) {
        out.gate(StandardGate.ECR, a, b);
        partner[a] = -1;
        partner[b] = -1;
      } else {
        cx(a, b);
        rotate(StandardGate.RZ, Angle.of(RIGHT), a);
        rotate(StandardGate.RX, Angle.of(RIGHT), b);
        one(StandardGate.X, a);
        out.phase(Math.PI / 4);
      }
    }

    private void rzz(Angle angle, int a, int b) {
      if (!angle.isConstant()) {
        conjugated(angle, a, b);
        return;
      }
      // RZZ(θ + 2πk) = (-1)^k RZZ(θ).
      double theta = OneQubit.snap(OneQubit.wrap(angle.constant()));
      if (Math.rint((angle.constant() - theta) / (2 * Math.PI)) % 2 != 0) {
        out.phase(Math.PI);
      }
      if (theta == 0) {
        return;
      }
      if (Math.abs(theta) > RIGHT + OneQubit.SNAP) {
        // RZZ(±π) = ∓i ZZ.
        double sign = Math.signum(theta);
        one(StandardGate.Z, a);
        one(StandardGate.Z, b);
        out.phase(-sign * RIGHT);
        theta = OneQubit.snap(theta - sign * Math.PI);
        if (theta == 0) {
          return;
        }
      }
      if (theta == -RIGHT || theta == RIGHT) {
        // CZ = e^{iπ/4} RZ(π/2) RZ(π/2) RZZ(-π/2).
        if (theta == RIGHT) {
          one(StandardGate.Z, a);
          one(StandardGate.Z, b);
          out.phase(-RIGHT);
        }
        rotate(StandardGate.RZ, Angle.of(-RIGHT), a);
        rotate(StandardGate.RZ, Angle.of(-RIGHT), b);
        cz(a, b);
        out.phase(-Math.PI / 4);
      } else if (fractional && has(a, b)) {
        native2(theta, a, b);
      } else {
        conjugated(Angle.of(theta), a, b);
      }
    }

    private boolean has(int a, int b) {
      return coupling.has("rzz", List.of(a, b)) || coupling.has("rzz", List.of(b, a));
    }

    /** RZZ(-θ) = X RZZ(θ) X. */
    private void native2(double theta, int a, int b) {
      boolean asListed = coupling.has("rzz", List.of(a, b));
      if (theta < 0) {
        one(StandardGate.X, a);
      }
      out.gate(StandardGate.RZZ, Math.abs(theta), asListed ? a : b, asListed ? b : a);
      partner[a] = -1;
      partner[b] = -1;
      if (theta < 0) {
        one(StandardGate.X, a);
      }
    }

    private void conjugated(Angle angle, int a, int b) {
      boolean other = endsOn(b, a);
      int x = other ? b : a;
      int y = other ? a : b;
      cx(x, y);
      rotate(StandardGate.RZ, angle, y);
      cx(x, y);
    }

    /** Whether the last gate on both wires is this cx. */
    private boolean endsOn(int a, int b) {
      return partner[a] == b && partner[b] == a && control[a];
    }

    private void cx(int a, int b) {
      out.gate(StandardGate.CX, a, b);
      partner[a] = b;
      partner[b] = a;
      control[a] = true;
      control[b] = false;
    }

    private void cz(int a, int b) {
      out.gate(StandardGate.CZ, a, b);
      partner[a] = -1;
      partner[b] = -1;
    }

    private void one(StandardGate gate, int q) {
      out.gate(gate, q);
      partner[q] = -1;
    }

    private void ry(double angle, int q) {
      rotate(StandardGate.RY, Angle.of(angle), q);
    }

    private void rotate(StandardGate gate, Angle angle, int q) {
      if (!angle.isConstant() || angle.constant() != 0) {
        out.gate(gate, angle, q);
        partner[q] = -1;
      }
    }
  }
}
