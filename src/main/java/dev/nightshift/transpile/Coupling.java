package dev.nightshift.transpile;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import java.util.ArrayList;
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
  public static final int APART = Short.MAX_VALUE;

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
  private volatile @Nullable String targetDigest;
  private final Map<String, Map<List<Integer>, Operation>> operations;
  private final int qubits;
  private final boolean[] usable;
  private final int[][] neighbours;
  private final @Nullable Entangler[][] entanglers;

  private final int[] linksFrom;
  private final int[] links;
  private final int edgeCount;

  /** Row by row; short, so that they stay in the nearest cache. */
  private final short[] distances;

  private final int[] component;
  private final double[] pairCosts;
  private final double[] readoutCosts;
  private final double[] gateCosts;

  private static final PerTarget<Coupling> KNOWN = new PerTarget<>();

  /** The graph of a target; the latest few are kept, as a job's circuits go to one device. */
  public static Coupling of(Target target) {
    return KNOWN.get(target, Coupling::new);
  }

  private Coupling(Target target) {
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
    this.linksFrom = new int[qubits + 1];
    for (int q = 0; q < qubits; q++) {
      linksFrom[q + 1] = linksFrom[q] + 2 * neighbours[q].length;
    }
    this.links = new int[linksFrom[qubits]];
    this.pairCosts = new double[qubits * qubits];
    this.edgeCount = number();
    this.distances = new short[qubits * qubits];
    Arrays.fill(distances, (short) APART);
    this.component = new int[qubits];
    Arrays.fill(component, -1);
    int[] queue = new int[qubits];
    for (int q = 0; q < qubits; q++) {
      measureFrom(q, queue);
    }
    this.readoutCosts = new double[qubits];
    this.gateCosts = new double[qubits];
    for (int q = 0; q < qubits; q++) {
      readoutCosts[q] =
          cost(target.qubitFacts().get(q).readoutError().orElse(UNKNOWN_READOUT_ERROR));
      gateCosts[q] =
          cost(
              operation("sx", List.of(q))
                  .map(operation -> operation.error().orElse(UNKNOWN_GATE_ERROR))
                  .orElse(UNKNOWN_GATE_ERROR));
    }
  }

  /** -log of the chance that what errs so often goes well. */
  private static double cost(double error) {
    return -Math.log1p(-Math.min(0.999, error));
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
    List<Set<Integer>> near = new ArrayList<>(qubits);
    for (int q = 0; q < qubits; q++) {
      near.add(new TreeSet<>());
    }
    for (Operation operation : target.operations()) {
      if (operation.qubits().size() == 2) {
        near.get(operation.qubits().getFirst()).add(operation.qubits().getLast());
        near.get(operation.qubits().getLast()).add(operation.qubits().getFirst());
      }
    }
    for (int a = 0; a < qubits; a++) {
      for (int b : near.get(a)) {
        entanglers[a][b] = usable[a] && usable[b] ? find(a, b) : null;
      }
      int own = a;
      neighbours[a] =
          near.get(a).stream()
              .filter(b -> entanglers[own][b] != null)
              .mapToInt(Integer::intValue)
              .toArray();
    }
  }

  private int number() {
    int count = 0;
    for (int a = 0; a < qubits; a++) {
      for (int k = 0; k < neighbours[a].length; k++) {
        int b = neighbours[a][k];
        int at = linksFrom[a] + 2 * k;
        links[at] = b;
        links[at + 1] =
            b > a ? count++ : links[linksFrom[b] + 2 * Arrays.binarySearch(neighbours[b], a) + 1];
        pairCosts[a * qubits + b] = cost(entangler(a, b).error());
      }
    }
    return count;
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

  private void measureFrom(int start, int[] queue) {
    int row = start * qubits;
    distances[row + start] = 0;
    boolean isNew = component[start] < 0;
    if (isNew) {
      component[start] = start;
    }
    queue[0] = start;
    int tail = 1;
    for (int head = 0; head < tail; head++) {
      int q = queue[head];
      for (int next : neighbours[q]) {
        if (distances[row + next] == APART) {
          distances[row + next] = (short) (distances[row + q] + 1);
          if (isNew) {
            component[next] = start;
          }
          queue[tail++] = next;
        }
      }
    }
  }

  public Target target() {
    return target;
  }

  /** SHA-256 of the target. */
  String targetDigest() {
    // A race computes the same text twice.
    String known = targetDigest;
    if (known == null) {
      known = Receipt.digest(target);
      targetDigest = known;
    }
    return known;
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
    return distances[a * qubits + b];
  }

  /** All distances, row by row, not to be written. */
  public short[] distances() {
    return distances;
  }

  /**
   * Each neighbour and the number of the edge to it, which is the same from both ends; not to be
   * written.
   */
  public int[] links() {
    return links;
  }

  /** Where a qubit's {@link #links} begin; they end where the next one's begin. */
  public int[] linksFrom() {
    return linksFrom;
  }

  public int edgeCount() {
    return edgeCount;
  }

  /** The qubit between two that are two edges apart; of several the one that errs least. */
  public int between(int a, int b) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int middle : neighbours[a]) {
      if (distances[middle * qubits + b] == 1
          && pairCost(a, middle) + pairCost(middle, b) < least) {
        best = middle;
        least = pairCost(a, middle) + pairCost(middle, b);
      }
    }
    return best;
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

  /** -log of the chance that a two-qubit gate of a coupled pair goes well. */
  public double pairCost(int a, int b) {
    return pairCosts[a * qubits + b];
  }

  /** -log of the chance that a reading is right. */
  public double readoutCost(int qubit) {
    return readoutCosts[qubit];
  }

  /** -log of the chance that a one-qubit pulse goes well. */
  public double gateCost(int qubit) {
    return gateCosts[qubit];
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
