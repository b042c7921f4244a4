package dev.nightshift.sim;

import dev.nightshift.kernel.small.Matrices;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/*
 * With U = A_m ... A_1, T_rc = <λ_r|ψ_c> the transition matrix of the qubit behind U, and S = A_m ...
 * A_k+1, the derivative by an angle of A_k is 2 Re <λ| S dA_k A_k* S* |ψ> = 2 Re Σ (S dA_k A_k* S*)_rc
 * T_rc: four sums over the state for all angles of the product.
 */
/** A run of steps on one qubit, multiplied; their derivatives need one 2×2 matrix together. */
final class Turn {
  /** One step; {@code number} is its place in the circuit. */
  private record Factor(int number, Step step, double[] angles, double[] u) {}

  /** What becomes of a derivative by an angle of a step. */
  @FunctionalInterface
  interface Slope {
    /**
     * @param step its place in the circuit
     * @param angle which of its angles
     */
    void add(int step, int angle, double slope);
  }

  private final int bit;
  private final List<Factor> factors = new ArrayList<>();
  private double[] u = Matrices.identity(2);

  Turn(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }

  void add(int number, Step step, double[] angles) {
    double[] own = matrix(step, angles);
    factors.add(new Factor(number, step, angles, own));
    u = Matrices.times(own, u, 2);
  }

  /** The places of the steps. */
  void forEachStep(IntConsumer action) {
    factors.forEach(factor -> action.accept(factor.number()));
  }

  Fused.Dense fused() {
    return new Fused.Dense(bit, bit, u);
  }

  private double[] matrix(Step step, double[] angles) {
    Step own = step.compressed(bit);
    double[] result = new double[8];
    for (int column = 0; column < 2; column++) {
      StateVector state = StateVector.basis(1, column, SINGLE);
      state.apply(own, angles, false);
      for (int row = 0; row < 2; row++) {
        result[2 * (2 * row + column)] = state.re()[row];
        result[2 * (2 * row + column) + 1] = state.im()[row];
      }
    }
    return result;
  }

  private static final Workers SINGLE = new Workers(1);

  /**
   * The derivatives by every angle of every step.
   *
   * @param t the transition matrix between λ (rows) and ψ behind the run
   */
  void slopes(double[] t, Slope slope) {
    double[] s = Matrices.identity(2);
    for (int k = factors.size() - 1; k >= 0; k--) {
      Factor factor = factors.get(k);
      for (int angle = 0; angle < factor.angles().length; angle++) {
        double[] inner =
            Matrices.times(derivative(factor, angle), Matrices.adjoint(factor.u(), 2), 2);
        double[] g = Matrices.times(Matrices.times(s, inner, 2), Matrices.adjoint(s, 2), 2);
        double sum = 0;
        for (int entry = 0; entry < 4; entry++) {
          sum += g[2 * entry] * t[2 * entry] - g[2 * entry + 1] * t[2 * entry + 1];
        }
        slope.add(factor.number(), angle, 2 * sum);
      }
      s = Matrices.times(s, factor.u(), 2);
    }
  }

  /** dA by one of its angles. */
  private double[] derivative(Factor factor, int angle) {
    return switch (factor.step()) {
      // d exp(-i a P) = -i P exp(-i a P): columns of -i P are those of the rotation by π/2.
      case Step.Rotation rotation ->
          Matrices.times(matrix(rotation, new double[] {Math.PI / 2}), factor.u(), 2);
      case Step.Phase(_, int value, _) -> {
        // i times the projection on where it acts.
        double[] projection = new double[8];
        projection[value == 0 ? 1 : 7] = 1;
        yield Matrices.times(projection, factor.u(), 2);
      }
      case Step.Matrix matrix ->
          StateVector.derivative(matrix.gate(), factor.angles(), angle, matrix.adjoint());
      case Step.Exchange _, Step.Measure _, Step.Reset _, Step.Jump _ ->
          throw new IllegalStateException("the step has no angle");
    };
  }
}
