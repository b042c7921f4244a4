package dev.nightshift.sim.trajectory;

import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.sim.noise.Channel;
import dev.nightshift.sim.noise.Mixture;
import dev.nightshift.sim.noise.ReadoutError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a trajectory, on the qubits of its part and with every matrix made. */
sealed interface Event {

  record Local(int qubit, double[] matrix) implements Event {}

  /** On two qubits, the lower one the lower bit. */
  record Joint(int low, int high, double[] matrix) implements Event {}

  /** On any qubits under controls; see {@link PureState#wide}. */
  record Wide(int mask, int value, int[] offsets, double[] matrix) implements Event {}

  /**
   * One of some alternatives.
   *
   * @param probabilities one each; they add up to 1
   */
  record Chance(double[] probabilities, List<List<Event>> alternatives) implements Event {}

  /**
   * One of some Kraus matrices on one qubit, by the state.
   *
   * @param matrices the first is the one that is certain up to a bound
   * @param bound every state takes the first with at least this probability
   */
  record Jump(int qubit, List<double[]> matrices, double bound) implements Event {}

  /** One of some Kraus matrices on several qubits, by the state. */
  record WideJump(int mask, int[] offsets, List<double[]> matrices) implements Event {}

  record Reset(int qubit) implements Event {}

  /** A measurement before the end; output -1 where nobody reads it. */
  record Measure(int qubit, int output) implements Event {}

  /** A measurement on the way that is written down at once, rightly or not. */
  record Note(int qubit, int output, ReadoutError readout) implements Event {}

  /**
   * Goes on with a later event.
   *
   * @param unless the events in between happen where this holds; null where they never do
   * @param to the number of the event to go on with
   */
  record Skip(@Nullable Condition unless, int to) implements Event {}

  /** A gate's matrix on some qubits, operand 0 first. */
  static Event of(List<Integer> qubits, double[] matrix) {
    return switch (qubits.size()) {
      case 1 -> new Local(qubits.getFirst(), matrix);
      case 2 -> {
        int first = qubits.getFirst();
        int second = qubits.getLast();
        yield first < second
            ? new Joint(first, second, matrix)
            : new Joint(second, first, Matrices.expand(matrix, new int[] {1, 0}, 2));
      }
      default -> new Wide(mask(qubits), 0, offsets(qubits), matrix);
    };
  }

  static Event of(Mixture mixture, List<Integer> qubits) {
    double[] probabilities =
        mixture.terms().stream().mapToDouble(Mixture.Term::probability).toArray();
    List<List<Event>> alternatives = new ArrayList<>();
    for (Mixture.Term term : mixture.terms()) {
      List<Event> events = new ArrayList<>();
      for (Channel channel : term.channels()) {
        events.addAll(of(channel, channel.operands().stream().map(qubits::get).toList()));
      }
      alternatives.add(List.copyOf(events));
    }
    return new Chance(probabilities, List.copyOf(alternatives));
  }

  private static List<Event> of(Channel channel, List<Integer> qubits) {
    return switch (channel) {
      case Channel.Pauli(int x, int z, _) -> {
        List<Event> events = new ArrayList<>();
        for (int k = 0; k < qubits.size(); k++) {
          boolean flips = (x >> k & 1) != 0;
          boolean signs = (z >> k & 1) != 0;
          if (flips || signs) {
            StandardGate gate =
                flips && signs ? StandardGate.Y : flips ? StandardGate.X : StandardGate.Z;
            events.add(new Local(qubits.get(k), gate.matrix()));
          }
        }
        yield events;
      }
      case Channel.Unitary(double[] matrix, _) -> List.of(of(qubits, matrix));
      case Channel.Reset _ -> List.of(new Reset(qubits.getFirst()));
      case Channel.Kraus(var matrices, _) ->
          List.of(
              qubits.size() == 1
                  ? jump(qubits.getFirst(), matrices)
                  : new WideJump(mask(qubits), offsets(qubits), matrices));
    };
  }

  /** Puts the matrix in front whose weight is bounded best. */
  private static Jump jump(int qubit, List<double[]> matrices) {
    List<double[]> ordered = new ArrayList<>(matrices);
    int best = 0;
    for (int k = 1; k < ordered.size(); k++) {
      best = leastWeight(ordered.get(k)) > leastWeight(ordered.get(best)) ? k : best;
    }
    ordered.addFirst(ordered.remove(best));
    return new Jump(qubit, List.copyOf(ordered), leastWeight(ordered.getFirst()));
  }

  /** The smaller eigenvalue of K* K for a 2×2 matrix K. */
  private static double leastWeight(double[] k) {
    double[] h = Matrices.times(Matrices.adjoint(k, 2), k, 2);
    double half = (h[0] - h[6]) / 2;
    double least = (h[0] + h[6]) / 2 - Math.hypot(half, Math.hypot(h[2], h[3]));
    return Math.clamp(least, 0, 1);
  }

  static int mask(List<Integer> qubits) {
    return qubits.stream().mapToInt(qubit -> 1 << qubit).sum();
  }

  /** Operand k is bit k of a row. */
  static int[] offsets(List<Integer> targets) {
    int[] offsets = new int[1 << targets.size()];
    for (int row = 0; row < offsets.length; row++) {
      for (int k = 0; k < targets.size(); k++) {
        offsets[row] |= (row >> k & 1) << targets.get(k);
      }
    }
    return offsets;
  }
}
