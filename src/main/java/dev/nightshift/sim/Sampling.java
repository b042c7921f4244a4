package dev.nightshift.sim;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws from exact probabilities; what the simulators of this room share. */
public final class Sampling {
  private Sampling() {}

  /**
   * How many of n trials succeed, each with probability p; exact.
   *
   * <p>64 trials at a time: a trial succeeds when a uniform binary fraction is below p, and the
   * first bit in which both differ decides. Each random word gives one more bit of all 64
   * fractions; after k words 2^-k of the trials are still open, so about seven words are drawn.
   */
  public static int binomial(int n, double p, SplittableRandom random) {
    if (p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    int successes = 0;
    for (int done = 0; done < n; done += 64) {
      long open = n - done >= 64 ? -1L : (1L << n - done) - 1;
      double rest = p;
      while (open != 0 && rest != 0) {
        long word = random.nextLong();
        rest *= 2;
        if (rest >= 1) {
          rest -= 1;
          successes += Long.bitCount(open & ~word);
          open &= word;
        } else {
          open &= ~word;
        }
      }
    }
    return successes;
  }

  /**
   * Indices drawn with given weights, in an order that is itself random.
   *
   * @param weights at least 0, some above; need not add up to 1
   */
  public static int[] indices(double[] weights, int shots, SplittableRandom random) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double[] points = random.doubles(shots).toArray();
    Arrays.sort(points);
    int[] indices = new int[shots];
    double below = 0;
    int index = -1;
    int last = 0;
    for (int shot = 0; shot < shots; shot++) {
      double point = points[shot] * total;
      while (index < 0 || point >= below && index < weights.length - 1) {
        index++;
        below += weights[index];
        if (weights[index] > 0) {
          last = index;
        }
      }
      // Rounding at the far end must not reach an outcome that cannot occur.
      indices[shot] = weights[index] > 0 ? index : last;
    }
    shuffle(indices, random);
    return indices;
  }

  /** Fisher and Yates. */
  public static void shuffle(int[] numbers, SplittableRandom random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
    }
  }
}
