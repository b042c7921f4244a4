package dev.nightshift.sim.mps;

import dev.nightshift.circuit.Condition;
import org.jspecify.annotations.Nullable;

/** What a circuit is made of for a matrix product state. */
sealed interface MpsStep {

  /**
   * A matrix on qubits.
   *
   * @param u row-major, re and im alternating; operand j is bit j of an index
   */
  @SuppressWarnings("ArrayRecordComponent") // read only where it was made
  record Unitary(double[] u, int[] qubits) implements MpsStep {
    /** Whether it changes no qubit's value: whether its matrix is diagonal. */
    boolean isDiagonal() {
      int size = 1 << qubits.length;
      for (int i = 0; i < size * size; i++) {
        if (i / size != i % size && (u[2 * i] != 0 || u[2 * i + 1] != 0)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Two qubits change places. */
  record Exchange(int a, int b) implements MpsStep {}

  record Measure(int qubit, int bit) implements MpsStep {}

  record Reset(int qubit) implements MpsStep {}

  /**
   * Goes on with a later step.
   *
   * @param unless the steps in between happen where this holds; null where they never do
   * @param to the number of the step to go on with
   */
  record Jump(@Nullable Condition unless, int to) implements MpsStep {}
}
