package dev.nightshift.assertion;

import org.assertj.core.api.AbstractAssert;

/** Assertions on arrays of numbers; the first that is off is named with its index. */
public final class NumbersAssert extends AbstractAssert<NumbersAssert, double[]> {
  NumbersAssert(double[] actual) {
    super(actual, NumbersAssert.class);
  }

  /** Every number differs from its partner by at most {@code tolerance}; NaN is close to none. */
  public NumbersAssert isCloseTo(double[] expected, double tolerance) {
    hasLength(expected.length);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
        failWithMessage(
            "number %d of %d is %s, expected %s within %s",
            i, expected.length, actual[i], expected[i], tolerance);
      }
    }
    return this;
  }

  /**
   * Every sampled number lies within {@code bound} standard errors of the exact one.
   *
   * <p>For normally distributed errors a single number is off by chance with probability 5.7e-7 at
   * bound 5 and 6.3e-5 at bound 4; state the rate, times the count of numbers, at the test. An
   * error of 0 allows rounding only, 1e-9.
   *
   * @param errors one standard error a number, from the exact value, not from the sample
   */
  public NumbersAssert isWithinStandardErrors(double[] expected, double[] errors, double bound) {
    hasLength(expected.length);
    for (int i = 0; i < expected.length; i++) {
      double allowed = Math.max(bound * errors[i], 1e-9);
      if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
        failWithMessage(
            "number %d of %d is %s, expected %s with standard error %s, that is %.2f errors off",
            i,
            expected.length,
            actual[i],
            expected[i],
            errors[i],
            Math.abs(actual[i] - expected[i]) / errors[i]);
      }
    }
    return this;
  }

  /**
   * The numbers are a state vector (or a matrix), re and im side by side, equal to another but for
   * one phase e^{iφ} common to all.
   */
  public NumbersAssert isCloseUpToGlobalPhase(double[] expected, double tolerance) {
    hasLength(expected.length);
    double re = 0;
    double im = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i += 2) {
      re += expected[i] * actual[i] + expected[i + 1] * actual[i + 1];
      im += expected[i] * actual[i + 1] - expected[i + 1] * actual[i];
      norm += expected[i] * expected[i] + expected[i + 1] * expected[i + 1];
    }
    double size = Math.hypot(re, im);
    if (!(size > 0.5 * norm)) {
      failWithMessage("the overlap is %s of %s: another state", size, norm);
    }
    double[] turned = new double[expected.length];
    for (int i = 0; i < expected.length; i += 2) {
      turned[i] = (expected[i] * re - expected[i + 1] * im) / size;
      turned[i + 1] = (expected[i] * im + expected[i + 1] * re) / size;
    }
    return isCloseTo(turned, tolerance);
  }

  private void hasLength(int length) {
    isNotNull();
    if (actual.length != length) {
      failWithMessage("there are %d numbers, expected %d", actual.length, length);
    }
  }
}
