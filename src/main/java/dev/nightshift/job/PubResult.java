package dev.nightshift.job;

import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/** What came back for a pub. */
public sealed interface PubResult {
  Shape shape();

  /**
   * Bits by classical register, in the order of declaration.
   *
   * @param shape the pub's
   * @param registers shots of this request alone, one by one
   * @param pooled counts of all requests so far; empty where there were no others
   */
  record Sampled(
      Shape shape, SequencedMap<String, BitArray> registers, Optional<PooledCounts> pooled)
      implements PubResult {
    public Sampled {
      registers = new LinkedHashMap<>(registers);
    }

    /** With nothing but its own shots. */
    public Sampled(Shape shape, SequencedMap<String, BitArray> registers) {
      this(shape, registers, Optional.empty());
    }
  }

  /**
   * What this request and earlier ones for the same thing measured together.
   *
   * @param counts one map an element, row-major: by bit string, the last declared register
   *     leftmost, its highest bit first
   */
  record PooledCounts(List<SortedMap<String, Long>> counts) {
    public PooledCounts {
      counts = List.copyOf(counts);
    }

    /** Shots behind the counts of an element. */
    public long shots(int element) {
      return counts.get(element).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Expectation values, dimensionless.
   *
   * @param evs row-major in the pub's shape
   * @param stds standard error of each, 0 where exact
   * @param shots shots executed for each value by this request, 0 where exact
   * @param mitigated what was done about errors; empty where nothing was
   * @param pooled where values and errors are those of this request and earlier ones together;
   *     empty where there were no others
   */
  record Estimated(
      Shape shape,
      double[] evs,
      double[] stds,
      long shots,
      Optional<Mitigated> mitigated,
      Optional<PooledValues> pooled)
      implements PubResult {
    /** As measured. */
    public Estimated(Shape shape, double[] evs, double[] stds, long shots) {
      this(shape, evs, stds, shots, Optional.empty());
    }

    /** Of this request alone. */
    public Estimated(
        Shape shape, double[] evs, double[] stds, long shots, Optional<Mitigated> mitigated) {
      this(shape, evs, stds, shots, mitigated, Optional.empty());
    }

    public Estimated {
      if (evs.length != shape.size() || stds.length != shape.size()) {
        throw new IllegalArgumentException(
            "an estimate of shape %s holds %d values and %d errors"
                .formatted(shape, evs.length, stds.length));
      }
    }
  }

  /**
   * What stands behind values that several requests have measured together.
   *
   * @param shots behind each value, those of this request included
   * @param ownEvs values of this request alone
   * @param ownStds their standard errors
   */
  record PooledValues(long[] shots, double[] ownEvs, double[] ownStds) {}

  /**
   * What was done about the errors in estimated values.
   *
   * @param randomizations random circuits that each value was measured with; 1 without twirling
   * @param readout whether the readouts' factors were divided out
   * @param ensembleStds standard errors if nothing but shots varied, where {@code stds} come from
   *     the spread over random circuits
   * @param curve empty without extrapolation
   */
  record Mitigated(
      int randomizations, boolean readout, double[] ensembleStds, Optional<NoiseCurve> curve) {}

  /**
   * Values at amplified noise, and curves through them.
   *
   * @param factors of the noise
   * @param evs {@code [elements][factors]}, row-major, like their errors
   * @param stds standard errors
   * @param ensembleStds standard errors if nothing but shots varied
   * @param extrapolators that were tried, by their names on the wire
   * @param evaluatedAt factors at which the curves are given
   * @param evsExtrapolated {@code [elements][extrapolators][evaluatedAt]}, NaN where no curve fits
   * @param stdsExtrapolated their standard errors
   */
  record NoiseCurve(
      List<Double> factors,
      double[] evs,
      double[] stds,
      double[] ensembleStds,
      List<String> extrapolators,
      List<Double> evaluatedAt,
      double[] evsExtrapolated,
      double[] stdsExtrapolated) {
    public NoiseCurve {
      factors = List.copyOf(factors);
      extrapolators = List.copyOf(extrapolators);
      evaluatedAt = List.copyOf(evaluatedAt);
    }
  }
}
