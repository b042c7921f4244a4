package dev.nightshift.transpile;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A target as a graph: which qubits may be used, which pairs an entangler couples, and how far
 * apart qubits are. What is out of order is not in it. Immutable.
 */
public final class Coupling {
  /** The two-qubit gates that circuits are written in, the preferred first. */
  public static final List<String> ENTANGLERS = List.of("cz", "ecr", "cx");

  /** Between parts that no edge joins. */
  public static final int APART = 1 << 20;

  /** Taken for figures that nobody measured. */
  private static final double UNKNOWN_PAIR_ERROR = 0.01;

  private static final double UNKNOWN_READOUT_ERROR = 0.02;
  private static final double UNKNOWN_GATE_ERROR = 0.0003;

  /**
   * The entangler of a pair in the direction that exists.
   *
   * @param flipped whether it is listed for the pair the other way round only
   */
  public record Entangler(String name, boolean flipped, double error) {}

  private final Target target;
  private final Map<String, Map<List<Integer>, Operation>> operations;
  private final int qubits;
  private final boolean[] usable;
  private final int[][] neighbours;
  private final @Nullable Entangler[][] entanglers;
  private final int[][] distances;
  private final int[] component;

  public Coupling(Target target) {
    this.target = target;
    this.operations = target.byName();
    this.qubits = target.qubits();
    this.usable = new boolean[qubits];
    this.entanglers = new Entangler[qubits][qubits];
    this.neighbours = new int[qubits][];
    checkGates();
    for (int q = 0; q < qubits; q++) {
      List<Integer> place = List.of(q);
      usable[q] =
          has("rz", place)
              && (has("sx", place) || has("rx", place))
              && (!operations.containsKey("measure") || has("measure", place));
    }
    join();
    this.distances = new int[qubits][qubits];
    this.component = new int[qubits];
    Arrays.fill(component, -1);
    for (int q = 0; q < qubits; q++) {
      measureFrom(q);
    }
  }

  private void checkGates() {
    for (String needed : List.of("rz", "sx")) {
      if (!operations.containsKey(needed)) {
        throw unsuitable(
            "target %s has no %s; circuits are written in rz, sx and one of %s: its gates are %s"
                .formatted(
                    target.name(), needed, String.join(", ", ENTANGLERS), target.operationNames()));
      }
    }
  }

  private void join() {
    for (int a = 0; a < qubits; a++) {
      Set<Integer> near = new TreeSet<>();
      for (Operation operation : target.operations()) {
        if (operation.qubits().size() == 2 && operation.qubits().contains(a)) {
          near.add(operation.qubits().get(operation.qubits().getFirst() == a ? 1 : 0));
        }
      }
      int own = a;
      neighbours[a] =
          near.stream()
              .filter(b -> usable[own] && usable[b])
              .filter(b -> find(own, b) != null)
              .mapToInt(Integer::intValue)
              .toArray();
      for (int b : neighbours[a]) {
        entanglers[a][b] = find(a, b);
      }
    }
  }

  /** The best of the entanglers of a pair. */
  private @Nullable Entangler find(int a, int b) {
    Entangler best = null;
    for (String name : ENTANGLERS) {
      for (boolean flipped : new boolean[] {false, true}) {
        Optional<Operation> operation = operation(name, flipped ? List.of(b, a) : List.of(a, b));
        if (operation.isPresent()) {
          double error = operation.get().error().orElse(UNKNOWN_PAIR_ERROR);
          if (best == null || error < best.error() - 1e-15) {
            best = new Entangler(name, flipped, error);
          }
        }
      }
    }
    return best;
  }

  private void measureFrom(int start) {
    int[] from = distances[start];
    Arrays.fill(from, APART);
    from[start] = 0;
    boolean isNew = component[start] < 0;
    if (isNew) {
      component[start] = start;
    }
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      int q = queue.remove();
      for (int next : neighbours[q]) {
        if (from[next] == APART) {
          from[next] = from[q] + 1;
          if (isNew) {
            component[next] = start;
          }
          queue.add(next);
        }
      }
    }
  }

  public Target target() {
    return target;
  }

  public int qubits() {
    return qubits;
  }

  /** Whether a qubit's own gates work. */
  public boolean isUsable(int qubit) {
    return usable[qubit];
  }

  /** Qubits that an entangler couples to this one, rising. */
  public int[] neighbours(int qubit) {
    return neighbours[qubit];
  }

  public boolean isCoupled(int a, int b) {
    return entanglers[a][b] != null;
  }

  /** Edges on the shortest way, {@link #APART} where there is none. */
  public int distance(int a, int b) {
    return distances[a][b];
  }

  /** All distances, not to be written. */
  public int[][] distances() {
    return distances;
  }

  /** The smallest qubit of the connected part that a qubit lies in. */
  public int component(int qubit) {
    return component[qubit];
  }

  /** Usable qubits of the largest connected part, rising. */
  public int[] largestComponent() {
    int[] sizes = new int[qubits];
    for (int q = 0; q < qubits; q++) {
      if (usable[q]) {
        sizes[component[q]]++;
      }
    }
    int best = 0;
    for (int q = 1; q < qubits; q++) {
      best = sizes[q] > sizes[best] ? q : best;
    }
    int root = best;
    return java.util.stream.IntStream.range(0, qubits)
        .filter(q -> usable[q] && component[q] == root)
        .toArray();
  }

  /** The entangler of a coupled pair. */
  public Entangler entangler(int a, int b) {
    Entangler entangler = entanglers[a][b];
    if (entangler == null) {
      throw new IllegalStateException("qubits " + a + " and " + b + " are not coupled");
    }
    return entangler;
  }

  /** An operation that exists and is in order. */
  public Optional<Operation> operation(String name, List<Integer> place) {
    Map<List<Integer>, Operation> places = operations.getOrDefault(name, Map.of());
    Operation operation = places.get(place);
    if (operation == null) {
      operation = places.get(List.<Integer>of());
    }
    return operation == null || operation.isDead() ? Optional.empty() : Optional.of(operation);
  }

  public boolean has(String name, List<Integer> place) {
    return operation(name, place).isPresent();
  }

  /** -log of the chance that a two-qubit gate goes well. */
  public double pairCost(int a, int b) {
    return -Math.log1p(-Math.min(0.999, entangler(a, b).error()));
  }

  /** -log of the chance that a reading is right. */
  public double readoutCost(int qubit) {
    return -Math.log1p(
        -Math.min(
            0.999, target.qubitFacts().get(qubit).readoutError().orElse(UNKNOWN_READOUT_ERROR)));
  }

  /** -log of the chance that a one-qubit pulse goes well. */
  public double gateCost(int qubit) {
    double error =
        operation("sx", List.of(qubit))
            .map(operation -> operation.error().orElse(UNKNOWN_GATE_ERROR))
            .orElse(UNKNOWN_GATE_ERROR);
    return -Math.log1p(-Math.min(0.999, error));
  }

  /**
   * Refuses a circuit that no layout can fit.
   *
   * @param width of the circuit
   * @param coupled how many of its qubits take part in two-qubit gates
   */
  public void checkFits(int width, int coupled) {
    int working = 0;
    Set<Integer> parts = new HashSet<>();
    for (int q = 0; q < qubits; q++) {
      if (usable[q]) {
        working++;
        parts.add(component[q]);
      }
    }
    if (width > qubits) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "the circuit has %d qubits but %s has %d; take a wider device, or cut the circuit"
              .formatted(width, target.name(), qubits));
    }
    if (width > working) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "the circuit has %d qubits but only %d of the %d of %s are in order; at most %d fit"
              .formatted(width, working, qubits, target.name(), working));
    }
    int largest = largestComponent().length;
    if (coupled > largest) {
      throw unsuitable(
          ("the circuit joins %d qubits by two-qubit gates but %s falls into %d parts, the largest"
                  + " of %d qubits, as its other pairs are out of order or missing; at most %d fit")
              .formatted(coupled, target.name(), parts.size(), largest, largest));
    }
  }

  private static NightshiftException unsuitable(String message) {
    return new NightshiftException(ErrorCode.TARGET_UNSUITABLE, message);
  }
}
