package dev.nightshift.job.gradient;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Pub;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that one step executes, with what it takes to read their values. */
public sealed interface GradientRows permits ParameterShift.Expansion, Spsa.Expansion {
  /** Rows for the method's template: for each row asked for, those that belong to it. */
  Bindings bindings();

  /**
   * The pub to send; its values go to {@link #combine} as they come back.
   *
   * @param observables at least one
   * @param precision target standard error of each value; null for the job's default
   */
  Pub.Estimator pub(List<Observable> observables, @Nullable Double precision);

  /**
   * Sums exact values up.
   *
   * @param evs expectation values of one or more observables, {@code [observables][rows of
   *     bindings()]}
   */
  default Gradients combine(double[] evs) {
    return combine(evs, new double[evs.length]);
  }

  /**
   * Sums sampled values up.
   *
   * @param evs expectation values of one or more observables, {@code [observables][rows of
   *     bindings()]}
   * @param stds the standard error of each
   * @throws NightshiftException BINDING_SHAPE when their number is no multiple of the rows'
   */
  Gradients combine(double[] evs, double[] stds);

  /** Refuses values that are not one a row and observable. */
  static void checkCount(String method, int rows, double[] evs, double[] stds) {
    if (rows == 0 ? evs.length != 0 : evs.length % rows != 0) {
      throw wrongCount(method, evs.length, rows);
    }
    if (stds.length != evs.length) {
      throw wrongCount(method, stds.length, evs.length);
    }
  }

  private static NightshiftException wrongCount(String method, int found, int expected) {
    return new NightshiftException(
        ErrorCode.BINDING_SHAPE,
        "a step of %s of %d rows got %d values; give one a row and observable"
            .formatted(method, expected, found));
  }
}
