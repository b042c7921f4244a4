package dev.nightshift.circuit.gate;

import static java.lang.Math.PI;
import static java.lang.Math.cos;
import static java.lang.Math.sin;
import static java.lang.Math.sqrt;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The gates with names of their own: all of OpenQASM's {@code stdgates.inc} and the further ones
 * that Qiskit and IBM's devices name.
 *
 * <p>Matrices follow Qiskit: {@code u(θ,φ,λ)} is [[cos θ/2, -e^{iλ} sin θ/2], [e^{iφ} sin θ/2,
 * e^{i(φ+λ)} cos θ/2]]. OpenQASM 3's builtin {@code U} is e^{iθ/2} times that (2π-periodic);
 * lowering keeps the difference as a phase.
 */
public enum StandardGate implements Gate {
  GPHASE(0, 1, a -> new double[] {cos(a[0]), sin(a[0])}, "a global phase"),
  ID(1, 0, _ -> m1(1, 0, 0, 0, 0, 0, 1, 0), "identity"),
  X(1, 0, _ -> m1(0, 0, 1, 0, 1, 0, 0, 0), "Pauli X"),
  Y(1, 0, _ -> m1(0, 0, 0, -1, 0, 1, 0, 0), "Pauli Y"),
  Z(1, 0, _ -> m1(1, 0, 0, 0, 0, 0, -1, 0), "Pauli Z"),
  H(1, 0, _ -> m1(Half.ROOT, 0, Half.ROOT, 0, Half.ROOT, 0, -Half.ROOT, 0), "Hadamard"),
  S(1, 0, _ -> phase(0, 1), "sqrt of Z"),
  SDG(1, 0, _ -> phase(0, -1), "inverse of S"),
  T(1, 0, _ -> phase(Half.ROOT, Half.ROOT), "sqrt of S"),
  TDG(1, 0, _ -> phase(Half.ROOT, -Half.ROOT), "inverse of T"),
  SX(1, 0, _ -> m1(.5, .5, .5, -.5, .5, -.5, .5, .5), "sqrt of X"),
  SXDG(1, 0, _ -> m1(.5, -.5, .5, .5, .5, .5, .5, -.5), "inverse of SX"),
  P(1, 1, a -> phase(cos(a[0]), sin(a[0])), "phase of |1>"),
  RX(1, 1, a -> rx(a[0]), "rotation about X"),
  RY(1, 1, a -> ry(a[0]), "rotation about Y"),
  RZ(1, 1, a -> rz(a[0]), "rotation about Z"),
  R(
      1,
      2,
      a ->
          m1(
              cos(a[0] / 2),
              0,
              -sin(a[1]) * sin(a[0] / 2),
              -cos(a[1]) * sin(a[0] / 2),
              sin(a[1]) * sin(a[0] / 2),
              -cos(a[1]) * sin(a[0] / 2),
              cos(a[0] / 2),
              0),
      "rotation about cos φ X + sin φ Y"),
  U(1, 3, a -> u(a[0], a[1], a[2]), "any one-qubit gate, Qiskit's phase"),
  U1(1, 1, a -> phase(cos(a[0]), sin(a[0])), "old name of P"),
  U2(1, 2, a -> u(PI / 2, a[0], a[1]), "old name of u(π/2, φ, λ)"),
  U3(1, 3, a -> u(a[0], a[1], a[2]), "old name of u"),
  CX(2, 0, _ -> controlled(X.matrix()), "controlled X"),
  CY(2, 0, _ -> controlled(Y.matrix()), "controlled Y"),
  CZ(2, 0, _ -> controlled(Z.matrix()), "controlled Z"),
  CH(2, 0, _ -> controlled(H.matrix()), "controlled H"),
  CS(2, 0, _ -> controlled(S.matrix()), "controlled S"),
  CSDG(2, 0, _ -> controlled(SDG.matrix()), "controlled inverse of S"),
  CSX(2, 0, _ -> controlled(SX.matrix()), "controlled SX"),
  CP(2, 1, a -> controlled(P.matrix(a)), "controlled phase"),
  CU1(2, 1, a -> controlled(P.matrix(a)), "old name of CP"),
  CRX(2, 1, a -> controlled(rx(a[0])), "controlled RX"),
  CRY(2, 1, a -> controlled(ry(a[0])), "controlled RY"),
  CRZ(2, 1, a -> controlled(rz(a[0])), "controlled RZ"),
  CU(2, 4, a -> controlled(scaled(u(a[0], a[1], a[2]), a[3])), "controlled u with a phase γ"),
  CU3(2, 3, a -> controlled(u(a[0], a[1], a[2])), "controlled u"),
  SWAP(2, 0, _ -> permutation(2, 0, 2, 1, 3), "exchanges two qubits"),
  ISWAP(
      2,
      0,
      _ ->
          dense(
              2,
              new double[] {
                1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 1, 0
              }),
      "exchanges two qubits with a phase i"),
  DCX(2, 0, _ -> permutation(2, 0, 2, 3, 1), "cx both ways"),
  ECR(
      2,
      0,
      _ ->
          dense(
              2,
              new double[] {
                0,
                0,
                Half.ROOT,
                0,
                0,
                0,
                0,
                Half.ROOT,
                Half.ROOT,
                0,
                0,
                0,
                0,
                -Half.ROOT,
                0,
                0,
                0,
                0,
                0,
                Half.ROOT,
                0,
                0,
                Half.ROOT,
                0,
                0,
                -Half.ROOT,
                0,
                0,
                Half.ROOT,
                0,
                0,
                0
              }),
      "echoed cross resonance"),
  RXX(2, 1, a -> rotation(2, a[0], 0b11, 0b00), "rotation about XX"),
  RYY(2, 1, a -> rotation(2, a[0], 0b11, 0b11), "rotation about YY"),
  RZZ(2, 1, a -> rotation(2, a[0], 0b00, 0b11), "rotation about ZZ"),
  RZX(2, 1, a -> rotation(2, a[0], 0b10, 0b01), "rotation about Z on operand 0, X on operand 1"),
  CCX(3, 0, _ -> controlled(CX.matrix()), "Toffoli"),
  CCZ(3, 0, _ -> controlled(CZ.matrix()), "doubly controlled Z"),
  CSWAP(3, 0, _ -> controlled(SWAP.matrix()), "Fredkin");

  /** A holder, since an enum's constants cannot read its static fields. */
  private static final class Half {
    static final double ROOT = sqrt(0.5);
  }

  private interface Unitary {
    double[] at(double[] angles);
  }

  private static final Map<String, StandardGate> BY_NAME = new HashMap<>();

  static {
    for (StandardGate gate : values()) {
      BY_NAME.put(gate.qasmName, gate);
    }
  }

  private final String qasmName = name().toLowerCase(Locale.ROOT);
  private final int qubits;
  private final int parameters;
  private final Unitary unitary;
  private final String help;

  StandardGate(int qubits, int parameters, Unitary unitary, String help) {
    this.qubits = qubits;
    this.parameters = parameters;
    this.unitary = unitary;
    this.help = help;
  }

  /** The gate of a lower-case name such as {@code cx}. */
  public static Optional<StandardGate> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  @Override
  public String qasmName() {
    return qasmName;
  }

  @Override
  public int qubits() {
    return qubits;
  }

  @Override
  public int parameters() {
    return parameters;
  }

  @Override
  public double[] matrix(double... angles) {
    if (angles.length != parameters) {
      throw new IllegalArgumentException(
          qasmName + " takes " + parameters + " angles, found " + angles.length);
    }
    return unitary.at(angles);
  }

  /** One line on what it does. */
  public String help() {
    return help;
  }

  private static double[] m1(double... entries) {
    return entries;
  }

  private static double[] phase(double re, double im) {
    return m1(1, 0, 0, 0, 0, 0, re, im);
  }

  private static double[] rx(double angle) {
    double c = cos(angle / 2);
    double s = sin(angle / 2);
    return m1(c, 0, 0, -s, 0, -s, c, 0);
  }

  private static double[] ry(double angle) {
    double c = cos(angle / 2);
    double s = sin(angle / 2);
    return m1(c, 0, -s, 0, s, 0, c, 0);
  }

  private static double[] rz(double angle) {
    double c = cos(angle / 2);
    double s = sin(angle / 2);
    return m1(c, -s, 0, 0, 0, 0, c, s);
  }

  private static double[] u(double theta, double phi, double lambda) {
    double c = cos(theta / 2);
    double s = sin(theta / 2);
    return m1(
        c,
        0,
        -cos(lambda) * s,
        -sin(lambda) * s,
        cos(phi) * s,
        sin(phi) * s,
        cos(phi + lambda) * c,
        sin(phi + lambda) * c);
  }

  private static double[] scaled(double[] matrix, double phase) {
    double[] result = new double[matrix.length];
    double c = cos(phase);
    double s = sin(phase);
    for (int i = 0; i < matrix.length; i += 2) {
      result[i] = c * matrix[i] - s * matrix[i + 1];
      result[i + 1] = c * matrix[i + 1] + s * matrix[i];
    }
    return result;
  }

  /** A control as operand 0, the gate's own operands behind it. */
  static double[] controlled(double[] matrix) {
    int size = (int) Math.round(sqrt(matrix.length / 2.0));
    double[] result = new double[8 * size * size];
    for (int row = 0; row < size; row++) {
      int even = 2 * row;
      result[2 * (even * 2 * size + even)] = 1;
      for (int column = 0; column < size; column++) {
        int to = 2 * ((2 * row + 1) * 2 * size + 2 * column + 1);
        result[to] = matrix[2 * (row * size + column)];
        result[to + 1] = matrix[2 * (row * size + column) + 1];
      }
    }
    return result;
  }

  /** Column k goes to row {@code rows[k]}. */
  private static double[] permutation(int qubits, int... rows) {
    int size = 1 << qubits;
    double[] result = new double[2 * size * size];
    for (int column = 0; column < size; column++) {
      result[2 * (rows[column] * size + column)] = 1;
    }
    return result;
  }

  private static double[] dense(int qubits, double[] entries) {
    if (entries.length != 2 << (2 * qubits)) {
      throw new IllegalStateException("a matrix has the wrong size");
    }
    return entries;
  }

  /**
   * exp(-i angle/2 P) of the Pauli string with X (or Y) where xMask and Z (or Y) where zMask is
   * set.
   */
  private static double[] rotation(int qubits, double angle, int xMask, int zMask) {
    int size = 1 << qubits;
    double[] result = new double[2 * size * size];
    double c = cos(angle / 2);
    double s = sin(angle / 2);
    int ys = Integer.bitCount(xMask & zMask) & 3;
    for (int column = 0; column < size; column++) {
      result[2 * (column * size + column)] += c;
      int row = column ^ xMask;
      // P|column> = i^ys (-1)^(column.z) |row>; times -i s.
      double sign = (Integer.bitCount(column & zMask) & 1) == 0 ? s : -s;
      int power = (ys + 3) & 3;
      int to = 2 * (row * size + column);
      switch (power) {
        case 0 -> result[to] += sign;
        case 1 -> result[to + 1] += sign;
        case 2 -> result[to] -= sign;
        default -> result[to + 1] -= sign;
      }
    }
    return result;
  }
}
