package dev.nightshift.sim;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Gradients by one sweep back (Jones and Gacon 2020): with ψ the final state and λ = Oψ, each step
 * is undone on both, and dE/da = 2 Re <λ| dU/da |ψ before> on the way; the chain rule takes the
 * angle's derivative by each parameter from its expression.
 */
final class Adjoint {
  private final Compiled compiled;
  private final int parameters;
  private final List<List<Chain>> chains;
  private final int first;
  private final Lazy<LaneProgram> lanes = new Lazy<>(() -> LaneProgram.of(this));

  /**
   * @param parameters how many derivatives are wanted
   * @param chains the contributions of each step
   * @param first the first step whose angle is wanted: the sweep ends there
   */
  private Adjoint(Compiled compiled, int parameters, List<List<Chain>> chains, int first) {
    this.compiled = compiled;
    this.parameters = parameters;
    this.chains = chains;
    this.first = first;
  }

  /**
   * The derivative of one angle of a step by one parameter.
   *
   * @param factor slot of d angle / d parameter
   */
  record Chain(int angle, int parameter, int factor) {}

  static Adjoint of(Circuit circuit, List<String> wanted) {
    for (String name : wanted) {
      if (!circuit.parameters().contains(name)) {
        throw new NightshiftException(
            ErrorCode.PARAMETER_UNBOUND,
            "the circuit has no parameter %s to differentiate by; it has %s"
                .formatted(name, circuit.parameters()));
      }
    }
    if (new HashSet<>(wanted).size() != wanted.size()) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "a derivative is asked for twice in %s; name each once".formatted(wanted));
    }
    Compiled compiled = Compiled.of(circuit);
    List<List<Chain>> chains = new ArrayList<>();
    int first = compiled.steps().size();
    for (int k = 0; k < compiled.steps().size(); k++) {
      List<Chain> own = new ArrayList<>();
      List<Step.Angle> angles = compiled.steps().get(k).angles();
      for (int a = 0; a < angles.size(); a++) {
        for (int p = 0; p < wanted.size(); p++) {
          Step.Angle angle = angles.get(a);
          if (angle.expression().parameters().contains(wanted.get(p))) {
            ParameterExpression slope = angle.expression().derivative(wanted.get(p));
            own.add(
                new Chain(
                    a,
                    p,
                    compiled
                        .angles()
                        .slot(
                            new Step.Angle(
                                slope, "the derivative of " + angle.gate(), angle.qubits()))));
          }
        }
      }
      if (!own.isEmpty() && first > k) {
        first = k;
      }
      chains.add(List.copyOf(own));
    }
    return new Adjoint(compiled, wanted.size(), List.copyOf(chains), first);
  }

  Compiled compiled() {
    return compiled;
  }

  int parameters() {
    return parameters;
  }

  List<List<Chain>> chains() {
    return chains;
  }

  /** The circuit in lanes; only where {@link LaneProgram#fits}. */
  LaneProgram lanes() {
    return lanes.get();
  }

  void run(
      Workers workers,
      Observable observable,
      double[][] slots,
      int row,
      double[] values,
      double[] jacobian) {
    run(workers, observable, slots, row, values, jacobian, Blocks.Shape.PAIR);
  }

  /**
   * @param shape of the blocks that both states are cut to
   */
  void run(
      Workers workers,
      Observable observable,
      double[][] slots,
      int row,
      double[] values,
      double[] jacobian,
      Blocks.Shape shape) {
    List<Step> steps = compiled.steps();
    double[][] angles = Branches.angles(compiled, slots, 0);
    StateVector psi = StateVector.zero(compiled.qubits(), workers);
    // What measures here does not part the state: it is at the end and the observable is blind.
    Blocks.apply(psi, steps, angles, 0, steps.size(), shape);
    values[row] = psi.expectation(observable);
    new Sweep(
            psi,
            psi.image(observable),
            steps,
            angles,
            k -> !chains.get(k).isEmpty(),
            (k, angle, slope) -> {
              for (Chain chain : chains.get(k)) {
                if (chain.angle() == angle) {
                  jacobian[row * parameters + chain.parameter()] +=
                      slope * slots[chain.factor()][0];
                }
              }
            },
            shape)
        .run(first);
  }
}
