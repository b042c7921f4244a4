package dev.nightshift.sim;

import dev.nightshift.kernel.LaneKernels;
import dev.nightshift.kernel.plain.Sums;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An observable over numbers of amplitudes: a diagonal, and pairs that it connects. Immutable.
 *
 * @param diagonal a weight an amplitude, or null where it has none
 */
record LaneWeights(double @Nullable [] diagonal, List<Pairs> pairs) {

  /**
   * @param table two amplitudes a pair
   * @param hr real part of each pair's weight, {@code hi} its imaginary part
   */
  record Pairs(int[] table, double[] hr, double[] hi) {}

  /**
   * @param place the number that each of the circuit's indices has in the lanes
   */
  static LaneWeights of(Observable observable, int[] place) {
    int size = place.length;
    Map<Integer, double[][]> byFlip = new HashMap<>();
    for (Observable.Term term : observable.terms()) {
      int x = (int) term.xMask();
      int z = (int) term.zMask();
      int ys = Integer.bitCount(x & z) & 3;
      double[][] h = byFlip.computeIfAbsent(x, _ -> new double[2][size]);
      for (int i = 0; i < size; i++) {
        boolean odd = (Integer.bitCount(i & z) & 1) != 0;
        double w = odd == (ys >= 2) ? term.coefficient() : -term.coefficient();
        h[ys & 1][i] += w;
      }
    }
    double[] diagonal = null;
    List<Pairs> pairs = new ArrayList<>();
    for (int x : byFlip.keySet().stream().sorted().toList()) {
      double[][] h = byFlip.get(x);
      if (h == null) {
        throw new IllegalStateException("the key is from the map");
      }
      if (x == 0) {
        diagonal = new double[size];
        for (int i = 0; i < size; i++) {
          diagonal[place[i]] = h[0][i];
        }
      } else {
        int low = Integer.lowestOneBit(x);
        int[] from = IntStream.range(0, size).filter(i -> (i & low) == 0).toArray();
        pairs.add(
            new Pairs(
                Arrays.stream(from).flatMap(i -> IntStream.of(place[i], place[i ^ x])).toArray(),
                Arrays.stream(from).mapToDouble(i -> h[0][i]).toArray(),
                Arrays.stream(from).mapToDouble(i -> h[1][i]).toArray()));
      }
    }
    return new LaneWeights(diagonal, pairs);
  }

  /** The expectation value in each lane. */
  void weigh(double[] re, double[] im, double[] out, LaneKernels kernels) {
    Arrays.fill(out, 0);
    if (diagonal != null) {
      kernels.weigh(re, im, diagonal, out);
    }
    for (Pairs pair : pairs) {
      Sums.weighPairs(re, im, pair.table(), pair.hr(), pair.hi(), out);
    }
  }

  /** The image of each lane's state under the observable. */
  void image(double[] re, double[] im, double[] lre, double[] lim, int lanes) {
    if (diagonal == null) {
      Arrays.fill(lre, 0);
      Arrays.fill(lim, 0);
    } else {
      Sums.image(re, im, diagonal, lre, lim, lanes);
    }
    for (Pairs pair : pairs) {
      Sums.imagePairs(re, im, pair.table(), pair.hr(), pair.hi(), lre, lim, lanes);
    }
  }
}
