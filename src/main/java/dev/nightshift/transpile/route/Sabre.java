package dev.nightshift.transpile.route;

import dev.nightshift.transpile.Coupling;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Walks of SABRE through a circuit.
 *
 * <p>The front layer F holds the two-qubit gates whose turn it is and whose qubits are apart, the
 * extended set E the next behind them. Each step takes the swap next to F that makes
 *
 * <pre>  decay · (Σ_F distance / |F| + W Σ_E distance / |E|) + price · entanglers / 3</pre>
 *
 * least; qubits that were just swapped weigh a little more, so that swaps spread and run side by
 * side. What a swap would change of both sums is kept for every edge and updated where a gate
 * comes, goes or moves ({@link Outlook}). When many swaps brought no gate to run, they are taken
 * back and the nearest gate is brought together on the shortest way, which ends every circle.
 *
 * <p>A swap on the pair that has just run a gate costs less than its three entanglers: gate and
 * swap are one unitary on two qubits, which three entanglers make. Ties go to such swaps.
 *
 * <p>Where every swap would harm what follows, one gate may run across the qubit in between ({@link
 * Bridge}).
 *
 * <p>One object makes any number of walks, one after the other, and allocates in none of them.
 */
final class Sabre {
  private static final double WEIGHT = 0.5;
  private static final double DECAY = 0.001;
  private static final int DECAY_RESET = 5;

  /**
   * Swaps without a gate to run before the walk is helped on, and more for each gate that waits, as
   * they take turns. Walks that wait longer, as SABRE's tenfold number of qubits, get nowhere else,
   * only five times later.
   */
  private static final int PATIENCE = 10;

  private static final int PATIENCE_EACH = 3;

  private static final double TIE = 1e-10;

  /** By how much, in edges, a gate across a qubit must beat every swap; less is noise. */
  private static final double CLEARLY = 0.15;

  /** Entanglers that a block of n becomes, with a swap behind it: 0 to 3. */
  private static final int[] SWAPPED = {3, 2, 3, 3};

  private final Interactions graph;
  private final Coupling coupling;
  private final int size;
  private final short[] distances;
  private final int[] links;
  private final int[] linksFrom;
  private final int[] followersFrom;
  private final int[] followers;

  private final int[] physical;
  private final int[] virtual;
  private final int[] waits;
  private final double[] decay;

  /** Gates whose turn it is, not yet adjacent, and what they and those behind them wish. */
  private final int[] front;

  private int frontSize;
  private final Outlook near;
  private final Outlook ahead;

  /** Of each physical qubit the partner that its front gate wants, -1 for none. */
  private final int[] wanted;

  private int[] extended = new int[0];
  private int[] extendedBefore = new int[0];
  private int extendedSize;

  /** The sweep in which a node was last looked at from the front. */
  private final int[] seen;

  private final int[] kept;
  private int sweep;
  private int[] queue = new int[0];
  private final int[] ready;
  private int readySize;

  private int[] events = new int[64];
  private int eventCount;
  private int swaps;

  /** Blocks: the partner of the last two-qubit operation, its entanglers, and the layer. */
  private final int[] blockPartner;

  private final int[] blockSize;
  private final int[] level;
  private int cost;

  private int bestA;
  private int bestB;

  /** The gate that had better run across the qubit in between, -1 for none. */
  private int bestBridge;

  Sabre(Interactions graph, Coupling coupling) {
    int n = coupling.qubits();
    this.graph = graph;
    this.coupling = coupling;
    this.size = n;
    this.distances = coupling.distances();
    this.links = coupling.links();
    this.linksFrom = coupling.linksFrom();
    this.followersFrom = graph.followersFrom();
    this.followers = graph.followers();
    this.physical = new int[graph.qubits()];
    this.virtual = new int[n];
    this.waits = new int[graph.size()];
    this.decay = new double[n];
    this.front = new int[graph.qubits() / 2 + 1];
    this.near = new Outlook(graph, coupling, physical);
    this.ahead = new Outlook(graph, coupling, physical);
    this.wanted = new int[n];
    this.blockPartner = new int[n];
    this.blockSize = new int[n];
    this.level = new int[n];
    this.seen = new int[graph.size()];
    this.kept = new int[graph.size()];
    this.ready = new int[graph.size()];
  }

  /**
   * @param layout physical qubit of each virtual one
   * @param limit the cost from which on the walk is of no use; what comes back then costs more than
   *     anything and has no events
   */
  Routing walk(int[] layout, Style style, int limit, SplittableRandom random) {
    start(layout, style);
    advance();
    int idle = 0;
    int mark = eventCount;
    while (frontSize > 0) {
      if (cost > limit) {
        return Routing.NONE;
      }
      if (idle < PATIENCE + PATIENCE_EACH * frontSize) {
        choose(style, random);
        if (bestBridge >= 0) {
          bridge(bestBridge);
          idle = 0;
          mark = eventCount;
          Arrays.fill(decay, 1);
          continue;
        }
        swap(bestA, bestB);
        idle++;
        decay[bestA] += DECAY;
        decay[bestB] += DECAY;
        if (idle % DECAY_RESET == 0) {
          Arrays.fill(decay, 1);
        }
      } else {
        takeBack(mark);
        bringTogether();
        idle = 0;
      }
      if (runFront()) {
        idle = 0;
        mark = eventCount;
        Arrays.fill(decay, 1);
      }
    }
    int depth = 0;
    for (int own : level) {
      depth = Math.max(depth, own);
    }
    return new Routing(Arrays.copyOf(events, eventCount), swaps, cost, depth, physical.clone());
  }

  private void start(int[] layout, Style style) {
    System.arraycopy(layout, 0, physical, 0, layout.length);
    Arrays.fill(virtual, -1);
    for (int v = 0; v < layout.length; v++) {
      virtual[layout[v]] = v;
    }
    Arrays.fill(decay, 1);
    Arrays.fill(wanted, -1);
    Arrays.fill(blockPartner, -1);
    Arrays.fill(blockSize, 0);
    Arrays.fill(level, 0);
    Arrays.fill(seen, 0);
    Arrays.fill(kept, 0);
    near.clear();
    ahead.clear();
    if (extended.length != style.lookAhead()) {
      extended = new int[style.lookAhead()];
      extendedBefore = new int[style.lookAhead()];
      queue = new int[4 * extended.length + graph.qubits()];
    }
    frontSize = 0;
    extendedSize = 0;
    sweep = 0;
    eventCount = 0;
    swaps = 0;
    cost = 0;
    readySize = 0;
    for (int node = 0; node < waits.length; node++) {
      waits[node] = graph.waits(node);
      if (waits[node] == 0) {
        ready[readySize++] = node;
      }
    }
  }

  // Running what can run -------------------------------------------------------------------------

  /** Runs the front gates whose qubits have met, and all that becomes free. */
  private boolean runFront() {
    readySize = 0;
    int stay = 0;
    for (int i = 0; i < frontSize; i++) {
      int node = front[i];
      if (isMet(node)) {
        ready[readySize++] = node;
        int v = graph.first(node);
        int w = graph.second(node);
        wanted[physical[v]] = -1;
        wanted[physical[w]] = -1;
        near.remove(node);
      } else {
        front[stay++] = node;
      }
    }
    frontSize = stay;
    if (readySize == 0) {
      return false;
    }
    advance();
    return true;
  }

  private boolean isMet(int node) {
    return !graph.isGate(node) || length(node) == 1;
  }

  private int length(int node) {
    return distances[physical[graph.first(node)] * size + physical[graph.second(node)]];
  }

  /** Runs nodes that nothing holds, in their order; gates whose qubits are apart join the front. */
  private void advance() {
    for (int i = 0; i < readySize; i++) {
      int node = ready[i];
      if (!isMet(node)) {
        front[frontSize++] = node;
        int v = graph.first(node);
        int w = graph.second(node);
        wanted[physical[v]] = physical[w];
        wanted[physical[w]] = physical[v];
        near.add(node);
        continue;
      }
      if (graph.isGate(node)) {
        entangle(
            physical[graph.first(node)], physical[graph.second(node)], graph.weight(node), false);
      }
      add(node);
      for (int k = followersFrom[node]; k < followersFrom[node + 1]; k++) {
        if (--waits[followers[k]] == 0) {
          ready[readySize++] = followers[k];
        }
      }
    }
    lookAhead();
  }

  /** The next gates behind the front, breadth first; only what changed is told to the outlook. */
  private void lookAhead() {
    sweep++;
    int before = extendedSize;
    int[] swapped = extendedBefore;
    extendedBefore = extended;
    extended = swapped;
    extendedSize = 0;
    int tail = 0;
    for (int i = 0; i < frontSize; i++) {
      queue[tail++] = front[i];
    }
    int start = tail;
    for (int head = 0; head < tail && extendedSize < extended.length; head++) {
      int node = queue[head];
      if (head >= start && graph.isGate(node)) {
        extended[extendedSize++] = node;
        // Of two sweeps in a row: it was there before.
        if (kept[node] != sweep - 1 || sweep == 1) {
          ahead.add(node);
        }
        kept[node] = sweep;
      }
      for (int k = followersFrom[node]; k < followersFrom[node + 1]; k++) {
        int next = followers[k];
        if (tail < queue.length && seen[next] != sweep) {
          seen[next] = sweep;
          queue[tail++] = next;
        }
      }
    }
    for (int i = 0; i < before; i++) {
      if (kept[extendedBefore[i]] != sweep) {
        ahead.remove(extendedBefore[i]);
      }
    }
  }

  // Choosing a swap ------------------------------------------------------------------------------

  private void choose(Style style, SplittableRandom random) {
    int[] frontGain = near.gains();
    int[] aheadGain = ahead.gains();
    int frontSum = near.sum();
    int aheadSum = ahead.sum();
    double frontShare = 1.0 / frontSize;
    double aheadShare = extendedSize == 0 ? 0 : WEIGHT / extendedSize;
    double price = Math.max(style.price(), 2 * TIE);
    double least = Double.POSITIVE_INFINITY;
    int ties = 0;
    for (int i = 0; i < frontSize; i++) {
      int node = front[i];
      for (int end = 0; end < 2; end++) {
        int a = physical[end == 0 ? graph.first(node) : graph.second(node)];
        for (int k = linksFrom[a]; k < linksFrom[a + 1]; k += 2) {
          int b = links[k];
          if (wanted[b] >= 0 && b < a) {
            continue;
          }
          int edge = links[k + 1];
          double score =
              (frontShare * (frontSum + frontGain[edge])
                      + aheadShare * (aheadSum + aheadGain[edge]))
                  * Math.max(decay[a], decay[b]);
          int block = blockPartner[a] == b && blockPartner[b] == a ? blockSize[a] : 0;
          score += price * (SWAPPED[block] - block) / 3;
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
    bestBridge = -1;
    // As a swap that brings this gate together and changes nothing else.
    double across = frontShare * (frontSum - 1) + aheadShare * aheadSum + price;
    if (style.bridges() && across < least - CLEARLY) {
      for (int i = 0; i < frontSize && bestBridge < 0; i++) {
        if (graph.canBridge(front[i]) && length(front[i]) == 2) {
          bestBridge = front[i];
        }
      }
    }
  }

  /** Runs a front gate across the qubit between its own. */
  private void bridge(int node) {
    int a = physical[graph.first(node)];
    int b = physical[graph.second(node)];
    int middle = coupling.between(a, b);
    for (int half = 0; half < 2; half++) {
      entangle(a, middle, 1, false);
      entangle(middle, b, 1, false);
    }
    int stay = 0;
    for (int i = 0; i < frontSize; i++) {
      if (front[i] != node) {
        front[stay++] = front[i];
      }
    }
    frontSize = stay;
    wanted[a] = -1;
    wanted[b] = -1;
    near.remove(node);
    add(node);
    readySize = 0;
    for (int k = followersFrom[node]; k < followersFrom[node + 1]; k++) {
      if (--waits[followers[k]] == 0) {
        ready[readySize++] = followers[k];
      }
    }
    advance();
  }

  // Swapping -------------------------------------------------------------------------------------

  private void swap(int a, int b) {
    exchange(a, b);
    add(-1 - (a * size + b));
    swaps++;
    entangle(a, b, 3, true);
  }

  private void exchange(int a, int b) {
    int va = virtual[a];
    int vb = virtual[b];
    near.exchange(va, a, vb, b);
    ahead.exchange(va, a, vb, b);
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
      exchange(pair / size, pair % size);
      swaps--;
      // What the blocks were is not kept: the swaps count in full, a rare loss of the estimate.
    }
  }

  /** Moves the nearest front gate's qubits together. */
  private void bringTogether() {
    int nearest = front[0];
    for (int i = 1; i < frontSize; i++) {
      nearest = length(front[i]) < length(nearest) ? front[i] : nearest;
    }
    while (length(nearest) > 1) {
      int a = physical[graph.first(nearest)];
      int b = physical[graph.second(nearest)];
      int step = -1;
      for (int next : coupling.neighbours(a)) {
        if (distances[next * size + b] < distances[a * size + b] && step < 0) {
          step = next;
        }
      }
      swap(a, step);
    }
  }

  // Accounts -------------------------------------------------------------------------------------

  private void entangle(int a, int b, int entanglers, boolean isSwap) {
    boolean same = blockPartner[a] == b && blockPartner[b] == a;
    int before = same ? blockSize[a] : 0;
    int after = block(before, entanglers, isSwap);
    blockPartner[a] = b;
    blockPartner[b] = a;
    blockSize[a] = after;
    blockSize[b] = after;
    cost += after - before;
    int from = Math.max(level[a], level[b]);
    level[a] = from + after - before;
    level[b] = level[a];
  }

  /** The entanglers of a block that grows by a gate or a swap. */
  static int block(int before, int entanglers, boolean isSwap) {
    return isSwap ? SWAPPED[before] : Math.min(3, before + entanglers);
  }

  private void add(int event) {
    if (eventCount == events.length) {
      events = Arrays.copyOf(events, 2 * eventCount);
    }
    events[eventCount++] = event;
  }
}
