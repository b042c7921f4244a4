package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.pass.Facts.Axis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges rotations and cancels entanglers that meet once gates between them are moved aside.
 *
 * <p>On each qubit, neighbours that act alike there (all by Z, or all by X) form a group, in which
 * order means nothing. Two gates whose groups are the same on every qubit they share may stand side
 * by side: equal cz, cx and the like cancel, rzz, cp, rxx and their kind add up.
 *
 * <p>Turns about Z travel: a pending rz passes everything of its axis (cz, the control of cx, rzz),
 * changes sign at an x and at operand 0 of an ecr, and is written where it can go no further. Turns
 * about X (x, sx, rx) pass the target of cx and of ecr in the same way.
 *
 * <ul>
 *   <li><b>Reads</b> gates by {@link Facts#axis}; all else stops what travels.
 *   <li><b>Writes</b> rz, sx, x, rx and the rotations it merges. Symbolic angles add up, too.
 *   <li><b>Keeps</b> the unitary with its global phase.
 *   <li><b>Costs</b> time linear in the instructions times the gates in a group that share a qubit.
 * </ul>
 */
public final class CommutativeCancellation implements Pass {
  @Override
  public String name() {
    return "commutative-cancellation";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    Sweep sweep = new Sweep(circuit, DeviceGates.of(context));
    circuit.instructions().forEach(sweep::take);
    return sweep.finished(circuit);
  }

  /** A qubit as the sweep sees it: the group that is open, and the turn that travels. */
  private static final class Wire {
    Axis axis = Axis.MIXED;
    final List<Integer> group = new ArrayList<>();
    Axis turning = Axis.Z;
    AngleSum turn = AngleSum.ZERO;

    /** Whether rx was among the turns about X, so that any angle of it may be written. */
    boolean anyAngle;

    boolean isStill() {
      return turn.isExactlyZero();
    }
  }

  private static final class Sweep {
    private final List<@Nullable Instruction> kept;
    private final @Nullable Wire[] wires;
    private final DeviceGates device;
    private final Draft out;

    Sweep(Circuit circuit, DeviceGates device) {
      this.device = device;
      kept = new ArrayList<>(circuit.instructions().size());
      out = new Draft(circuit.instructions().size());
      wires = new Wire[circuit.qubits()];
    }

    private Wire wire(int qubit) {
      Wire wire = wires[qubit];
      if (wire == null) {
        wire = new Wire();
        wires[qubit] = wire;
      }
      return wire;
    }

    Circuit finished(Circuit circuit) {
      for (int qubit = 0; qubit < wires.length; qubit++) {
        if (wires[qubit] != null) {
          settle(qubit);
        }
      }
      for (Instruction instruction : kept) {
        if (instruction != null) {
          out.add(instruction);
        }
      }
      return out.of(circuit);
    }

    void take(Instruction instruction) {
      if (!(instruction instanceof Instruction.Apply apply)) {
        block(instruction);
      } else if (apply.gate() instanceof StandardGate gate && gate.qubits() == 1) {
        takeOne(apply, gate);
      } else {
        takeMany(apply);
      }
    }

    private void block(Instruction instruction) {
      List<Integer> qubits = Facts.qubits(instruction);
      qubits.forEach(this::settle);
      qubits.forEach(qubit -> close(wire(qubit)));
      kept.add(instruction);
    }

    private static void close(Wire wire) {
      wire.axis = Axis.MIXED;
      wire.group.clear();
    }

    private void takeOne(Instruction.Apply apply, StandardGate gate) {
      int qubit = apply.qubits().getFirst();
      AngleSum angle =
          gate.parameters() == 1 ? AngleSum.of(apply.angles().getFirst()) : AngleSum.ZERO;
      switch (gate) {
        case ID -> {}
        case RZ -> turn(qubit, Axis.Z, angle);
        case P, U1 -> phase(qubit, angle);
        case Z -> phase(qubit, AngleSum.of(Math.PI));
        case S -> phase(qubit, AngleSum.of(Math.PI / 2));
        case SDG -> phase(qubit, AngleSum.of(-Math.PI / 2));
        case T -> phase(qubit, AngleSum.of(Math.PI / 4));
        case TDG -> phase(qubit, AngleSum.of(-Math.PI / 4));
        case RX -> {
          turn(qubit, Axis.X, angle);
          wire(qubit).anyAngle = true;
        }
        case X -> flip(qubit, apply);
        // e^{i angle/2} rx(angle)
        case SX -> {
          turn(qubit, Axis.X, AngleSum.of(Math.PI / 2));
          out.turn(Math.PI / 4);
        }
        case SXDG -> {
          turn(qubit, Axis.X, AngleSum.of(-Math.PI / 2));
          out.turn(-Math.PI / 4);
        }
        default -> takeMany(apply);
      }
    }

    private void phase(int qubit, AngleSum angle) {
      turn(qubit, Axis.Z, angle);
      out.turn(angle.times(0.5));
    }

    private void turn(int qubit, Axis axis, AngleSum angle) {
      Wire wire = wire(qubit);
      if (wire.turning != axis && !wire.isStill()) {
        settle(qubit);
      }
      if (wire.isStill()) {
        wire.anyAngle = false;
      }
      wire.turning = axis;
      wire.turn = wire.turn.plus(angle);
    }

    /** An x either travels, or stays where it is and turns the sign of what passes it. */
    private void flip(int qubit, Instruction.Apply x) {
      Wire wire = wire(qubit);
      if (wire.isStill() || wire.turning == Axis.X) {
        turn(qubit, Axis.X, AngleSum.of(Math.PI));
        out.turn(Math.PI / 2);
        return;
      }
      wire.turn = wire.turn.negated();
      if (wire.axis != Axis.X) {
        close(wire);
        wire.axis = Axis.X;
      }
      kept.add(x);
    }

    private void takeMany(Instruction.Apply apply) {
      List<Integer> qubits = apply.qubits();
      for (int operand = 0; operand < qubits.size(); operand++) {
        int qubit = qubits.get(operand);
        Wire wire = wire(qubit);
        Axis axis = Facts.axis(apply.gate(), operand);
        if (apply.gate() == StandardGate.ECR && operand == 0 && wire.turning == Axis.Z) {
          wire.turn = wire.turn.negated();
        } else if (axis == Axis.MIXED || axis != wire.turning) {
          settle(qubit);
        }
        if (axis == Axis.MIXED || axis != wire.axis) {
          close(wire);
          wire.axis = axis;
        }
      }
      if (!isMerged(apply)) {
        for (int qubit : qubits) {
          wire(qubit).group.add(kept.size());
        }
        kept.add(apply);
      }
    }

    /** Whether a gate met its like in the open groups, and both are one or none. */
    private boolean isMerged(Instruction.Apply apply) {
      Gate gate = apply.gate();
      boolean adds = Facts.addsUp(gate);
      if (apply.qubits().size() < 2 || !adds && !Facts.isSelfInverse(gate)) {
        return false;
      }
      List<Integer> shortest = wire(apply.qubits().getFirst()).group;
      for (int qubit : apply.qubits()) {
        List<Integer> group = wire(qubit).group;
        shortest = group.size() < shortest.size() ? group : shortest;
      }
      for (int i = shortest.size() - 1; i >= 0; i--) {
        int at = shortest.get(i);
        if (kept.get(at) instanceof Instruction.Apply other
            && other.gate() == gate
            && Facts.isSamePlace(apply, other)
            && isOpen(at, other)) {
          return merge(at, other, apply, adds);
        }
      }
      return false;
    }

    private boolean isOpen(int at, Instruction.Apply other) {
      for (int qubit : other.qubits()) {
        if (!wire(qubit).group.contains(at)) {
          return false;
        }
      }
      return true;
    }

    private boolean merge(int at, Instruction.Apply other, Instruction.Apply apply, boolean adds) {
      AngleSum sum =
          adds
              ? AngleSum.of(other.angles().getFirst()).plus(AngleSum.of(apply.angles().getFirst()))
              : AngleSum.ZERO;
      if (adds && !sum.isExactlyZero()) {
        if (device.leaves(other, sum)) {
          return false;
        }
        kept.set(
            at, new Instruction.Apply(other.gate(), List.of(sum.toExpression()), other.qubits()));
        return true;
      }
      kept.set(at, null);
      for (int qubit : other.qubits()) {
        wire(qubit).group.remove((Integer) at);
      }
      return true;
    }

    /** Writes the turn that travels on a qubit; it joins or opens a group there. */
    private void settle(int qubit) {
      Wire wire = wire(qubit);
      if (wire.isStill()) {
        return;
      }
      int before = kept.size();
      long turns = wire.turn.turns();
      AngleSum rest = wire.turn.lessTurns(turns);
      wire.turn = AngleSum.ZERO;
      if ((turns & 1) != 0) {
        out.turn(Math.PI);
      }
      write(qubit, wire, rest);
      if (kept.size() == before) {
        return;
      }
      if (wire.axis != wire.turning) {
        close(wire);
        wire.axis = wire.turning;
      }
    }

    private void write(int qubit, Wire wire, AngleSum angle) {
      if (angle.isNothing()) {
        return;
      }
      if (wire.turning == Axis.Z) {
        keep(StandardGate.RZ, List.of(angle), qubit);
      } else if (angle.isConstant() && isNear(angle, Math.PI)) {
        keep(StandardGate.X, List.of(), qubit);
        out.turn(-Math.PI / 2);
      } else if (angle.isConstant() && isNear(angle, Math.PI / 2)) {
        keep(StandardGate.SX, List.of(), qubit);
        out.turn(-Math.PI / 4);
      } else if (!wire.anyAngle && isNear(angle, -Math.PI / 2)) {
        // rx(-π/2) = rz(-π) rx(π/2) rz(π)
        keep(StandardGate.RZ, List.of(AngleSum.of(Math.PI)), qubit);
        keep(StandardGate.SX, List.of(), qubit);
        keep(StandardGate.RZ, List.of(AngleSum.of(Math.PI)), qubit);
        out.turn(-Math.PI / 4 + Math.PI);
        close(wire);
        wire.turning = Axis.Z;
      } else {
        keep(StandardGate.RX, List.of(angle), qubit);
      }
    }

    private void keep(StandardGate gate, List<AngleSum> angles, int qubit) {
      kept.add(
          new Instruction.Apply(
              gate, angles.stream().map(AngleSum::toExpression).toList(), List.of(qubit)));
    }

    private static boolean isNear(AngleSum angle, double value) {
      return Math.abs(angle.constant() - value) < AngleSum.NOTHING;
    }
  }
}
