package dev.nightshift.sim.mps;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.BoundAngles;
import dev.nightshift.value.Bindings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of a circuit as {@link MpsStep}s.
 *
 * <p>Each matrix on several qubits costs a decomposition, so it takes in what stands beside it:
 * one-qubit gates, and further gates on the same pair. Defined gates are opened, exchanges are
 * relabelled. The global phase is left out.
 *
 * @param partners for each step and operand of a pair the qubit of its next pair, or -1: where it
 *     should move to
 */
@SuppressWarnings("ArrayRecordComponent") // read only
record MpsProgram(int qubits, int bits, List<MpsStep> steps, int[][] partners) {
  /** Widest matrix on neighbours. */
  private static final int MAX_OPERANDS = 5;

  /**
   * @throws NightshiftException METHOD_UNSUPPORTED for a gate on more than five qubits that is not
   *     made of narrower ones, BINDING_VALUE when an angle is not finite
   */
  static MpsProgram of(Circuit circuit, Bindings rows, int row) {
    Writer writer = new Writer(circuit.qubits());
    for (int i = 0; i < circuit.instructions().size(); i++) {
      int index = i;
      writer.add(
          circuit.instructions().get(i), apply -> BoundAngles.of(circuit, index, apply, rows, row));
    }
    writer.closeAll();
    return new MpsProgram(
        circuit.qubits(),
        circuit.bits(),
        List.copyOf(writer.steps),
        partners(writer.steps, circuit.qubits()));
  }

  /** Whether what happens depends on what was measured. */
  boolean isDynamic() {
    return steps.stream().anyMatch(MpsStep.Jump.class::isInstance);
  }

  private static int[][] partners(List<MpsStep> steps, int qubits) {
    int[] next = new int[qubits];
    Arrays.fill(next, -1);
    int[][] partners = new int[steps.size()][];
    for (int i = steps.size() - 1; i >= 0; i--) {
      partners[i] = new int[0];
      switch (steps.get(i)) {
        case MpsStep.Unitary(_, int[] operands) when operands.length == 2 -> {
          partners[i] = new int[] {next[operands[0]], next[operands[1]]};
          next[operands[0]] = operands[1];
          next[operands[1]] = operands[0];
        }
        case MpsStep.Exchange(int a, int b) -> {
          int kept = next[a];
          next[a] = next[b];
          next[b] = kept;
        }
        case MpsStep.Unitary _, MpsStep.Measure _, MpsStep.Reset _, MpsStep.Jump _ -> {}
      }
    }
    return partners;
  }

  /** Collects steps, each as late as it may stand. */
  private static final class Writer {
    final List<MpsStep> steps = new ArrayList<>();

    /** One-qubit gates of a qubit that no step holds yet. */
    private final double[] @Nullable [] open;

    /** The pair's step that a qubit was last in, -1 where another step came behind it. */
    private final int[] pair;

    Writer(int qubits) {
      open = new double[qubits][];
      pair = new int[qubits];
      Arrays.fill(pair, -1);
    }

    void add(Instruction instruction, Function<Instruction.Apply, double[]> angles) {
      switch (instruction) {
        case Instruction.Apply apply ->
            gate(
                apply.gate(),
                angles.apply(apply),
                apply.qubits().stream().mapToInt(Integer::intValue).toArray(),
                false,
                apply);
        case Instruction.Measure(int qubit, int bit) -> {
          close(qubit);
          steps.add(new MpsStep.Measure(qubit, bit));
        }
        case Instruction.Reset(int qubit) -> {
          close(qubit);
          steps.add(new MpsStep.Reset(qubit));
        }
        case Instruction.Barrier _, Instruction.Delay _ -> {}
        case Instruction.IfElse(var condition, var then, var otherwise) -> {
          // Steps of a branch take in nothing from outside, nor it from them.
          closeAll();
          int over = steps.size();
          steps.add(new MpsStep.Jump(condition, over));
          then.forEach(inner -> add(inner, angles));
          closeAll();
          int behind = steps.size();
          steps.add(new MpsStep.Jump(null, behind));
          steps.set(over, new MpsStep.Jump(condition, steps.size()));
          otherwise.forEach(inner -> add(inner, angles));
          closeAll();
          steps.set(behind, new MpsStep.Jump(null, steps.size()));
        }
      }
    }

    void gate(Gate gate, double[] angles, int[] qubits, boolean inverse, Instruction.Apply source) {
      switch (gate) {
        case StandardGate standard when standard == StandardGate.SWAP -> exchange(qubits);
        case ModifiedGate.Inverse(Gate base) -> gate(base, angles, qubits, !inverse, source);
        case DefinedGate defined -> {
          List<Instruction.Apply> body = inverse ? defined.body().reversed() : defined.body();
          for (Instruction.Apply part : body) {
            gate(
                part.gate(),
                part.angles().stream().mapToDouble(a -> defined.value(a, angles)).toArray(),
                part.qubits().stream().mapToInt(operand -> qubits[operand]).toArray(),
                inverse,
                source);
          }
        }
        case StandardGate _, ModifiedGate.Controlled _, ModifiedGate.Power _ -> {
          if (qubits.length > MAX_OPERANDS) {
            throw new NightshiftException(
                ErrorCode.METHOD_UNSUPPORTED,
                "%s on qubits %s acts on %d qubits at once; the matrix product state method takes"
                        .formatted(source.gate().qasmName(), source.qubits(), qubits.length)
                    + " gates on at most %d: write it with narrower gates, or use statevector"
                        .formatted(MAX_OPERANDS));
          }
          double[] u = gate.matrix(angles);
          matrix(inverse ? SmallMatrices.adjoint(u) : u, qubits);
        }
      }
    }

    private void exchange(int[] qubits) {
      int a = qubits[0];
      int b = qubits[1];
      double[] kept = open[a];
      open[a] = open[b];
      open[b] = kept;
      pair[a] = -1;
      pair[b] = -1;
      steps.add(new MpsStep.Exchange(a, b));
    }

    private void matrix(double[] u, int[] qubits) {
      switch (qubits.length) {
        case 0 -> {}
        case 1 -> one(u, qubits[0]);
        default -> several(u, qubits);
      }
    }

    private void one(double[] u, int qubit) {
      int at = pair[qubit];
      if (at >= 0 && steps.get(at) instanceof MpsStep.Unitary(double[] before, int[] operands)) {
        double[] wide = SmallMatrices.widened(u, operands.length, indexOf(operands, qubit));
        steps.set(at, new MpsStep.Unitary(SmallMatrices.times(wide, before), operands));
      } else {
        double[] before = open[qubit];
        open[qubit] = before == null ? u : SmallMatrices.times(u, before);
      }
    }

    private static int indexOf(int[] operands, int qubit) {
      int index = 0;
      while (operands[index] != qubit) {
        index++;
      }
      return index;
    }

    private void several(double[] u, int[] qubits) {
      int at = pair[qubits[0]];
      if (qubits.length == 2
          && at >= 0
          && at == pair[qubits[1]]
          && steps.get(at) instanceof MpsStep.Unitary(double[] before, int[] operands)
          && operands.length == 2) {
        double[] same = operands[0] == qubits[0] ? u : SmallMatrices.exchanged(u);
        steps.set(at, new MpsStep.Unitary(SmallMatrices.times(same, before), operands));
        return;
      }
      double[] product = u;
      for (int j = 0; j < qubits.length; j++) {
        double[] before = open[qubits[j]];
        if (before != null) {
          product = SmallMatrices.times(product, SmallMatrices.widened(before, qubits.length, j));
          open[qubits[j]] = null;
        }
      }
      for (int qubit : qubits) {
        pair[qubit] = steps.size();
      }
      steps.add(new MpsStep.Unitary(product, qubits));
    }

    void closeAll() {
      for (int qubit = 0; qubit < open.length; qubit++) {
        close(qubit);
      }
    }

    /** Writes what is open of a qubit, before something that is no gate. */
    void close(int qubit) {
      double[] before = open[qubit];
      if (before != null) {
        steps.add(new MpsStep.Unitary(before, new int[] {qubit}));
        open[qubit] = null;
      }
      pair[qubit] = -1;
    }
  }
}
