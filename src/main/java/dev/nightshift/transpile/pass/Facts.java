package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.List;

/** What the passes know of gates beside their matrices. */
final class Facts {
  /**
   * How a gate acts on one of its operands: built of 1 and Z there, of 1 and X there, or of more.
   * Gates that act alike on every operand they share commute.
   */
  enum Axis {
    Z,
    X,
    MIXED
  }

  private Facts() {}

  static Axis axis(Gate gate, int operand) {
    return switch (gate) {
      case StandardGate standard -> axis(standard, operand);
      case ModifiedGate.Controlled(Gate base, _) -> operand == 0 ? Axis.Z : axis(base, operand - 1);
      case ModifiedGate.Inverse(Gate base) -> axis(base, operand);
      default -> Axis.MIXED;
    };
  }

  private static Axis axis(StandardGate gate, int operand) {
    return switch (gate) {
      case ID, Z, S, SDG, T, TDG, P, U1, RZ, CZ, CS, CSDG, CP, CU1, CRZ, RZZ, CCZ -> Axis.Z;
      case X, SX, SXDG, RX, RXX -> Axis.X;
      case CX, CSX, CRX -> operand == 0 ? Axis.Z : Axis.X;
      case CY, CH, CRY, CU, CU3, CSWAP -> operand == 0 ? Axis.Z : Axis.MIXED;
      case CCX -> operand < 2 ? Axis.Z : Axis.X;
      case RZX -> operand == 0 ? Axis.Z : Axis.X;
      case ECR -> operand == 0 ? Axis.MIXED : Axis.X;
      case GPHASE, Y, H, RY, R, U, U2, U3, SWAP, ISWAP, DCX, RYY -> Axis.MIXED;
    };
  }

  /** Whether a gate is diagonal whatever its angles. */
  static boolean isDiagonal(Gate gate) {
    for (int operand = 0; operand < gate.qubits(); operand++) {
      if (axis(gate, operand) != Axis.Z) {
        return false;
      }
    }
    return true;
  }

  /** Whether exchanging two operands of a two-qubit gate changes nothing. */
  static boolean isSymmetric(Gate gate) {
    return gate instanceof StandardGate standard
        && switch (standard) {
          case CZ, CS, CSDG, CP, CU1, SWAP, ISWAP, RXX, RYY, RZZ -> true;
          default -> false;
        };
  }

  /** The qubits an instruction stands on, in its order. */
  static List<Integer> qubits(Instruction instruction) {
    return instruction.qubits();
  }

  /** Whether two of these two-qubit gates on one pair are one by the sum of their angles. */
  static boolean addsUp(Gate gate) {
    return gate instanceof StandardGate standard
        && switch (standard) {
          case CP, CU1, CRX, CRY, CRZ, RXX, RYY, RZZ, RZX -> true;
          default -> false;
        };
  }

  /** Whether a gate stands on the qubits of its like, in an order that makes no difference. */
  static boolean isSamePlace(Instruction.Apply one, Instruction.Apply other) {
    return one.qubits().equals(other.qubits())
        || isSymmetric(one.gate()) && one.qubits().reversed().equals(other.qubits());
  }

  /** Whether a gate undoes itself. */
  static boolean isSelfInverse(Gate gate) {
    return gate instanceof StandardGate standard
        && switch (standard) {
          case ID, X, Y, Z, H, CX, CY, CZ, CH, SWAP, ECR, CCX, CCZ, CSWAP -> true;
          default -> false;
        };
  }

  /** Whether the second gate, on the same qubits, undoes the first. */
  static boolean isUndone(Instruction.Apply first, Instruction.Apply second) {
    Gate one = first.gate();
    Gate other = second.gate();
    if (!first.angles().equals(second.angles())) {
      return one.equals(other)
          && first.qubits().equals(second.qubits())
          && isTurnBack(first, second);
    }
    boolean inverse =
        one instanceof StandardGate && one == other && isSelfInverse(one)
            || one instanceof StandardGate && inverse(one) != one && inverse(one) == other
            || other.equals(new ModifiedGate.Inverse(one))
            || one.equals(new ModifiedGate.Inverse(other));
    return inverse
        && (first.qubits().equals(second.qubits())
            || isSymmetric(one)
                && first.qubits().size() == 2
                && first.qubits().reversed().equals(second.qubits()));
  }

  private static Gate inverse(Gate gate) {
    return switch ((StandardGate) gate) {
      case S -> StandardGate.SDG;
      case SDG -> StandardGate.S;
      case T -> StandardGate.TDG;
      case TDG -> StandardGate.T;
      case SX -> StandardGate.SXDG;
      case SXDG -> StandardGate.SX;
      case CS -> StandardGate.CSDG;
      case CSDG -> StandardGate.CS;
      default -> gate;
    };
  }

  /** Whether a rotation by one angle is undone: the second angle is the first's negative. */
  private static boolean isTurnBack(Instruction.Apply first, Instruction.Apply second) {
    return first.gate() instanceof StandardGate gate
        && gate.parameters() == 1
        && gate != StandardGate.GPHASE
        && AngleSum.of(first.angles().getFirst())
            .plus(AngleSum.of(second.angles().getFirst()))
            .isExactlyZero();
  }
}
