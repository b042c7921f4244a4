package dev.nightshift.wire.qpy;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.List;

/**
 * Gates that make a given unitary matrix, its global phase included.
 *
 * <p>Of one qubit: a phase and u(θ, φ, λ). Of more: rotations of two basis states at a time turn
 * the matrix column by column into the identity but for one phase (Givens; Nielsen and Chuang,
 * 4.5.1). The states are taken in the order of a Gray code, so two that follow one another differ
 * in one bit, and turning them is a gate on that qubit under controls on all others. The gates undo
 * it in reverse. This is exact to rounding and takes no more than 2^(n-1) (2^n - 1) gates.
 *
 * <p>Matrices are row-major with re and im side by side; operand 0 is the least significant bit.
 */
final class Synthesis {
  /** Most qubits of a matrix. */
  static final int MOST_QUBITS = 4;

  /** How far a matrix that is called unitary may be from it: Qiskit accepts 1e-8 or so. */
  private static final double TOLERANCE = 1e-6;

  private Synthesis() {}

  static DefinedGate unitary(double[] matrix, int qubits) {
    checkUnitary(matrix, 1 << qubits);
    return qubits == 1 ? oneQubit(matrix) : many(matrix.clone(), qubits);
  }

  private static void checkUnitary(double[] m, int size) {
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        double re = i == j ? -1 : 0;
        double im = 0;
        for (int k = 0; k < size; k++) {
          int a = 2 * (i * size + k);
          int b = 2 * (j * size + k);
          re += m[a] * m[b] + m[a + 1] * m[b + 1];
          im += m[a + 1] * m[b] - m[a] * m[b + 1];
        }
        if (!(Math.hypot(re, im) <= TOLERANCE)) {
          throw Problems.invalid("the matrix of a unitary gate is not unitary");
        }
      }
    }
  }

  private static DefinedGate oneQubit(double[] m) {
    double stays = Math.hypot(m[0], m[1]);
    double moves = Math.hypot(m[4], m[5]);
    double theta = 2 * Math.atan2(moves, stays);
    double phase = stays > 0 ? Math.atan2(m[1], m[0]) : 0;
    double phi = moves > 0 ? Math.atan2(m[5], m[4]) - phase : 0;
    // The entry of the larger length tells λ.
    double lambda =
        stays >= moves ? Math.atan2(m[7], m[6]) - phase - phi : Math.atan2(-m[3], -m[2]) - phase;
    return new DefinedGate(
        "unitary",
        List.of(),
        1,
        List.of(
            step(StandardGate.GPHASE, List.of(number(phase)), List.of()),
            step(StandardGate.U, List.of(number(theta), number(phi), number(lambda)), List.of(0))));
  }

  /**
   * @param m is turned into a diagonal matrix
   */
  private static DefinedGate many(double[] m, int qubits) {
    int size = 1 << qubits;
    List<Instruction.Apply> undone = new ArrayList<>();
    for (int column = 0; column < size - 1; column++) {
      for (int row = size - 1; row > column; row--) {
        int upper = gray(row - 1);
        int lower = gray(row);
        double[] turn = turn(m, upper, lower, gray(column), size);
        if (turn.length > 0) {
          undone.addFirst(onPair(turn, upper, lower, qubits));
        }
      }
    }
    // What is left is 1 but for a phase on the last state.
    int last = gray(size - 1);
    int at = 2 * (last * size + last);
    List<ParameterExpression> angle = List.of(number(Math.atan2(m[at + 1], m[at])));
    int top = Integer.numberOfTrailingZeros(last);
    undone.addFirst(
        step(controlled(StandardGate.P, last, top, qubits), angle, operands(top, qubits)));
    return new DefinedGate("unitary", List.of(), qubits, undone);
  }

  /**
   * A gate that makes a state of |0...0>.
   *
   * @param amplitudes re and im side by side; not kept
   */
  static DefinedGate state(double[] amplitudes, int qubits) {
    double norm = 0;
    for (double part : amplitudes) {
      norm += part * part;
    }
    if (!(Math.abs(norm - 1) <= TOLERANCE)) {
      throw Problems.invalid("the amplitudes of a state have the norm %s; it is 1".formatted(norm));
    }
    // As a column of a matrix: turned into the first basis state, from its far end.
    List<Instruction.Apply> undone = new ArrayList<>();
    for (int row = (1 << qubits) - 1; row > 0; row--) {
      double[] turn = turn(amplitudes, gray(row - 1), gray(row), 0, 1);
      if (turn.length > 0) {
        undone.addFirst(onPair(turn, gray(row - 1), gray(row), qubits));
      }
    }
    return Preparation.gate(qubits, undone);
  }

  private static int gray(int position) {
    return position ^ position >> 1;
  }

  /**
   * Turns two rows so that the lower one's entry in a column becomes 0.
   *
   * @param columns of the matrix
   * @return the inverse turn as a 2 x 2 matrix over (upper, lower); empty when nothing was to do
   */
  private static double[] turn(double[] m, int upper, int lower, int column, int columns) {
    int x = 2 * (upper * columns + column);
    int y = 2 * (lower * columns + column);
    double length = Math.hypot(Math.hypot(m[x], m[x + 1]), Math.hypot(m[y], m[y + 1]));
    boolean done = m[y] == 0 && m[y + 1] == 0 && m[x + 1] == 0 && m[x] >= 0;
    if (done || length == 0) {
      return new double[0];
    }
    double xr = m[x] / length;
    double xi = m[x + 1] / length;
    double yr = m[y] / length;
    double yi = m[y + 1] / length;
    // (upper, lower) becomes (x* upper + y* lower, x lower - y upper).
    for (int j = 0; j < columns; j++) {
      int a = 2 * (upper * columns + j);
      int b = 2 * (lower * columns + j);
      double ar = m[a];
      double ai = m[a + 1];
      double br = m[b];
      double bi = m[b + 1];
      m[a] = xr * ar + xi * ai + yr * br + yi * bi;
      m[a + 1] = xr * ai - xi * ar + yr * bi - yi * br;
      m[b] = xr * br - xi * bi - yr * ar + yi * ai;
      m[b + 1] = xr * bi + xi * br - yr * ai - yi * ar;
    }
    m[y] = 0;
    m[y + 1] = 0;
    return new double[] {xr, xi, -yr, yi, yr, yi, xr, -xi};
  }

  /** A 2 x 2 matrix on two basis states that differ in one bit. */
  private static Instruction.Apply onPair(double[] turn, int upper, int lower, int qubits) {
    int qubit = Integer.numberOfTrailingZeros(upper ^ lower);
    double[] sorted =
        (upper >> qubit & 1) == 0
            ? turn
            : new double[] {turn[6], turn[7], turn[4], turn[5], turn[2], turn[3], turn[0], turn[1]};
    return step(
        controlled(oneQubit(sorted), upper, qubit, qubits), List.of(), operands(qubit, qubits));
  }

  /** A gate under controls on all other qubits, each on its value in a basis state. */
  private static Gate controlled(Gate gate, int state, int target, int qubits) {
    int below = state & (1 << target) - 1;
    int above = state >> target + 1 << target;
    return GateTable.controlled(qubits - 1, below | above, gate);
  }

  /** All qubits but one, then that one. */
  private static List<Integer> operands(int target, int qubits) {
    List<Integer> operands = new ArrayList<>();
    for (int qubit = 0; qubit < qubits; qubit++) {
      if (qubit != target) {
        operands.add(qubit);
      }
    }
    operands.add(target);
    return operands;
  }

  private static Instruction.Apply step(
      Gate gate, List<ParameterExpression> angles, List<Integer> operands) {
    return new Instruction.Apply(gate, angles, operands);
  }

  private static ParameterExpression number(double value) {
    return ParameterExpression.of(value);
  }
}
