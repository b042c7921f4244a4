package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.EulerAngles;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.transpile.pass.PairBlocks.Block;
import dev.nightshift.transpile.pass.PairFrames.Rotation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A block of gates as rotations about Paulis and a Clifford gate behind them: a rotation about P
 * that comes after a Clifford gate C is one about C* P C before it.
 */
final class Product {
  private static final double RIGHT = Math.PI / 2;

  /**
   * A rotation that a two-qubit gate is made of, about one letter on each operand (0 for none).
   *
   * @param share of the gate's angle
   */
  private record Part(int first, int second, double share) {}

  private static final Map<StandardGate, List<Part>> PARTS = parts();

  private static Map<StandardGate, List<Part>> parts() {
    Map<StandardGate, List<Part>> parts = new EnumMap<>(StandardGate.class);
    parts.put(StandardGate.RXX, List.of(new Part(Paulis.X, Paulis.X, 1)));
    parts.put(StandardGate.RYY, List.of(new Part(Paulis.Y, Paulis.Y, 1)));
    parts.put(StandardGate.RZZ, List.of(new Part(Paulis.Z, Paulis.Z, 1)));
    parts.put(StandardGate.RZX, List.of(new Part(Paulis.Z, Paulis.X, 1)));
    // A rotation under a control is half of it, and half of it with the control's sign.
    parts.put(StandardGate.CRX, controlled(Paulis.X));
    parts.put(StandardGate.CRY, controlled(Paulis.Y));
    parts.put(StandardGate.CRZ, controlled(Paulis.Z));
    List<Part> phase =
        List.of(
            new Part(Paulis.Z, 0, 0.5),
            new Part(0, Paulis.Z, 0.5),
            new Part(Paulis.Z, Paulis.Z, -0.5));
    parts.put(StandardGate.CP, phase);
    parts.put(StandardGate.CU1, phase);
    return parts;
  }

  private static List<Part> controlled(int letter) {
    return List.of(new Part(0, letter, 0.5), new Part(Paulis.Z, letter, -0.5));
  }

  private final List<Rotation> rotations = new ArrayList<>();
  private final List<CliffordGate> gates = new ArrayList<>();
  private Conjugation conjugation = Conjugation.IDENTITY;
  private AngleSum phase = AngleSum.ZERO;

  /** The rotations, the first applied first. */
  List<Rotation> rotations() {
    return rotations;
  }

  /** How the Clifford gate C takes a Pauli P to C* P C. */
  Conjugation conjugation() {
    return conjugation;
  }

  /** The matrix of the Clifford gate, global phase included. */
  double[] clifford() {
    double[] product = Matrices.identity(4);
    for (CliffordGate gate : gates) {
      product = Matrices.times(gate.matrix(), product, 4);
    }
    return product;
  }

  /** The part of the global phase that the angles bring. */
  AngleSum phase() {
    return phase;
  }

  /** Whether a two-qubit gate is made of rotations about Paulis by shares of its angle. */
  static boolean isRotation(Gate gate) {
    return gate instanceof StandardGate standard && PARTS.containsKey(standard);
  }

  /** Whether a one-qubit gate can be added. */
  static boolean takes(Instruction.Apply gate) {
    return OneQubitRun.isFixed(gate.angles())
        || gate.gate() instanceof StandardGate standard
            && switch (standard) {
              case RX, RY, RZ, P, U1 -> true;
              default -> false;
            };
  }

  void add(Instruction.Apply gate, Block block) {
    List<Part> parts = gate.gate() instanceof StandardGate standard ? PARTS.get(standard) : null;
    if (parts != null) {
      int first = block.isReversed(gate) ? 1 : 0;
      AngleSum angle = AngleSum.of(gate.angles().getFirst());
      for (Part part : parts) {
        rotate(
            Paulis.of(part.first, first) | Paulis.of(part.second, 1 - first),
            angle.times(part.share));
      }
      if (gate.gate() == StandardGate.CP || gate.gate() == StandardGate.CU1) {
        phase = phase.plus(angle.times(0.25));
      }
    } else if (gate.qubits().size() == 2) {
      append(CliffordGate.of((StandardGate) gate.gate(), block.isReversed(gate)));
    } else {
      int operand = gate.qubits().getFirst() == block.a() ? 0 : 1;
      if (gate.gate() == StandardGate.SX) {
        // e^{iπ/4} rx(π/2)
        phase = phase.plus(RIGHT / 2);
        append(CliffordGate.turn(Paulis.of(Paulis.X, operand), 1));
      } else if (gate.gate() == StandardGate.RZ) {
        rotate(Paulis.of(Paulis.Z, operand), AngleSum.of(gate.angles().getFirst()));
      } else if (OneQubitRun.isFixed(gate.angles())) {
        addFixed(gate.gate().matrix(OneQubitRun.numbers(gate.angles())), operand);
      } else {
        addFree(gate, operand);
      }
    }
  }

  private void addFree(Instruction.Apply gate, int operand) {
    AngleSum angle = AngleSum.of(gate.angles().getFirst());
    switch ((StandardGate) gate.gate()) {
      case RX -> rotate(Paulis.of(Paulis.X, operand), angle);
      case RY -> rotate(Paulis.of(Paulis.Y, operand), angle);
      case RZ -> rotate(Paulis.of(Paulis.Z, operand), angle);
      case P, U1 -> {
        rotate(Paulis.of(Paulis.Z, operand), angle);
        phase = phase.plus(angle.times(0.5));
      }
      default -> throw new IllegalArgumentException(gate.gate().qasmName());
    }
  }

  private void addFixed(double[] matrix, int operand) {
    EulerAngles e = EulerAngles.of(matrix);
    phase = phase.plus(e.phase());
    int z = Paulis.of(Paulis.Z, operand);
    if (e.theta() < AngleSum.NOTHING) {
      rotate(z, AngleSum.of(e.phi() + e.lambda()));
    } else if (e.theta() > Math.PI - AngleSum.NOTHING) {
      rotate(z, AngleSum.of(e.lambda() - e.phi()));
      rotate(Paulis.of(Paulis.Y, operand), AngleSum.of(Math.PI));
    } else {
      rotate(z, AngleSum.of(e.lambda()));
      rotate(Paulis.of(Paulis.Y, operand), AngleSum.of(e.theta()));
      rotate(z, AngleSum.of(e.phi()));
    }
  }

  /** Appends a rotation; what a number has of right angles is Clifford. */
  private void rotate(int pauli, AngleSum angle) {
    long rights = angle.isConstant() ? Math.round(angle.constant() / RIGHT) : 0;
    AngleSum rest = angle.plus(-rights * RIGHT);
    if (!angle.isConstant() || Math.abs(rest.constant()) > AngleSum.NOTHING) {
      int turned = conjugation.of(pauli);
      append(Conjugation.pauli(turned), Conjugation.isNegative(turned) ? rest.negated() : rest);
    }
    if (rights != 0) {
      append(CliffordGate.turn(pauli, rights));
    }
  }

  private void append(CliffordGate gate) {
    gates.add(gate);
    conjugation = conjugation.before(gate.conjugation());
  }

  private void append(int pauli, AngleSum angle) {
    for (int i = rotations.size() - 1; i >= 0; i--) {
      Rotation before = rotations.get(i);
      if (before.pauli() == pauli) {
        AngleSum sum = before.angle().plus(angle);
        if (sum.isNothing()) {
          rotations.remove(i);
          phase = phase.plus(sum.constant() / 2);
        } else {
          rotations.set(i, new Rotation(pauli, sum));
        }
        return;
      }
      if (!Paulis.commute(before.pauli(), pauli)) {
        break;
      }
    }
    rotations.add(new Rotation(pauli, angle));
  }
}
