package dev.nightshift.sim;

import dev.nightshift.kernel.StateKernels;
import dev.nightshift.kernel.plain.Apply;

/**
 * A step on the qubits of a block. Those outside have the same bits in all of it: as controls they
 * hold or not, in a Pauli string they give a sign.
 */
final class BlockStep {
  private final Step inner;
  private final double c;
  private final double s;
  private final double[] u;
  private final int[] offsets;
  private final int outerMask;
  private final int outerValue;
  private final int outerZ;

  /**
   * @param resident the qubits of the block, among them all that the step may flip
   */
  BlockStep(Fused.Single single, int resident) {
    Step step = single.step();
    double[] angles = single.angles();
    this.inner = step.compressed(resident);
    this.outerZ = step instanceof Step.Rotation rotation ? rotation.z() & ~resident : 0;
    this.outerMask = step.mask() & ~resident;
    this.outerValue = step.value() & ~resident;
    boolean turns = step instanceof Step.Rotation || step instanceof Step.Phase;
    boolean constant = step.isConstant();
    this.c = turns ? StateVector.cos(angles[0], constant) : 1;
    double sine = turns ? StateVector.sin(angles[0], constant) : 0;
    this.s = single.backwards() ? -sine : sine;
    if (inner instanceof Step.Matrix matrix) {
      this.u = StateVector.matrix(matrix.gate(), angles, matrix.adjoint() != single.backwards());
      this.offsets = StateVector.offsets(matrix);
    } else {
      this.u = new double[0];
      this.offsets = new int[0];
    }
  }

  /**
   * @param base the bits of the qubits outside the block
   */
  void apply(double[] re, double[] im, int base, StateKernels kernels) {
    if ((base & outerMask) != outerValue) {
      return;
    }
    int points = Apply.points(re.length, inner.mask());
    double t = (Integer.bitCount(base & outerZ) & 1) == 0 ? s : -s;
    switch (inner) {
      case Step.Rotation(int x, int z, int mask, int value, _) -> {
        if (x == 0) {
          Apply.signedPhase(re, im, z, mask, value, c, t, 0, points);
        } else {
          Apply.rotate(re, im, x, z, mask, value, c, t, 0, points);
        }
      }
      case Step.Phase(int mask, int value, _) -> Apply.phase(re, im, mask, value, c, s, 0, points);
      case Step.Exchange(int a, int b, int mask, int value) ->
          kernels.exchange(re, im, a, b, mask, value);
      case Step.Matrix(_, int mask, int value, _, _, _) ->
          Apply.matrix(re, im, offsets, mask, value, u, new double[2 * offsets.length], 0, points);
      case Step.Measure _, Step.Reset _, Step.Jump _ ->
          throw new IllegalStateException("measurements are branched, not applied");
    }
  }

  /**
   * 2 Re <λ| dU |ψ before> of a rotation or a phase by its angle, over a block.
   *
   * @param lambdaRe the observable's image behind the step, as {@code lambdaIm}
   * @param psiRe the state behind the step, as {@code psiIm}
   */
  double slope(double[] lambdaRe, double[] lambdaIm, double[] psiRe, double[] psiIm, int base) {
    if ((base & outerMask) != outerValue) {
      return 0;
    }
    int x = 0;
    int z = 0;
    int mask = inner.mask();
    double sign = -2;
    if (inner instanceof Step.Rotation rotation) {
      x = rotation.x();
      z = rotation.z();
      mask &= ~Integer.lowestOneBit(x);
      sign = (Integer.bitCount(base & outerZ) & 1) == 0 ? 2 : -2;
    }
    double[] product = new double[2];
    int points = Apply.points(psiRe.length, mask);
    Apply.pauliProduct(
        lambdaRe, lambdaIm, psiRe, psiIm, x, z, mask, inner.value(), product, 0, points);
    return sign * product[1];
  }
}
