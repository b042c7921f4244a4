package dev.nightshift.job;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.List;

/** Expectation values with their exact derivatives, by adjoint differentiation. */
public interface AdjointEstimator {

  /**
   * Values and partial derivatives.
   *
   * @param values one a row of the bindings
   * @param jacobian row-major {@code [rows][parameters asked for]}
   */
  record Gradients(double[] values, double[] jacobian) {}

  /**
   * @param parameters the derivatives wanted, names of the circuit's parameters, each once
   */
  Gradients valuesAndGradients(
      Circuit circuit, Observable observable, Bindings bindings, List<String> parameters);
}
