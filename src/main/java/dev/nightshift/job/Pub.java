package dev.nightshift.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A primitive unified bloc: one circuit with its bindings and what is asked of it.
 *
 * <p>The bindings' columns are put into the circuit's parameter order (by name) at birth.
 */
public sealed interface Pub {
  Circuit circuit();

  Bindings bindings();

  /** The shape of the result arrays. */
  Shape shape();

  /**
   * Bit strings of the circuit's classical registers.
   *
   * @param shots at least 1; null for the job's default
   */
  record Sampler(Circuit circuit, Bindings bindings, @Nullable Integer shots) implements Pub {
    public Sampler {
      bindings = bindings.inOrder(circuit.parameters());
      if (shots != null && shots < 1) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE, "a pub asks for %d shots; give at least 1".formatted(shots));
      }
    }

    @Override
    public Shape shape() {
      return bindings.shape();
    }
  }

  /**
   * Expectation values, the bindings' shape broadcast with the observables'.
   *
   * @param precision target standard error, at least 0; 0 is exact; null for the job's default
   */
  record Estimator(
      Circuit circuit, ObservablesArray observables, Bindings bindings, @Nullable Double precision)
      implements Pub {
    public Estimator {
      bindings = bindings.inOrder(circuit.parameters());
      if (precision != null && !(precision >= 0)) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE,
            "a pub asks for precision %s; give 0 or more".formatted(precision));
      }
      if (Shape.broadcast(observables.shape(), bindings.shape()) == null) {
        throw new NightshiftException(
            ErrorCode.BINDING_SHAPE,
            "observables of shape %s and bindings of shape %s do not broadcast"
                .formatted(observables.shape(), bindings.shape()));
      }
      observables
          .elements()
          .forEach(observable -> {
            if (observable.qubits() != circuit.qubits()) {
              throw new NightshiftException(
                  ErrorCode.OBSERVABLE_INVALID,
                  "observable %s has %d letters, the circuit %d qubits; give one letter a qubit"
                      .formatted(
                          observable.terms().getFirst().pauli(),
                          observable.qubits(),
                          circuit.qubits()));
            }
          });
    }

    /**
     * The pub whose values have a standard error of at most so much each, whatever their
     * observables' coefficients.
     *
     * <p>The protocol's precision is that of one Pauli string: it becomes 1 / precision² shots. A
     * sum of strings errs by the sum of its coefficients' sizes at most, strings that share shots
     * included; the identity does not err.
     *
     * @param error above 0
     */
    public static Estimator within(
        Circuit circuit, ObservablesArray observables, Bindings bindings, double error) {
      if (!(error > 0) || Double.isInfinite(error)) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE,
            "a standard error of %s is asked for; give a number above 0".formatted(error));
      }
      double largest =
          observables.elements().stream().mapToDouble(Observable::spread).max().orElse(0);
      return new Estimator(circuit, observables, bindings, largest == 0 ? error : error / largest);
    }

    @Override
    public Shape shape() {
      Shape shape = Shape.broadcast(observables.shape(), bindings.shape());
      if (shape == null) {
        throw new IllegalStateException("checked at birth");
      }
      return shape;
    }
  }
}
