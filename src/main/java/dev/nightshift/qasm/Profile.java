package dev.nightshift.qasm;

/** For whom text is printed. */
public enum Profile {
  /** The whole of what a circuit says, exact to the phase; any reader of OpenQASM 3. */
  FULL,
  /**
   * The subset that Qiskit's importer reads with Qiskit's own gates: {@code U} is printed for
   * Qiskit's {@code u}, without its phase, and a global phase is kept.
   */
  QISKIT,
  /** What IBM's devices accept: no global phase. */
  IBM
}
