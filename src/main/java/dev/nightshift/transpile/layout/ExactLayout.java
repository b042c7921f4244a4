package dev.nightshift.transpile.layout;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Coupling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The best place where a circuit fits as it is: each of its pairs on an edge of the device.
 *
 * <p>A search with back-tracking in the manner of VF2 (Cordella et al. 2004): virtual qubits in an
 * order where each but the first of a part is a neighbour of one that is placed, so that its
 * candidates are the few neighbours of a physical qubit. Places are weighed by the chance that all
 * goes well, -log of it, which only grows along a branch: what exceeds the best so far is cut off.
 * The first qubit of the next part tries the whole device. A budget of steps ends the search; what
 * it has found by then counts.
 *
 * <p>Long chains and rings hardly ever fit by the first choices, and to take back the last few of a
 * hundred helps little. So half of the budget goes to short searches that begin elsewhere each and
 * prefer what has fewest free neighbours, as a knight's tour is found (Warnsdorff 1823).
 */
public final class ExactLayout {
  private static final int HURRIED = 24;

  /** Smaller circuits are searched through without hurry. */
  private static final int LONG = 12;

  private final Coupling coupling;
  private final int[][] pairs;
  private final double[] readings;
  private final double[] gates;
  private final int[] order;

  /** Placed neighbours of each virtual qubit in the order, those before it. */
  private final int[][] anchors;

  private final int[] degree;
  private final int[] place;
  private final boolean[] taken;
  private int[] best = new int[0];
  private double bestCost = Double.POSITIVE_INFINITY;
  private long budget;

  /** Of a short search that stops at the first place found; null where all are compared. */
  private @Nullable SplittableRandom hurry;

  /** How many edges two qubits of a pair may be apart. */
  private final int reach;

  private final int[][] near;

  private ExactLayout(Circuit circuit, int[][] pairs, Coupling coupling, int reach, long budget) {
    int n = circuit.qubits();
    this.coupling = coupling;
    this.reach = reach;
    this.near = new int[coupling.qubits()][];
    for (int p = 0; p < near.length; p++) {
      int center = p;
      near[p] =
          java.util.stream.IntStream.range(0, near.length)
              .filter(q -> q != center && coupling.distance(center, q) <= reach)
              .toArray();
    }
    this.pairs = pairs;
    this.budget = budget;
    this.readings = new double[n];
    this.gates = new double[n];
    for (Instruction instruction : Instruction.leaves(circuit.instructions())) {
      switch (instruction) {
        case Instruction.Measure(int qubit, _) -> readings[qubit]++;
        case Instruction.Apply(var gate, _, var operands) -> {
          if (operands.size() == 1 && gate.parameters() != 1) {
            gates[operands.getFirst()]++;
          }
        }
        default -> {}
      }
    }
    this.degree = new int[n];
    for (int v = 0; v < n; v++) {
      for (int w = 0; w < n; w++) {
        degree[v] += pairs[v][w] > 0 ? 1 : 0;
      }
    }
    this.order = order(n);
    this.anchors = new int[n][];
    for (int k = 0; k < n; k++) {
      int v = order[k];
      anchors[k] = Arrays.stream(order, 0, k).filter(w -> pairs[v][w] > 0).toArray();
    }
    this.place = new int[n];
    this.taken = new boolean[coupling.qubits()];
  }

  /**
   * The cheapest embedding found.
   *
   * @param pairs how many entanglers act on each two virtual qubits, symmetric
   * @param budget candidates that may be looked at
   * @return physical qubit of each virtual one; empty where none was found
   */
  public static Optional<int[]> find(
      Circuit circuit, int[][] pairs, Coupling coupling, long budget) {
    return new ExactLayout(circuit, pairs, coupling, 1, budget).search(circuit);
  }

  /** As {@link #find}, with pairs one qubit apart at the price of a swap for each entangler. */
  public static Optional<int[]> nearly(
      Circuit circuit, int[][] pairs, Coupling coupling, long budget) {
    return new ExactLayout(circuit, pairs, coupling, 2, budget).search(circuit);
  }

  private Optional<int[]> search(Circuit circuit) {
    long all = budget;
    for (int k = 0; k < HURRIED && best.length == 0 && circuit.qubits() >= LONG; k++) {
      hurry = Seed.of(k).random();
      budget = all / (2 * HURRIED);
      extend(0, 0);
    }
    hurry = null;
    budget = all / 2;
    extend(0, 0);
    return best.length == circuit.qubits() && circuit.qubits() > 0
        ? Optional.of(best)
        : Optional.empty();
  }

  /** Parts by size, each from its most coupled qubit outwards; single qubits last. */
  private int[] order(int n) {
    List<Integer> order = new ArrayList<>();
    boolean[] done = new boolean[n];
    boolean isChain = Arrays.stream(degree).allMatch(d -> d <= 2);
    while (order.size() < n) {
      int next = -1;
      long weight = -1;
      for (int v = 0; v < n; v++) {
        if (done[v]) {
          continue;
        }
        long anchored = 0;
        for (int w : order) {
          anchored += pairs[v][w] > 0 ? 1 : 0;
        }
        // A chain begins at its end: an end left for last would have no room.
        long own =
            anchored * 1_000_000L
                + (degree[v] == 1 && (anchored > 0 || isChain) ? 900L : degree[v]) * 1_000L
                + Math.min(999, Arrays.stream(pairs[v]).sum());
        if (own > weight) {
          weight = own;
          next = v;
        }
      }
      done[next] = true;
      order.add(next);
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private void extend(int k, double cost) {
    if (cost >= bestCost) {
      return;
    }
    if (k == order.length) {
      best = place.clone();
      bestCost = cost;
      return;
    }
    int v = order[k];
    int[] candidates = anchors[k].length > 0 ? near[place[anchors[k][0]]] : everywhere(v);
    if (hurry != null) {
      candidates = anchors[k].length > 0 ? narrowest(candidates) : shuffled(candidates, hurry);
    }
    for (int p : candidates) {
      if (budget-- <= 0) {
        return;
      }
      if (taken[p] || !coupling.isUsable(p) || near[p].length < degree[v]) {
        continue;
      }
      double own = readings[v] * coupling.readoutCost(p) + gates[v] * coupling.gateCost(p);
      boolean fits = true;
      for (int w : anchors[k]) {
        int distance = coupling.distance(p, place[w]);
        if (distance > reach) {
          fits = false;
          break;
        }
        own +=
            distance == 1
                ? pairs[v][w] * coupling.pairCost(p, place[w])
                : pairs[v][w] * (double) (distance - 1);
      }
      if (fits) {
        place[v] = p;
        taken[p] = true;
        extend(k + 1, cost + own);
        taken[p] = false;
        if (hurry != null && best.length > 0) {
          return;
        }
      }
    }
  }

  /** Those with fewest free neighbours first, ties at random. */
  private int[] narrowest(int[] candidates) {
    int[] sorted = candidates.clone();
    int[] free = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      int count = 0;
      for (int q : near[sorted[i]]) {
        count += taken[q] ? 0 : 1;
      }
      int key = 4 * count + Objects.requireNonNull(hurry).nextInt(4);
      int own = sorted[i];
      int at = i;
      for (; at > 0 && free[at - 1] > key; at--) {
        free[at] = free[at - 1];
        sorted[at] = sorted[at - 1];
      }
      free[at] = key;
      sorted[at] = own;
    }
    return sorted;
  }

  private static int[] shuffled(int[] candidates, SplittableRandom random) {
    int[] shuffled = candidates.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = kept;
    }
    return shuffled;
  }

  /** All qubits; for one that nothing couples, the cheapest that is free. */
  private int[] everywhere(int v) {
    int[] all = new int[coupling.qubits()];
    Arrays.setAll(all, p -> p);
    if (degree[v] > 0) {
      return all;
    }
    int cheapest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int p : all) {
      double own =
          readings[v] * coupling.readoutCost(p)
              + gates[v] * coupling.gateCost(p)
              + 1e-9 * coupling.neighbours(p).length;
      if (!taken[p] && coupling.isUsable(p) && own < least) {
        least = own;
        cheapest = p;
      }
    }
    return cheapest < 0 ? new int[0] : new int[] {cheapest};
  }
}
