package dev.nightshift.sim.density;

import dev.nightshift.kernel.small.Transfer;
import dev.nightshift.sim.noise.GateCall;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.NoisyStep;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.value.Bindings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes a part as operations: an error is multiplied into its gate where the product is no denser
 * than both. What occurs again, as a gate on an edge does in every layer, is made once.
 */
final class Operations {
  /** Widest gate that has a transfer matrix. */
  private static final int MAX_JOINT = 3;

  /**
   * A transfer of several qubits in ascending order.
   *
   * @param dense its identity tells it apart: equal ones are the same array
   */
  private record Matrix(double[] dense, SparseRows rows) {}

  private final List<Operation> operations = new ArrayList<>();
  private final Map<Object, double[]> gates = new HashMap<>();
  private final Map<Object, Matrix> matrices = new HashMap<>();

  /** The matrix of the last operation, where it may take in another. */
  private List<Integer> lastQubits = List.of();

  private Matrix last =
      new Matrix(
          new double[0], new SparseRows(0, new int[1], new int[0], new double[0], new boolean[0]));

  private Operations() {}

  static List<Operation> of(NoisyPart part) {
    Operations made = new Operations();
    for (int k = 0; k < part.steps().size(); k++) {
      made.add(part.steps().get(k), part.deferred().get(k));
    }
    return List.copyOf(made.operations);
  }

  /** Whether a part has gates that go by way of the density matrix. */
  static boolean hasWideGates(NoisyPart part) {
    return NoisyStep.leaves(part.steps())
        .anyMatch(
            step -> step instanceof NoisyStep.Ideal(_, var qubits) && qubits.size() > MAX_JOINT);
  }

  private void add(NoisyStep step, boolean deferred) {
    switch (step) {
      case NoisyStep.Ideal(GateCall call, var qubits) -> {
        if (qubits.size() > MAX_JOINT) {
          add(new Operation.Wide(qubits, call));
        } else if (call.isConstant()) {
          add(qubits, gates.computeIfAbsent(key(call), _ -> transfer(call)));
        } else if (qubits.size() == 1) {
          add(new Operation.LocalGate(qubits.getFirst(), call));
        } else {
          add(new Operation.JointGate(qubits, call));
        }
      }
      case NoisyStep.Noise(var error, var qubits) -> add(qubits, error.transfer());
      case NoisyStep.Reset(int qubit) -> add(new Operation.Local(qubit, Transfer.reset()));
      case NoisyStep.Measure(int qubit, var axis, int output) -> {
        if (deferred) {
          return;
        }
        if (axis != NoisyStep.Axis.Z) {
          throw new IllegalStateException("what is read along " + axis + " is read at the end");
        }
        add(
            output < 0
                ? new Operation.Local(qubit, Transfer.dephasing())
                : new Operation.Fork(qubit, output, ReadoutError.NONE));
      }
      case NoisyStep.Note(int qubit, int output, ReadoutError readout) ->
          add(new Operation.Fork(qubit, output, readout));
      case NoisyStep.Decide(var condition, var then, var otherwise, _) -> {
        // Nothing of a branch is joined with what is outside: adding a skip ends the last matrix.
        int over = operations.size();
        add(new Operation.Skip(condition, over));
        then.forEach(inner -> add(inner, false));
        int behind = operations.size();
        add(new Operation.Skip(null, behind));
        operations.set(over, new Operation.Skip(condition, operations.size()));
        otherwise.forEach(inner -> add(inner, false));
        operations.set(behind, new Operation.Skip(null, operations.size()));
        lastQubits = List.of();
      }
    }
  }

  private void add(Operation operation) {
    operations.add(operation);
    lastQubits = List.of();
  }

  private static Object key(GateCall call) {
    return List.of(
        call.gate(), call.inverse(), call.controls(), call.controlValue(), call.angles());
  }

  /** The transfer of a gate without parameters. */
  private static double[] transfer(GateCall call) {
    RowBinding none = new RowBinding(Bindings.none(), 0);
    return Transfer.ofUnitary(call.fullMatrix(none), call.qubits());
  }

  private void add(List<Integer> qubits, double[] transfer) {
    if (qubits.size() == 1) {
      add(new Operation.Local(qubits.getFirst(), transfer));
      return;
    }
    List<Integer> ascending = qubits.stream().sorted().toList();
    Matrix own =
        matrices.computeIfAbsent(
            List.of(transfer, places(qubits)), _ -> matrix(ordered(qubits, transfer)));
    Matrix joined = ascending.equals(lastQubits) ? joined(last, own, qubits.size()) : own;
    if (joined != own) {
      operations.removeLast();
    }
    int[] on = ascending.stream().mapToInt(Integer::intValue).toArray();
    operations.add(new Operation.Joint(on, joined.rows()));
    lastQubits = ascending;
    last = joined;
  }

  /** The product where it is no denser than its factors, else the later factor. */
  private Matrix joined(Matrix first, Matrix second, int qubits) {
    Matrix both =
        matrices.computeIfAbsent(
            List.of(first.dense(), second.dense()),
            _ -> matrix(Transfer.times(second.dense(), first.dense(), qubits)));
    boolean pays = both.rows().entries() <= first.rows().entries() + second.rows().entries();
    return pays ? both : second;
  }

  private static Matrix matrix(double[] dense) {
    // 4^k rows of as many entries.
    return new Matrix(dense, SparseRows.of(dense, Integer.numberOfTrailingZeros(dense.length) / 4));
  }

  /** For every operand its place among the qubits in ascending order. */
  private static List<Integer> places(List<Integer> qubits) {
    return qubits.stream()
        .map(qubit -> (int) qubits.stream().filter(other -> other < qubit).count())
        .toList();
  }

  /** A transfer in the order of its operands as one in the order of the qubits' numbers. */
  static double[] ordered(List<Integer> qubits, double[] transfer) {
    int[] places = places(qubits).stream().mapToInt(Integer::intValue).toArray();
    return Arrays.equals(places, IntStream.range(0, places.length).toArray())
        ? transfer
        : Transfer.expand(transfer, places, places.length);
  }
}
