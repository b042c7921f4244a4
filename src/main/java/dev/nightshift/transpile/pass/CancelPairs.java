package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.synth.Angle;
import dev.nightshift.transpile.synth.GateSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-qubit gates that undo the one right before them go, both; rotations of one kind add up.
 *
 * <p><b>Reads</b> standard gates. <b>Writes</b> nothing new but rotations with the sum of two
 * angles. <b>Keeps</b> the unitary with its phase, and everything that is no gate. <b>Costs</b>
 * time linear in the gates: when a pair goes, the gates before it meet those behind it in the same
 * sweep.
 */
public final class CancelPairs implements Pass {
  @Override
  public String name() {
    return "cancel-pairs";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    List<@Nullable Instruction> kept = new ArrayList<>();
    // For each kept instruction, the one before it on each of its wires.
    List<int[]> before = new ArrayList<>();
    int[] last = new int[circuit.qubits()];
    Arrays.fill(last, -1);
    for (Instruction instruction : circuit.instructions()) {
      List<Integer> qubits = MergeOneQubitRuns.qubits(instruction);
      int previous =
          qubits.size() == 2 && last[qubits.get(0)] == last[qubits.get(1)]
              ? last[qubits.get(0)]
              : -1;
      Instruction other = previous < 0 ? null : kept.get(previous);
      if (other instanceof Instruction.Apply earlier
          && instruction instanceof Instruction.Apply later
          && earlier.qubits().size() == 2) {
        if (undoes(earlier, later)) {
          kept.set(previous, null);
          for (int k = 0; k < 2; k++) {
            last[earlier.qubits().get(k)] = before.get(previous)[k];
          }
          continue;
        }
        Instruction.Apply sum = sum(earlier, later);
        if (sum != null) {
          kept.set(previous, sum);
          continue;
        }
      }
      int[] own = new int[qubits.size()];
      for (int k = 0; k < own.length; k++) {
        own[k] = last[qubits.get(k)];
        last[qubits.get(k)] = kept.size();
      }
      kept.add(instruction);
      before.add(own);
    }
    GateSink out = new GateSink();
    for (Instruction instruction : kept) {
      if (instruction != null) {
        out.add(instruction);
      }
    }
    return out.like(circuit);
  }

  private static boolean undoes(Instruction.Apply earlier, Instruction.Apply later) {
    if (earlier.gate() != later.gate() || !(earlier.gate() instanceof StandardGate gate)) {
      return isPair(earlier, later, StandardGate.CS, StandardGate.CSDG);
    }
    return switch (gate) {
      case CX, CY, CH, ECR -> earlier.qubits().equals(later.qubits());
      case CZ, SWAP -> true;
      case CP, CU1, CRX, CRY, CRZ, RXX, RYY, RZZ, RZX -> {
        Instruction.Apply sum = sum(earlier, later);
        yield sum != null && isZero(sum.angles().getFirst());
      }
      default -> false;
    };
  }

  private static boolean isPair(
      Instruction.Apply a, Instruction.Apply b, StandardGate one, StandardGate other) {
    return a.gate() == one && b.gate() == other || a.gate() == other && b.gate() == one;
  }

  private static boolean isZero(ParameterExpression angle) {
    return angle instanceof ParameterExpression.Constant(double value) && Math.abs(value) < 1e-13;
  }

  /** Two rotations as one; null where they do not add up. */
  private static Instruction.@Nullable Apply sum(
      Instruction.Apply earlier, Instruction.Apply later) {
    if (earlier.gate() != later.gate() || !addsUp(earlier, later)) {
      return null;
    }
    ParameterExpression sum =
        Angle.of(earlier.angles().getFirst())
            .plus(Angle.of(later.angles().getFirst()))
            .toExpression();
    return new Instruction.Apply(earlier.gate(), List.of(sum), earlier.qubits());
  }

  private static boolean addsUp(Instruction.Apply earlier, Instruction.Apply later) {
    return earlier.gate() instanceof StandardGate gate
        && switch (gate) {
          case CP, CU1, RXX, RYY -> true;
          // The device's own rzz keeps to its range; only those before translation add up.
          case RZZ ->
              !(earlier.angles().getFirst().isConstant() && later.angles().getFirst().isConstant());
          case CRX, CRY, CRZ, RZX -> earlier.qubits().equals(later.qubits());
          default -> false;
        };
  }
}
