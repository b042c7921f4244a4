package dev.nightshift.sim.mps;

import dev.nightshift.sim.Sampling;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * Draws the values of all qubits of a state, site after site from the left.
 *
 * <p>The sites on the right hold orthonormal vectors, so given the values so far the probabilities
 * of the next one need no more than a vector times a matrix (Ferris and Vidal 2012,
 * arXiv:1201.3974, "perfect sampling"). Shots that agree so far go on together.
 */
final class MpsSampler {

  /** What happens with shots that read the same. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param values of the sites; valid during the call
     */
    void read(BitSet values, int shots);
  }

  /** Shots that have read a value at a site, and the state behind it. */
  private record Group(int site, int value, int shots, double[] re, double[] im) {}

  private MpsSampler() {}

  /**
   * @param sites how many sites are read, from the left
   * @param shots at least 1
   */
  static void draw(MpsState state, int sites, int shots, SplittableRandom random, Visitor visitor) {
    BitSet values = new BitSet(sites);
    Deque<Group> open = new ArrayDeque<>();
    open.push(new Group(-1, 0, shots, new double[] {1}, new double[] {0}));
    while (!open.isEmpty()) {
      Group group = open.pop();
      if (group.site() >= 0) {
        values.set(group.site(), group.value() == 1);
      }
      int next = group.site() + 1;
      if (next == sites) {
        visitor.read(values, group.shots());
        continue;
      }
      Site site = state.site(next);
      int right = site.right();
      double[] re = new double[2 * right];
      double[] im = new double[2 * right];
      site.addTimes(group.re(), group.im(), 0, re, im);
      double zero = square(re, im, 0, right);
      double one = square(re, im, right, right);
      int ones = Sampling.binomial(group.shots(), one / (zero + one), random);
      push(open, next, 1, ones, re, im, right, one);
      push(open, next, 0, group.shots() - ones, re, im, right, zero);
    }
  }

  private static void push(
      Deque<Group> open,
      int site,
      int value,
      int shots,
      double[] re,
      double[] im,
      int right,
      double square) {
    if (shots == 0) {
      return;
    }
    // Scaled, so that many sites do not shrink it to nothing.
    double scale = 1 / Math.sqrt(square);
    double[] a = new double[right];
    double[] b = new double[right];
    for (int r = 0; r < right; r++) {
      a[r] = scale * re[value * right + r];
      b[r] = scale * im[value * right + r];
    }
    open.push(new Group(site, value, shots, a, b));
  }

  private static double square(double[] re, double[] im, int from, int count) {
    double sum = 0;
    for (int j = from; j < from + count; j++) {
      sum += re[j] * re[j] + im[j] * im[j];
    }
    return sum;
  }
}
