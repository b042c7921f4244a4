package dev.nightshift.qasm;

/** For whom text is printed. */
public enum Profile {
  /** The whole of what a circuit says, exact to the phase; any reader of OpenQASM 3. */
  FULL,
  /**
   * The subset that Qiskit's importer reads to the same state and phase: whole powers of inputs are
   * written as products, the built-in {@code U} under a modifier by a definition, since Qiskit
   * takes {@code U} without its phase; other powers and functions of inputs are refused.
   */
  QISKIT,
  /**
   * What IBM's devices accept: their own gates without definitions, no global phase; defined and
   * modified gates are refused.
   */
  IBM
}
