package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;

/**
 * How a measurement of one qubit misreads.
 *
 * @param oneOfZero probability to read 1 where the qubit is 0
 * @param zeroOfOne probability to read 0 where the qubit is 1
 */
public record ReadoutError(double oneOfZero, double zeroOfOne) {
  /** A measurement that reads what is there. */
  public static final ReadoutError NONE = new ReadoutError(0, 0);

  public ReadoutError {
    if (!(oneOfZero >= 0 && oneOfZero <= 1 && zeroOfOne >= 0 && zeroOfOne <= 1)) {
      throw new NightshiftException(
          ErrorCode.NOISE_INVALID,
          "a readout misreads 0 with probability %s and 1 with %s; give 0 to 1"
              .formatted(oneOfZero, zeroOfOne));
    }
  }

  public boolean isIdeal() {
    return oneOfZero == 0 && zeroOfOne == 0;
  }

  /** The probability to read 1. */
  public double one(boolean truth) {
    return truth ? 1 - zeroOfOne : oneOfZero;
  }

  /**
   * Mixes the weights of readings as this misreads one of their bits.
   *
   * @param weights one a value of all bits, changed in place
   */
  public void mix(double[] weights, int bit) {
    if (isIdeal()) {
      return;
    }
    int half = 1 << bit;
    for (int block = 0; block < weights.length; block += 2 * half) {
      for (int lo = block; lo < block + half; lo++) {
        double zero = weights[lo];
        double one = weights[lo + half];
        weights[lo] = (1 - oneOfZero) * zero + zeroOfOne * one;
        weights[lo + half] = oneOfZero * zero + (1 - zeroOfOne) * one;
      }
    }
  }

  /** This misreading, then another of its result. */
  public ReadoutError then(ReadoutError later) {
    return new ReadoutError(
        (1 - oneOfZero) * later.oneOfZero + oneOfZero * (1 - later.zeroOfOne),
        (1 - zeroOfOne) * later.zeroOfOne + zeroOfOne * (1 - later.oneOfZero));
  }
}
