package dev.nightshift.kernel;

/**
 * Gates on one large state, by ranges of base points as in {@link
 * dev.nightshift.kernel.plain.Apply}.
 */
public interface StateKernels {

  /**
   * Applies the 4×4 matrix u (row-major, re/im pairs; bit 0 of a row is {@code a}) to two qubits.
   *
   * @param a the lower qubit's bit
   * @param b the higher qubit's bit
   */
  void matrix2(double[] re, double[] im, int a, int b, double[] u, int from, int to);
}
