package dev.nightshift.transpile.route;

import dev.nightshift.transpile.Coupling;
import java.util.Arrays;

/**
 * The distances of a set of gates, added up, and what a swap on each edge of the device would
 * change of the sum.
 *
 * <p>A gate on p and q counts on the edges that end in p or in q, half a dozen on a device of few
 * neighbours; the edge between them changes nothing. So a gate that comes, goes or moves costs a
 * dozen additions, and to weigh a swap costs one look.
 */
final class Outlook {
  private final Interactions graph;
  private final short[] distances;
  private final int[] links;
  private final int[] linksFrom;
  private final int size;

  /** Of the walk that this belongs to. */
  private final int[] physical;

  private final int[] gains;
  private int sum;

  /** The partners of each virtual qubit, once for each gate of the set. */
  private final int[][] partners;

  private final int[] counts;

  Outlook(Interactions graph, Coupling coupling, int[] physical) {
    this.graph = graph;
    this.distances = coupling.distances();
    this.links = coupling.links();
    this.linksFrom = coupling.linksFrom();
    this.size = coupling.qubits();
    this.physical = physical;
    this.gains = new int[coupling.edgeCount()];
    this.partners = new int[graph.qubits()][4];
    this.counts = new int[graph.qubits()];
  }

  void clear() {
    Arrays.fill(gains, 0);
    Arrays.fill(counts, 0);
    sum = 0;
  }

  int sum() {
    return sum;
  }

  /** By the number of the edge; not to be written. */
  int[] gains() {
    return gains;
  }

  void add(int node) {
    int v = graph.first(node);
    int w = graph.second(node);
    join(v, w);
    join(w, v);
    count(physical[v], physical[w], 1);
  }

  void remove(int node) {
    int v = graph.first(node);
    int w = graph.second(node);
    part(v, w);
    part(w, v);
    count(physical[v], physical[w], -1);
  }

  /**
   * Two physical qubits are about to change places.
   *
   * @param v virtual qubit on a, -1 for none
   * @param w virtual qubit on b, -1 for none
   */
  void exchange(int v, int a, int w, int b) {
    if (v >= 0) {
      move(v, a, b, w);
    }
    if (w >= 0) {
      move(w, b, a, v);
    }
  }

  /** What stands on both stays as it is. */
  private void move(int v, int from, int to, int other) {
    int[] own = partners[v];
    for (int k = counts[v] - 1; k >= 0; k--) {
      if (own[k] != other) {
        move(from, to, physical[own[k]]);
      }
    }
  }

  private void move(int from, int to, int q) {
    int row = q * size;
    int before = distances[row + from];
    int after = distances[row + to];
    sum += after - before;
    for (int k = linksFrom[from]; k < linksFrom[from + 1]; k += 2) {
      if (links[k] != q) {
        gains[links[k + 1]] -= distances[row + links[k]] - before;
      }
    }
    for (int k = linksFrom[to]; k < linksFrom[to + 1]; k += 2) {
      if (links[k] != q) {
        gains[links[k + 1]] += distances[row + links[k]] - after;
      }
    }
    int rowFrom = from * size;
    int rowTo = to * size;
    for (int k = linksFrom[q]; k < linksFrom[q + 1]; k += 2) {
      int x = links[k];
      int change = 0;
      if (x != from) {
        change -= distances[rowFrom + x] - before;
      }
      if (x != to) {
        change += distances[rowTo + x] - after;
      }
      gains[links[k + 1]] += change;
    }
  }

  private void join(int v, int partner) {
    if (counts[v] == partners[v].length) {
      partners[v] = Arrays.copyOf(partners[v], 2 * counts[v]);
    }
    partners[v][counts[v]++] = partner;
  }

  private void part(int v, int partner) {
    int[] own = partners[v];
    int last = --counts[v];
    for (int k = last; ; k--) {
      if (own[k] == partner) {
        own[k] = own[last];
        return;
      }
    }
  }

  private void count(int p, int q, int sign) {
    int apart = distances[p * size + q];
    sum += sign * apart;
    around(p, q, apart, sign);
    around(q, p, apart, sign);
  }

  private void around(int p, int q, int apart, int sign) {
    int row = q * size;
    for (int k = linksFrom[p]; k < linksFrom[p + 1]; k += 2) {
      if (links[k] != q) {
        gains[links[k + 1]] += sign * (distances[row + links[k]] - apart);
      }
    }
  }
}
