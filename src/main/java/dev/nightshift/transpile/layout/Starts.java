package dev.nightshift.transpile.layout;

import dev.nightshift.base.random.Seed;
import dev.nightshift.transpile.Coupling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** First layouts for SABRE: one grown along the circuit's pairs, the others random and compact. */
public final class Starts {
  private Starts() {}

  /**
   * @param pairs how many entanglers act on each two virtual qubits
   * @param count at least 1
   * @return physical qubit of each virtual one, all in the largest connected part where it has room
   */
  public static List<int[]> of(int[][] pairs, Coupling coupling, int count, Seed seed) {
    List<int[]> starts = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      SplittableRandom random = seed.split(k).random();
      starts.add(
          k % 4 == 0
              ? grown(pairs, coupling, k == 0 ? null : random)
              : scattered(pairs, coupling, random));
    }
    return starts;
  }

  /** Qubit by qubit, the one with most pairs to the placed ones next, nearest to its partners. */
  private static int[] grown(
      int[][] pairs,
      Coupling coupling,
      @org.jspecify.annotations.Nullable SplittableRandom random) {
    int n = pairs.length;
    int[] part = coupling.largestComponent();
    boolean[] taken = new boolean[coupling.qubits()];
    int[] place = new int[n];
    Arrays.fill(place, -1);
    int center = center(part, coupling, random);
    for (int k = 0; k < n; k++) {
      int v = next(pairs, place);
      int chosen = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int p : part) {
        if (taken[p]) {
          continue;
        }
        double cost = 1e-3 * coupling.distance(p, center);
        for (int w = 0; w < n; w++) {
          if (place[w] >= 0 && pairs[v][w] > 0) {
            cost += pairs[v][w] * (double) (coupling.distance(p, place[w]) - 1);
          }
        }
        if (random != null) {
          cost += 1e-2 * random.nextDouble();
        }
        if (cost < least) {
          least = cost;
          chosen = p;
        }
      }
      if (chosen >= 0) {
        place[v] = chosen;
        taken[chosen] = true;
      } else {
        place[v] = anyFree(coupling, taken);
        taken[place[v]] = true;
      }
    }
    return place;
  }

  private static int next(int[][] pairs, int[] place) {
    int best = -1;
    long most = -1;
    for (int v = 0; v < place.length; v++) {
      if (place[v] >= 0) {
        continue;
      }
      long anchored = 0;
      long all = 0;
      for (int w = 0; w < place.length; w++) {
        anchored += place[w] >= 0 ? pairs[v][w] : 0;
        all += pairs[v][w];
      }
      long weight = anchored * 100_000L + all;
      if (weight > most) {
        most = weight;
        best = v;
      }
    }
    return best;
  }

  /** A ball around a random qubit, its qubits dealt out at random. */
  private static int[] scattered(int[][] pairs, Coupling coupling, SplittableRandom random) {
    int n = pairs.length;
    int[] part = coupling.largestComponent();
    int center = part[random.nextInt(part.length)];
    List<Integer> near = new ArrayList<>();
    for (int p : part) {
      near.add(p);
    }
    near.sort(java.util.Comparator.<Integer>comparingInt(p -> coupling.distance(p, center)));
    List<Integer> ball = new ArrayList<>(near.subList(0, Math.min(n, near.size())));
    for (int i = ball.size() - 1; i > 0; i--) {
      java.util.Collections.swap(ball, i, random.nextInt(i + 1));
    }
    boolean[] taken = new boolean[coupling.qubits()];
    int[] place = new int[n];
    Arrays.fill(place, -1);
    // Qubits with pairs first: the part may be too small for those without.
    for (int pass = 0; pass < 2; pass++) {
      for (int v = 0; v < n; v++) {
        boolean coupled = Arrays.stream(pairs[v]).anyMatch(count -> count > 0);
        if (place[v] < 0 && (coupled || pass == 1)) {
          place[v] = ball.isEmpty() ? anyFree(coupling, taken) : ball.removeLast();
          taken[place[v]] = true;
        }
      }
    }
    return place;
  }

  private static int anyFree(Coupling coupling, boolean[] taken) {
    for (int p = 0; p < coupling.qubits(); p++) {
      if (!taken[p] && coupling.isUsable(p)) {
        return p;
      }
    }
    throw new IllegalStateException("more qubits than the device has");
  }

  private static int center(
      int[] part, Coupling coupling, @org.jspecify.annotations.Nullable SplittableRandom random) {
    if (random != null) {
      return part[random.nextInt(part.length)];
    }
    int best = part[0];
    long least = Long.MAX_VALUE;
    for (int p : part) {
      long sum = 0;
      for (int q : part) {
        sum += coupling.distance(p, q);
      }
      if (sum < least) {
        least = sum;
        best = p;
      }
    }
    return best;
  }
}
