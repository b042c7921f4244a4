package dev.nightshift.transpile.route;

/**
 * A way through a circuit: nodes in the order they run, swaps between.
 *
 * @param events a node, or {@code -1 - (a * qubits + b)} for a swap of physical qubits a and b
 * @param swaps how many
 * @param cost entanglers of the whole, blocks on one pair counted as at most 3
 * @param depth of entanglers
 * @param layout physical qubit of each virtual one in the end
 */
record Routing(int[] events, int swaps, int cost, int depth, int[] layout) {
  /** A walk that was given up. */
  static final Routing NONE =
      new Routing(new int[0], 0, Integer.MAX_VALUE, Integer.MAX_VALUE, new int[0]);

  boolean isBetterThan(Routing other) {
    return cost != other.cost ? cost < other.cost : depth < other.depth;
  }
}
