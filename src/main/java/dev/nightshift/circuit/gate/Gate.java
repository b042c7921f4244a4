package dev.nightshift.circuit.gate;

/**
 * What can be applied to qubits: facts only, no state.
 *
 * <p>A matrix is row-major with re and im side by side, {@code 2 * 4^k} doubles for k qubits.
 * Operand 0 is the least significant bit of the row and column index, as in Qiskit.
 */
public sealed interface Gate permits StandardGate, ModifiedGate, DefinedGate {

  /** The name as OpenQASM and Qiskit spell it. */
  String qasmName();

  /** Number of operands, 0 for a global phase. */
  int qubits();

  /** Number of angles. */
  int parameters();

  /**
   * The unitary at given angles in radians.
   *
   * @return row-major, re and im alternating, length {@code 2 * 4^qubits}
   */
  double[] matrix(double... angles);
}
