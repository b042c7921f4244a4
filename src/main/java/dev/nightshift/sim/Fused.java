package dev.nightshift.sim;

import dev.nightshift.kernel.small.Matrices;

/** What {@link Fusion} makes of the steps of a circuit. */
sealed interface Fused {

  /** The qubits whose bit it may flip: amplitudes that differ in them meet. */
  int active();

  /** What undoes it. */
  default Fused inverse() {
    return switch (this) {
      case Dense(int bits, int active, double[] u) ->
          new Dense(bits, active, Matrices.adjoint(u, 1 << Integer.bitCount(bits)));
      case Diagonal(int bits, double[] factors) -> {
        double[] conjugates = factors.clone();
        for (int k = 1; k < conjugates.length; k += 2) {
          conjugates[k] = -conjugates[k];
        }
        yield new Diagonal(bits, conjugates);
      }
      case Single(Step step, double[] angles, boolean backwards) ->
          new Single(step, angles, !backwards);
    };
  }

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

  /**
   * A step of its own.
   *
   * @param backwards whether its inverse is meant
   */
  record Single(Step step, double[] angles, boolean backwards) implements Fused {
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
