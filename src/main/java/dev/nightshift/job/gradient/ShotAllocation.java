package dev.nightshift.job.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/*
 * A gradient is Σ_r w_r J_r over the rows of a job, with w_r what comes from above and J_r a row's
 * derivatives. With s_r² the variance of one shot and N_r shots a row its variance is
 *
 *   Σ_r w_r² s_r² / N_r,   least at Σ_r N_r = const for N_r ∝ |w_r| s_r               (Lagrange)
 *
 * which is (mean |w s|)² / mean (w s)² of that of equal shots. A pub has one number of shots, so rows
 * are put into a few groups by their weight, and N ∝ the root mean square of the group's weights.
 *
 * How many groups there are, of which sizes, and how many shots in all follows from the number of rows
 * alone, so that a plan can count a job without its weights. The heaviest row is a group of its own:
 * it takes the shots that do not divide.
 */
/** How the shots of one job are spread over its rows, a given total in a few groups. */
public final class ShotAllocation {
  /** Groups of rows, beside the heaviest one. */
  private static final int GROUPS = 4;

  /** No weight counts for less or more than these multiples of the mean. */
  private static final double LEAST = 0.25;

  private static final double MOST = 8;

  /** With fewer shots a row there is nothing to spread. */
  private static final int FEWEST_SHOTS = 8;

  private ShotAllocation() {}

  /**
   * Rows that get the same number of shots.
   *
   * @param rows in ascending order
   * @param shots each, at least 1
   */
  public record Share(List<Integer> rows, int shots) {
    public Share {
      rows = List.copyOf(rows);
    }

    /** The precision that asks for just these shots: {@code ceil(1 / precision²)} of them. */
    public double precision() {
      // Half a shot less, so that rounding does not ask for one more.
      return 1 / Math.sqrt(shots - 0.5);
    }
  }

  /** Groups of so many rows. */
  public static int groups(long rows) {
    return (int) Math.min(rows, 1 + GROUPS);
  }

  /**
   * Spreads {@code weights.length · shots} shots, all of them.
   *
   * @param weights |w s| of each row or what is known of it, at least 0; at least one row
   * @param shots a row on average, at least 1
   * @return {@link #groups} shares, the heaviest first; together they have each row once
   */
  public static List<Share> of(double[] weights, int shots) {
    int rows = weights.length;
    List<List<Integer>> groups = byWeight(weights);
    double[] quota = new double[groups.size()];
    double mean = 0;
    for (int g = 0; g < quota.length; g++) {
      double squares = groups.get(g).stream().mapToDouble(row -> weights[row] * weights[row]).sum();
      quota[g] = Math.sqrt(squares / groups.get(g).size());
      mean += quota[g] * groups.get(g).size() / rows;
    }
    double sum = 0;
    for (int g = 0; g < quota.length; g++) {
      quota[g] =
          mean > 0 && shots >= FEWEST_SHOTS ? Math.clamp(quota[g], LEAST * mean, MOST * mean) : 1;
      sum += quota[g] * groups.get(g).size();
    }
    int[] each = new int[quota.length];
    long left = (long) rows * shots;
    for (int g = 0; g < each.length; g++) {
      // Nudged up, so that equal weights get just their shots.
      each[g] = (int) ((double) rows * shots * quota[g] / sum * (1 + 1e-12));
      left -= (long) each[g] * groups.get(g).size();
    }
    for (int g = 1; g < each.length; g++) {
      if (left >= groups.get(g).size()) {
        each[g]++;
        left -= groups.get(g).size();
      }
    }
    each[0] = Math.toIntExact(each[0] + left);
    List<Share> shares = new ArrayList<>();
    for (int g = 0; g < each.length; g++) {
      shares.add(new Share(groups.get(g).stream().sorted().toList(), each[g]));
    }
    return shares;
  }

  private static List<List<Integer>> byWeight(double[] weights) {
    Integer[] order = new Integer[weights.length];
    Arrays.setAll(order, row -> row);
    // Stable: rows of equal weight stay in their order.
    Arrays.sort(order, Comparator.comparingDouble((Integer row) -> weights[row]).reversed());
    List<Integer> sorted = Arrays.asList(order);
    List<List<Integer>> groups = new ArrayList<>();
    groups.add(sorted.subList(0, 1));
    int rest = weights.length - 1;
    int parts = Math.min(GROUPS, rest);
    for (int part = 0; part < parts; part++) {
      groups.add(sorted.subList(1 + rest * part / parts, 1 + rest * (part + 1) / parts));
    }
    return groups;
  }
}
