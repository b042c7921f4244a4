package dev.nightshift.transpile.route;

import dev.nightshift.transpile.Coupling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One walk of SABRE through a circuit.
 *
 * <p>The front layer F holds the two-qubit gates whose turn it is and whose qubits are apart, the
 * extended set E the next behind them. Each step takes the swap next to F that makes
 *
 * <pre>  decay · (Σ_F distance / |F| + W Σ_E distance / |E|) + price · entanglers / 3</pre>
 *
 * least; qubits that were just swapped weigh a little more, so that swaps spread and run side by
 * side. Sums are kept up by what a swap changes, a few numbers, and not added up anew. When {@link
 * #patience} swaps brought no gate to run, they are taken back and the nearest gate is brought
 * together on the shortest way, which ends every circle.
 *
 * <p>A swap on the pair that has just run a gate costs less than its three entanglers: gate and
 * swap are one unitary on two qubits, which three entanglers make. Ties go to such swaps.
 */
final class Sabre {
  private static final double WEIGHT = 0.5;
  private static final double DECAY = 0.001;
  private static final int DECAY_RESET = 5;
  private static final double TIE = 1e-10;

  /** Entanglers that a block of n becomes, with a swap behind it: 0 to 3. */
  private static final int[] SWAPPED = {3, 2, 3, 3};

  private final Style style;
  private final Interactions graph;
  private final Coupling coupling;
  private final int[][] distances;
  private final SplittableRandom random;
  private final int patience;

  /** A walk that costs more is given up. */
  private final int limit;

  private final int[] physical;
  private final int[] virtual;
  private final int[] waits;
  private final double[] decay;

  /** Gates whose turn it is, not yet adjacent. */
  private final List<Integer> front = new ArrayList<>();

  /** Of each physical qubit the partner that its front gate wants, -1 for none. */
  private final int[] wanted;

  private final int[] extended;
  private int extendedSize;

  /** Of each virtual qubit its partners in the extended set. */
  private final int[][] aheadOf;

  private final int[] aheadCount;
  private final int[] queue;

  private int[] events = new int[64];
  private int eventCount;
  private int swaps;

  /** Blocks: the partner of the last two-qubit operation, its entanglers, and the layer. */
  private final int[] blockPartner;

  private final int[] blockSize;
  private final int[] level;
  private int cost;

  private final boolean[] seen;

  private Sabre(
      Interactions graph,
      Coupling coupling,
      int[] layout,
      Style style,
      int limit,
      SplittableRandom random) {
    int n = coupling.qubits();
    this.limit = limit;
    this.style = style;
    this.extended = new int[style.lookAhead()];
    this.graph = graph;
    this.coupling = coupling;
    this.distances = coupling.distances();
    this.random = random;
    this.patience = 10 * Math.max(4, graph.qubits());
    this.physical = layout.clone();
    this.virtual = new int[n];
    Arrays.fill(virtual, -1);
    for (int v = 0; v < layout.length; v++) {
      virtual[layout[v]] = v;
    }
    this.waits = new int[graph.size()];
    this.decay = new double[n];
    this.wanted = new int[n];
    this.blockPartner = new int[n];
    this.blockSize = new int[n];
    this.level = new int[n];
    this.seen = new boolean[graph.size()];
    this.aheadOf = new int[graph.qubits()][4];
    this.aheadCount = new int[graph.qubits()];
    this.queue = new int[4 * extended.length + graph.qubits()];
    Arrays.fill(decay, 1);
    Arrays.fill(wanted, -1);
    Arrays.fill(blockPartner, -1);
  }

  /**
   * @param layout physical qubit of each virtual one
   * @param limit the cost from which on the walk is of no use; what comes back then costs more than
   *     anything and has no events
   */
  static Routing walk(
      Interactions graph,
      Coupling coupling,
      int[] layout,
      Style style,
      int limit,
      SplittableRandom random) {
    return new Sabre(graph, coupling, layout, style, limit, random).walk();
  }

  private Routing walk() {
    List<Integer> ready = new ArrayList<>();
    for (int node = 0; node < graph.size(); node++) {
      waits[node] = graph.waits(node);
      if (waits[node] == 0) {
        ready.add(node);
      }
    }
    advance(ready);
    int idle = 0;
    int mark = eventCount;
    while (!front.isEmpty()) {
      if (cost > limit) {
        return Routing.NONE;
      }
      int[] swap = idle < patience ? best() : null;
      if (swap == null) {
        takeBack(mark);
        bringTogether();
        idle = 0;
      } else {
        swap(swap[0], swap[1]);
        idle++;
        decay[swap[0]] += DECAY;
        decay[swap[1]] += DECAY;
        if (idle % DECAY_RESET == 0) {
          Arrays.fill(decay, 1);
        }
      }
      if (runFront()) {
        idle = 0;
        mark = eventCount;
        Arrays.fill(decay, 1);
      }
    }
    int depth = Arrays.stream(level).max().orElse(0);
    return new Routing(Arrays.copyOf(events, eventCount), swaps, cost, depth, physical.clone());
  }

  // Running what can run -------------------------------------------------------------------------

  /** Runs the front gates whose qubits have met, and all that becomes free. */
  private boolean runFront() {
    List<Integer> ready = new ArrayList<>();
    for (int i = 0; i < front.size(); i++) {
      int node = front.get(i);
      if (isMet(node)) {
        ready.add(node);
      }
    }
    if (ready.isEmpty()) {
      return false;
    }
    front.removeAll(ready);
    ready.forEach(node -> {
      wanted[physical[graph.first(node)]] = -1;
      wanted[physical[graph.second(node)]] = -1;
    });
    advance(ready);
    return true;
  }

  private boolean isMet(int node) {
    return !graph.isGate(node)
        || distances[physical[graph.first(node)]][physical[graph.second(node)]] == 1;
  }

  /** Runs nodes that nothing holds, in their order; gates whose qubits are apart join the front. */
  private void advance(List<Integer> ready) {
    for (int i = 0; i < ready.size(); i++) {
      int node = ready.get(i);
      if (!isMet(node)) {
        front.add(node);
        int a = physical[graph.first(node)];
        int b = physical[graph.second(node)];
        wanted[a] = b;
        wanted[b] = a;
        continue;
      }
      if (graph.isGate(node)) {
        entangle(
            physical[graph.first(node)], physical[graph.second(node)], graph.weight(node), false);
      }
      add(node);
      for (int next : graph.successors(node)) {
        if (--waits[next] == 0) {
          ready.add(next);
        }
      }
    }
    lookAhead();
  }

  /** The next gates behind the front, breadth first. */
  private void lookAhead() {
    for (int i = 0; i < extendedSize; i++) {
      aheadCount[graph.first(extended[i])] = 0;
      aheadCount[graph.second(extended[i])] = 0;
    }
    extendedSize = 0;
    int tail = 0;
    for (int node : front) {
      queue[tail++] = node;
    }
    int start = tail;
    for (int head = 0; head < tail && extendedSize < extended.length; head++) {
      int node = queue[head];
      if (head >= start && graph.isGate(node)) {
        extended[extendedSize++] = node;
        aheadOf(graph.first(node), graph.second(node));
        aheadOf(graph.second(node), graph.first(node));
      }
      for (int next : graph.successors(node)) {
        if (tail < queue.length && !seen[next]) {
          seen[next] = true;
          queue[tail++] = next;
        }
      }
    }
    for (int i = start; i < tail; i++) {
      seen[queue[i]] = false;
    }
  }

  private void aheadOf(int v, int partner) {
    if (aheadCount[v] == aheadOf[v].length) {
      aheadOf[v] = Arrays.copyOf(aheadOf[v], 2 * aheadCount[v]);
    }
    aheadOf[v][aheadCount[v]++] = partner;
  }

  // Choosing a swap ------------------------------------------------------------------------------

  private int[] best() {
    double frontSum = 0;
    for (int node : front) {
      frontSum += distances[physical[graph.first(node)]][physical[graph.second(node)]];
    }
    double aheadSum = 0;
    for (int i = 0; i < extendedSize; i++) {
      aheadSum +=
          distances[physical[graph.first(extended[i])]][physical[graph.second(extended[i])]];
    }
    double frontShare = 1.0 / front.size();
    double aheadShare = extendedSize == 0 ? 0 : WEIGHT / extendedSize;
    double least = Double.POSITIVE_INFINITY;
    int bestA = -1;
    int bestB = -1;
    int ties = 0;
    for (int node : front) {
      for (int end = 0; end < 2; end++) {
        int a = physical[end == 0 ? graph.first(node) : graph.second(node)];
        for (int b : coupling.neighbours(a)) {
          if (wanted[b] >= 0 && b < a) {
            continue;
          }
          double score =
              (frontShare * (frontSum + frontChange(a, b))
                      + aheadShare * (aheadSum + aheadChange(a, b)))
                  * Math.max(decay[a], decay[b]);
          int size = blockPartner[a] == b && blockPartner[b] == a ? blockSize[a] : 0;
          score += Math.max(style.price(), 2 * TIE) * (SWAPPED[size] - size) / 3;
          if (score < least - TIE) {
            least = score;
            ties = 1;
            bestA = a;
            bestB = b;
          } else if (score < least + TIE && random.nextInt(++ties) == 0) {
            bestA = a;
            bestB = b;
          }
        }
      }
    }
    return new int[] {bestA, bestB};
  }

  private int frontChange(int a, int b) {
    int change = 0;
    int c = wanted[a];
    if (c >= 0 && c != b) {
      change += distances[b][c] - distances[a][c];
    }
    c = wanted[b];
    if (c >= 0 && c != a) {
      change += distances[a][c] - distances[b][c];
    }
    return change;
  }

  private int aheadChange(int a, int b) {
    return moved(virtual[a], a, b) + moved(virtual[b], b, a);
  }

  /** What the partners ahead of a qubit gain when it moves, those apart that move against it. */
  private int moved(int v, int from, int to) {
    if (v < 0) {
      return 0;
    }
    int change = 0;
    int[] partners = aheadOf[v];
    for (int k = aheadCount[v] - 1; k >= 0; k--) {
      int other = physical[partners[k]];
      if (other != to) {
        change += distances[to][other] - distances[from][other];
      }
    }
    return change;
  }

  // Swapping -------------------------------------------------------------------------------------

  private void swap(int a, int b) {
    exchange(a, b);
    add(-1 - (a * coupling.qubits() + b));
    swaps++;
    entangle(a, b, 3, true);
  }

  private void exchange(int a, int b) {
    int va = virtual[a];
    int vb = virtual[b];
    virtual[a] = vb;
    virtual[b] = va;
    if (va >= 0) {
      physical[va] = b;
    }
    if (vb >= 0) {
      physical[vb] = a;
    }
    int wa = wanted[a];
    int wb = wanted[b];
    wanted[a] = wb;
    wanted[b] = wa;
    if (wanted[a] >= 0) {
      wanted[wanted[a]] = a;
    }
    if (wanted[b] >= 0) {
      wanted[wanted[b]] = b;
    }
  }

  /** Undoes the swaps since a mark. */
  private void takeBack(int mark) {
    while (eventCount > mark) {
      int pair = -1 - events[--eventCount];
      exchange(pair / coupling.qubits(), pair % coupling.qubits());
      swaps--;
      // What the blocks were is not kept: the swaps count in full, a rare loss of the estimate.
    }
  }

  /** Moves the nearest front gate's qubits together. */
  private void bringTogether() {
    int nearest = front.getFirst();
    for (int node : front) {
      nearest = length(node) < length(nearest) ? node : nearest;
    }
    while (length(nearest) > 1) {
      int a = physical[graph.first(nearest)];
      int b = physical[graph.second(nearest)];
      int step = -1;
      for (int next : coupling.neighbours(a)) {
        if (distances[next][b] < distances[a][b] && step < 0) {
          step = next;
        }
      }
      swap(a, step);
    }
  }

  private int length(int node) {
    return distances[physical[graph.first(node)]][physical[graph.second(node)]];
  }

  // Accounts -------------------------------------------------------------------------------------

  private void entangle(int a, int b, int entanglers, boolean isSwap) {
    boolean same = blockPartner[a] == b && blockPartner[b] == a;
    int before = same ? blockSize[a] : 0;
    int after = isSwap ? SWAPPED[before] : Math.min(3, before + entanglers);
    blockPartner[a] = b;
    blockPartner[b] = a;
    blockSize[a] = after;
    blockSize[b] = after;
    cost += after - before;
    int from = Math.max(level[a], level[b]);
    level[a] = from + after - before;
    level[b] = level[a];
  }

  private void add(int event) {
    if (eventCount == events.length) {
      events = Arrays.copyOf(events, 2 * eventCount);
    }
    events[eventCount++] = event;
  }
}
