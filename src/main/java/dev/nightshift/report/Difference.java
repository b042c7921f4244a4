package dev.nightshift.report;

import java.util.function.IntFunction;
import org.apache.commons.text.similarity.JaccardSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.commons.text.similarity.SimilarityInput;

/**
 * How far two texts are apart, counted in code points.
 *
 * @param hamming positions at which they differ; a position that only one text has counts
 * @param agreement share of positions at which they agree, in [0, 1]; 1 of two empty texts
 * @param jaccard characters that both use over characters that either uses, in [0, 1]
 * @param levenshtein least number of insertions, deletions and replacements from one to the other
 */
public record Difference(int hamming, double agreement, double jaccard, int levenshtein) {

  /** The difference of two texts; symmetric. */
  public static Difference of(String first, String second) {
    CodePoints a = CodePoints.of(first);
    CodePoints b = CodePoints.of(second);
    int longer = Math.max(a.length(), b.length());
    int same = 0;
    for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
      if (a.at(i).equals(b.at(i))) {
        same++;
      }
    }
    int hamming = longer - same;
    return new Difference(
        hamming,
        // As the published program computes it, so that the last bit agrees too.
        longer == 0 ? 1 : 1 - (double) hamming / longer,
        new JaccardSimilarity().apply(a, b),
        LevenshteinDistance.getDefaultInstance().apply(a, b));
  }

  /** A text by its code points, so that a letter outside the basic plane counts once. */
  private record CodePoints(int length, IntFunction<Integer> points)
      implements SimilarityInput<Integer> {
    static CodePoints of(String text) {
      int[] points = text.codePoints().toArray();
      return new CodePoints(points.length, i -> points[i]);
    }

    @Override
    public Integer at(int index) {
      return points.apply(index);
    }
  }
}
