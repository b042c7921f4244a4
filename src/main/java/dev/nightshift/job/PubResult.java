package dev.nightshift.job;

import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What came back for a pub. */
public sealed interface PubResult {
  Shape shape();

  /**
   * Bits by classical register, in the order of declaration.
   *
   * @param shape the pub's
   */
  record Sampled(Shape shape, SequencedMap<String, BitArray> registers) implements PubResult {
    public Sampled {
      registers = new LinkedHashMap<>(registers);
    }
  }

  /**
   * Expectation values, dimensionless.
   *
   * @param evs row-major in the pub's shape
   * @param stds standard error of each, 0 where exact
   * @param shots shots executed for each value, 0 where exact
   */
  record Estimated(Shape shape, double[] evs, double[] stds, long shots) implements PubResult {
    public Estimated {
      if (evs.length != shape.size() || stds.length != shape.size()) {
        throw new IllegalArgumentException(
            "an estimate of shape %s holds %d values and %d errors"
                .formatted(shape, evs.length, stds.length));
      }
    }
  }
}
