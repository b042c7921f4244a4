package dev.nightshift.sim;

import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.kernel.Kernels;
import dev.nightshift.kernel.StateKernels;
import dev.nightshift.kernel.plain.Apply;
import dev.nightshift.value.Observable;
import java.util.Arrays;

/** One state of {@code 2^n} amplitudes that steps are applied to, each by index range. */
final class StateVector {
  /** Distance of the differentiation points of a matrix: see {@link #derivative}. */
  private static final double STEP = 1e-3;

  private static final StateKernels PLAIN = Kernels.plainForStates();

  private final Workers workers;
  private final double[] re;
  private final double[] im;

  private StateVector(Workers workers, double[] re, double[] im) {
    this.workers = workers;
    this.re = re;
    this.im = im;
  }

  /** |0...0>. */
  static StateVector zero(int qubits, Workers workers) {
    StateVector state = new StateVector(workers, new double[1 << qubits], new double[1 << qubits]);
    state.re[0] = 1;
    return state;
  }

  /** The state of one index. */
  static StateVector basis(int qubits, int index, Workers workers) {
    StateVector state = new StateVector(workers, new double[1 << qubits], new double[1 << qubits]);
    state.re[index] = 1;
    return state;
  }

  StateVector copy() {
    return new StateVector(workers, re.clone(), im.clone());
  }

  double[] re() {
    return re;
  }

  double[] im() {
    return im;
  }

  Workers workers() {
    return workers;
  }

  int size() {
    return re.length;
  }

  /**
   * Applies a unitary step or its inverse.
   *
   * @param angles one a step's angle, radians
   */
  void apply(Step step, double[] angles, boolean inverse) {
    switch (step) {
      case Step.Rotation(int x, int z, int mask, int value, var angle) -> {
        double c = cos(angles[0], angle.isConstant());
        double s = sin(angles[0], angle.isConstant());
        double t = inverse ? -s : s;
        forPoints(
            mask,
            x == 0
                ? (from, to) -> Apply.signedPhase(re, im, z, mask, value, c, t, from, to)
                : (from, to) -> Apply.rotate(re, im, x, z, mask, value, c, t, from, to));
      }
      case Step.Phase(int mask, int value, var angle) -> {
        double c = cos(angles[0], angle.isConstant());
        double s = sin(angles[0], angle.isConstant());
        double t = inverse ? -s : s;
        forPoints(mask, (from, to) -> Apply.phase(re, im, mask, value, c, t, from, to));
      }
      case Step.Exchange(int a, int b, int mask, int value) ->
          forPoints(mask, (from, to) -> Apply.exchange(re, im, a, b, mask, value, from, to));
      case Step.Matrix matrix ->
          apply(matrix, matrix(matrix.gate(), angles, matrix.adjoint() != inverse));
      case Step.Measure _, Step.Reset _, Step.Jump _ ->
          throw new IllegalStateException("measurements are branched, not applied");
    }
  }

  /** Applies a step, or its inverse where that is meant. */
  void apply(Fused.Single single) {
    apply(single.step(), single.angles(), single.backwards());
  }

  private void apply(Step.Matrix step, double[] u) {
    int mask = step.mask();
    int value = step.value();
    if (step.targets().size() == 1) {
      int bit = step.targets().getFirst();
      forPoints(mask, (from, to) -> Apply.matrix1(re, im, bit, mask, value, u, from, to));
    } else {
      int[] offsets = offsets(step);
      forPoints(
          mask,
          (from, to) ->
              Apply.matrix(
                  re, im, offsets, mask, value, u, new double[2 * offsets.length], from, to));
    }
  }

  /**
   * Applies a matrix to one or two qubits.
   *
   * @param u row-major, re and im alternating; the lower qubit is the lower bit of a row
   */
  void applyMatrix(int bits, double[] u) {
    int low = Integer.lowestOneBit(bits);
    if (low == bits) {
      forPoints(bits, (from, to) -> Apply.matrix1(re, im, bits, bits, 0, u, from, to));
    } else {
      forPoints(bits, (from, to) -> PLAIN.matrix2(re, im, low, bits ^ low, u, from, to));
    }
  }

  /** Operand k of the gate is bit k of a row of its matrix. */
  static int[] offsets(Step.Matrix step) {
    int[] offsets = new int[1 << step.targets().size()];
    for (int row = 0; row < offsets.length; row++) {
      for (int k = 0; k < step.targets().size(); k++) {
        offsets[row] |= (row >> k & 1) * step.targets().get(k);
      }
    }
    return offsets;
  }

  /** Cosine; of a constant, exact at the multiples of a right angle. */
  static double cos(double angle, boolean constant) {
    double c = Math.cos(angle);
    return constant && Math.abs(c) < 1e-15 ? 0 : c;
  }

  /** Sine; of a constant, exact at the multiples of a right angle. */
  static double sin(double angle, boolean constant) {
    double s = Math.sin(angle);
    return constant && Math.abs(s) < 1e-15 ? 0 : s;
  }

  static double[] matrix(Gate gate, double[] angles, boolean adjoint) {
    double[] u = gate.matrix(angles);
    return adjoint ? adjoint(u) : u;
  }

  private static double[] adjoint(double[] u) {
    int size = (int) Math.round(Math.sqrt(u.length / 2.0));
    double[] result = new double[u.length];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        result[2 * (row * size + column)] = u[2 * (column * size + row)];
        result[2 * (row * size + column) + 1] = -u[2 * (column * size + row) + 1];
      }
    }
    return result;
  }

  /**
   * The derivative of a gate's matrix by one angle, by five points: (f(-2h) - 8f(-h) + 8f(h) -
   * f(2h)) / 12h. With generators of norm about 1 the error is below 1e-12; only powers of gates
   * with angles need it, everything else is differentiated as a rotation or a phase.
   */
  static double[] derivative(Gate gate, double[] angles, int index, boolean adjoint) {
    double[] sum = new double[0];
    for (int k = -2; k <= 2; k++) {
      double weight = (k == 0 ? 0 : k * k == 4 ? -k / 2.0 : 8.0 * k) / (12 * STEP);
      double[] moved = angles.clone();
      moved[index] += k * STEP;
      double[] u = matrix(gate, moved, adjoint);
      sum = sum.length == 0 ? new double[u.length] : sum;
      for (int i = 0; i < u.length; i++) {
        sum[i] += weight * u[i];
      }
    }
    return sum;
  }

  /**
   * 2 Re <this| dU |ψ before>, the derivative of an expectation value by one angle of a step, where
   * {@code this} is the observable's image swept back to behind the step.
   *
   * @param psi the state behind the step; for a {@link Step.Matrix} the one in front of it
   */
  double slope(Step step, double[] angles, int index, StateVector psi) {
    return switch (step) {
      // d exp(-i a P) = -i P exp(-i a P), and 2 Re(-i w) = 2 Im w.
      case Step.Rotation(int x, int z, int mask, int value, _) ->
          2 * product(psi, x, z, mask & ~Integer.lowestOneBit(x), value, 1);
      case Step.Phase(int mask, int value, _) -> -2 * product(psi, 0, 0, mask, value, 1);
      case Step.Matrix matrix -> {
        StateVector image = psi.copy();
        image.keep(matrix);
        image.apply(matrix, derivative(matrix.gate(), angles, index, matrix.adjoint()));
        yield 2 * product(image, 0, 0, 0, 0, 0);
      }
      case Step.Exchange _, Step.Measure _, Step.Reset _, Step.Jump _ ->
          throw new IllegalStateException("the step has no angle");
    };
  }

  /** Zero where the controls of a step do not hold: its derivative is none there. */
  private void keep(Step.Matrix step) {
    int targets = step.targets().stream().mapToInt(Integer::intValue).sum();
    int controls = step.mask() & ~targets;
    for (int i = 0; i < re.length; i++) {
      if ((i & controls) != step.value()) {
        re[i] = 0;
        im[i] = 0;
      }
    }
  }

  /**
   * Σ conj(this) P other where the mask holds.
   *
   * @param part 0 for the real part, 1 for the imaginary one
   */
  private double product(StateVector other, int x, int z, int mask, int value, int part) {
    return workers.sum(
        Apply.points(size(), mask),
        (from, to) -> {
          double[] out = new double[2];
          Apply.pauliProduct(re, im, other.re, other.im, x, z, mask, value, out, from, to);
          return out[part];
        });
  }

  /** <this| O |this>; for an unnormalised branch, weighted by its norm. */
  double expectation(Observable observable) {
    double sum = 0;
    for (Observable.Term term : observable.terms()) {
      sum += term.coefficient() * expectation((int) term.xMask(), (int) term.zMask());
    }
    return sum;
  }

  double expectation(int x, int z) {
    return product(this, x, z, 0, 0, 0);
  }

  /** O |this>. */
  StateVector image(Observable observable) {
    StateVector image = new StateVector(workers, new double[re.length], new double[re.length]);
    for (Observable.Term term : observable.terms()) {
      int x = (int) term.xMask();
      int z = (int) term.zMask();
      int ys = Integer.bitCount(x & z) & 3;
      double w = term.coefficient();
      workers.forBlocks(
          size(),
          (from, to) -> {
            for (int i = from; i < to; i++) {
              int source = i ^ x;
              double sign = (Integer.bitCount(source & z) & 1) == 0 ? w : -w;
              double r = sign * re[source];
              double m = sign * im[source];
              image.re[i] += ys == 0 ? r : ys == 1 ? -m : ys == 2 ? -r : m;
              image.im[i] += ys == 0 ? m : ys == 1 ? r : ys == 2 ? -m : -r;
            }
          });
    }
    return image;
  }

  /** The squared norm of the part where a qubit reads 1. */
  double weightOfOne(int qubit) {
    int bit = 1 << qubit;
    return workers.sum(
        Apply.points(size(), bit), (from, to) -> Apply.norm(re, im, bit, bit, from, to));
  }

  double norm() {
    return workers.sum(size(), (from, to) -> Apply.norm(re, im, 0, 0, from, to));
  }

  /** Drops the part where a qubit does not read the outcome; the rest is not normalised. */
  void project(int qubit, int outcome) {
    int bit = 1 << qubit;
    forPoints(bit, (from, to) -> Apply.phase(re, im, bit, outcome == 1 ? 0 : bit, 0, 0, from, to));
  }

  void flip(int qubit) {
    int bit = 1 << qubit;
    forPoints(bit, (from, to) -> Apply.exchange(re, im, 0, bit, bit, 0, from, to));
  }

  /** Turns the axis X (or Y) of a qubit to Z. */
  void toZ(int bit, boolean fromY) {
    double h = Math.sqrt(0.5);
    // H, and H S^-1 for Y.
    double[] u =
        fromY ? new double[] {h, 0, 0, -h, h, 0, 0, h} : new double[] {h, 0, h, 0, h, 0, -h, 0};
    forPoints(bit, (from, to) -> Apply.matrix1(re, im, bit, bit, 0, u, from, to));
  }

  /** |amplitude|² of every index. */
  double[] probabilities() {
    double[] result = new double[re.length];
    Arrays.setAll(result, i -> re[i] * re[i] + im[i] * im[i]);
    return result;
  }

  private void forPoints(int mask, Workers.Range body) {
    workers.forBlocks(Apply.points(size(), mask), body);
  }
}
