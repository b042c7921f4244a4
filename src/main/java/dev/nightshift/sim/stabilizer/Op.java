package dev.nightshift.sim.stabilizer;

/**
 * The steps that every Clifford circuit is made of here. In a program a step takes {@link #STRIDE}
 * integers: its ordinal, operand a, operand b.
 */
enum Op {
  X,
  Y,
  Z,
  H,
  S,
  SDG,
  SX,
  SXDG,
  CX,
  CZ,
  SWAP,
  /** Measures qubit a into bit b. */
  MEASURE,
  /** Sets qubit a to |0>. */
  RESET,
  /** Sets qubit a to |0>, whose last step was its measurement. */
  RESET_MEASURED,
  /** Applies the Pauli channel a of the program. */
  NOISE;

  /** Integers a step takes. */
  static final int STRIDE = 3;

  private static final Op[] ALL = values();

  static Op of(int ordinal) {
    return ALL[ordinal];
  }

  /** Operands of a unitary step. */
  int qubits() {
    return switch (this) {
      case CX, CZ, SWAP -> 2;
      default -> 1;
    };
  }

  /** The step that undoes a unitary one. */
  Op inverse() {
    return switch (this) {
      case S -> SDG;
      case SDG -> S;
      case SX -> SXDG;
      case SXDG -> SX;
      default -> this;
    };
  }
}
