package dev.nightshift.sim;

/** What {@link Fusion} makes of the steps of a circuit. */
sealed interface Fused {

  /** The qubits whose bit it may flip: amplitudes that differ in them meet. */
  int active();

  /** The qubits that it acts on or looks at; on those that are not active it is diagonal. */
  int bits();

  /**
   * A matrix on one or two qubits.
   *
   * @param u row-major, re and im alternating; the lower qubit is the lower bit of a row
   */
  record Dense(int bits, int active, double[] u) implements Fused {
    /** Finds out by itself on which qubits the matrix is not diagonal. */
    static Dense of(int bits, double[] u) {
      int size = 1 << Integer.bitCount(bits);
      int mixed = 0;
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          int at = 2 * (row * size + column);
          if (u[at] != 0 || u[at + 1] != 0) {
            mixed |= row ^ column;
          }
        }
      }
      return new Dense(bits, Integer.expand(mixed, bits), u);
    }
  }

  /**
   * Factors of absolute value 1 on up to two qubits.
   *
   * @param factors one a state of the qubits, re and im alternating
   */
  record Diagonal(int bits, double[] factors) implements Fused {
    @Override
    public int active() {
      return 0;
    }
  }

  /** A step of its own. */
  record Single(Step step, double[] angles) implements Fused {
    @Override
    public int active() {
      return step.active();
    }

    @Override
    public int bits() {
      return step.bits();
    }
  }
}
