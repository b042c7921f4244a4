package dev.nightshift.sim.trajectory;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.Kernels;
import dev.nightshift.kernel.StateKernels;
import dev.nightshift.kernel.plain.Apply;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.FinalState;
import org.jspecify.annotations.Nullable;

/**
 * A state vector, not normalised, with matrices on single qubits that wait for the next gate on
 * two.
 *
 * <p>Waiting matrices may be Kraus matrices. Those do not keep the norm, so they are applied before
 * weights on another qubit are read.
 */
final class PureState implements FinalState {
  private static final double[] H = StandardGate.H.matrix();
  private static final double[] SDG = StandardGate.SDG.matrix();

  private final int qubits;
  private final double[] re;
  private final double[] im;
  private final double[] @Nullable [] waiting;

  /** Bits of the qubits whose waiting matrix is not unitary. */
  private int shrinking;

  private final Workers workers;

  private PureState(
      int qubits,
      double[] re,
      double[] im,
      double[] @Nullable [] waiting,
      int shrinking,
      Workers workers) {
    this.qubits = qubits;
    this.re = re;
    this.im = im;
    this.waiting = waiting;
    this.shrinking = shrinking;
    this.workers = workers;
  }

  /** |0...0>. */
  static PureState zero(int qubits, Workers workers) {
    PureState state =
        new PureState(
            qubits,
            new double[1 << qubits],
            new double[1 << qubits],
            new double[qubits][],
            0,
            workers);
    state.re[0] = 1;
    return state;
  }

  static long bytes(int qubits) {
    return 16L << qubits;
  }

  /** Matrices are never changed, so a copy shares them. */
  PureState copy() {
    return new PureState(qubits, re.clone(), im.clone(), waiting.clone(), shrinking, workers);
  }

  int qubits() {
    return qubits;
  }

  /**
   * A matrix on one qubit, to be applied later.
   *
   * @param unitary whether it keeps the norm of every state
   */
  void local(int qubit, double[] matrix, boolean unitary) {
    double[] before = waiting[qubit];
    waiting[qubit] = before == null ? matrix : Matrices.times(matrix, before, 2);
    shrinking |= unitary ? 0 : 1 << qubit;
  }

  /**
   * A matrix on two qubits.
   *
   * @param low the lower qubit, the lower bit of a row
   */
  void joint(int low, int high, double[] matrix) {
    double[] u = absorbed(absorbed(matrix, waiting[low], 1), waiting[high], 2);
    waiting[low] = null;
    waiting[high] = null;
    shrinking &= ~(1 << low | 1 << high);
    int a = 1 << low;
    int b = 1 << high;
    StateKernels kernels = Kernels.forState(re.length);
    workers.forBlocks(
        Apply.points(re.length, a | b), (from, to) -> kernels.matrix2(re, im, a, b, u, from, to));
  }

  /** u (1 x A) or u (A x 1): the matrix that waits on the qubit of a bit of u's index, before u. */
  private static double[] absorbed(double[] u, double @Nullable [] a, int bit) {
    if (a == null) {
      return u;
    }
    double[] result = new double[u.length];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        int at = 2 * (row * 4 + column);
        int own = (column & bit) == 0 ? 0 : 1;
        for (int k = 0; k < 2; k++) {
          int from = 2 * (row * 4 + (k == 0 ? column & ~bit : column | bit));
          int entry = 2 * (k * 2 + own);
          result[at] += u[from] * a[entry] - u[from + 1] * a[entry + 1];
          result[at + 1] += u[from] * a[entry + 1] + u[from + 1] * a[entry];
        }
      }
    }
    return result;
  }

  /**
   * A matrix on any qubits where others have some bits.
   *
   * @param mask bits of controls and targets
   * @param value of the controls
   * @param offsets of the targets, one a row of u
   */
  void wide(int mask, int value, int[] offsets, double[] u) {
    settle(mask);
    workers.forBlocks(
        Apply.points(re.length, mask),
        (from, to) ->
            Apply.matrix(
                re, im, offsets, mask, value, u, new double[2 * offsets.length], from, to));
  }

  /** Applies what waits on some qubits. */
  void settle(int bits) {
    for (int qubit = 0; qubit < qubits; qubit++) {
      double[] u = waiting[qubit];
      if (u != null && (bits >> qubit & 1) != 0) {
        int bit = 1 << qubit;
        workers.forBlocks(
            Apply.points(re.length, bit),
            (from, to) -> Apply.matrix1(re, im, bit, bit, 0, u, from, to));
        waiting[qubit] = null;
        shrinking &= ~bit;
      }
    }
  }

  double norm() {
    settle(shrinking);
    return workers.sum(re.length, (from, to) -> Apply.norm(re, im, 0, 0, from, to));
  }

  /**
   * The reduced density matrix of a qubit, not normalised: rho_00, rho_11, Re rho_10, Im rho_10.
   */
  double[] reduced(int qubit) {
    int bit = 1 << qubit;
    settle(shrinking & ~bit);
    int points = Apply.points(re.length, bit);
    double zero = workers.sum(points, (from, to) -> Apply.norm(re, im, bit, 0, from, to));
    double one = workers.sum(points, (from, to) -> Apply.norm(re, im, bit, bit, from, to));
    // conj(a_1) P a_0 with P = X over the base points is conj(rho_10).
    double real = workers.sum(points, (from, to) -> product(bit, from, to)[0]);
    double imaginary = -workers.sum(points, (from, to) -> product(bit, from, to)[1]);
    double[] u = waiting[qubit];
    if (u == null) {
      return new double[] {zero, one, real, imaginary};
    }
    double[] rho = {zero, 0, real, -imaginary, real, imaginary, one, 0};
    double[] turned = Matrices.times(Matrices.times(u, rho, 2), Matrices.adjoint(u, 2), 2);
    return new double[] {turned[0], turned[6], turned[4], turned[5]};
  }

  private double[] product(int bit, int from, int to) {
    double[] out = new double[2];
    Apply.pauliProduct(re, im, re, im, bit, 0, bit, 0, out, from, to);
    return out;
  }

  @Override
  public double expectation(int x, int z) {
    settle(-1);
    return workers.sum(
        re.length,
        (from, to) -> {
          double[] out = new double[2];
          Apply.pauliProduct(re, im, re, im, x, z, 0, 0, out, from, to);
          return out[0];
        });
  }

  @Override
  public double[] distribution(int xs, int zs, int[] read) {
    PureState turned = copy();
    turned.turn(xs, zs);
    return turned.weights(read);
  }

  /** Turns the axes that are read to Z. */
  void turn(int xs, int zs) {
    for (int qubit = 0; qubit < qubits; qubit++) {
      if ((xs >> qubit & 1) != 0) {
        if ((zs >> qubit & 1) != 0) {
          local(qubit, SDG, true);
        }
        local(qubit, H, true);
      }
    }
  }

  /** The weights of the values of some qubits, bit k of an index that of the k-th. */
  double[] weights(int[] read) {
    int bits = 0;
    for (int qubit : read) {
      bits |= 1 << qubit;
    }
    settle(bits | shrinking);
    double[] weights = new double[1 << read.length];
    if (bits == re.length - 1 && isAscending(read)) {
      for (int i = 0; i < re.length; i++) {
        weights[i] = re[i] * re[i] + im[i] * im[i];
      }
      return weights;
    }
    for (int i = 0; i < re.length; i++) {
      int index = 0;
      for (int k = 0; k < read.length; k++) {
        index |= (i >> read[k] & 1) << k;
      }
      weights[index] += re[i] * re[i] + im[i] * im[i];
    }
    return weights;
  }

  private static boolean isAscending(int[] read) {
    for (int k = 0; k < read.length; k++) {
      if (read[k] != k) {
        return false;
      }
    }
    return true;
  }
}
