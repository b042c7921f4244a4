package dev.nightshift.kernel;

/**
 * Gates on one large state, by ranges of base points as in {@link
 * dev.nightshift.kernel.plain.Apply}.
 *
 * <p>Row r of a matrix adds up its columns in the order r, r^1, r^2, r^3, so that vectors may take
 * the columns by exchanging lanes and still give the bits of the scalar loops.
 */
public interface StateKernels {

  /** Applies the 2×2 matrix u (row-major, re/im pairs) to one qubit. */
  void matrix1(double[] re, double[] im, int a, double[] u, int from, int to);

  /** Applies the real 2×2 matrix u (row-major) to one qubit. */
  void real1(double[] re, double[] im, int a, double[] u, int from, int to);

  /**
   * Applies the 4×4 matrix u (row-major, re/im pairs; bit 0 of a row is {@code a}) to two qubits.
   *
   * @param a the lower qubit's bit
   * @param b the higher qubit's bit
   */
  void matrix2(double[] re, double[] im, int a, int b, double[] u, int from, int to);

  /** Applies the real 4×4 matrix u (row-major; bit 0 of a row is {@code a}) to two qubits. */
  void real2(double[] re, double[] im, int a, int b, double[] u, int from, int to);

  /** Multiplies neighbouring amplitudes by (c + is) f, the first by that of f at 0. */
  void scale(
      double[] re, double[] im, double[] fr, double[] fi, double c, double s, int from, int to);

  /** Multiplies neighbouring amplitudes by c + is. */
  void scale(double[] re, double[] im, double c, double s, int from, int to);

  /** Writes a b to y, the first {@code count} numbers of each. */
  void times(
      double[] ar, double[] ai, double[] br, double[] bi, double[] yr, double[] yi, int count);

  /**
   * Exchanges the amplitudes at i | a and i | b wherever i & mask is {@code value}, in the whole
   * array; both bits are in the mask, as 0, and a may be none.
   */
  void exchange(double[] re, double[] im, int a, int b, int mask, int value);

  /**
   * How two states are connected through one qubit: Σ conj(a_r) b_c over all amplitudes, where r
   * and c are the values of the qubit, all other bits being equal.
   *
   * <p>Sums run over the indices that are equal modulo 8, and these are added up in order, so that
   * vectors of any length give the same bits.
   *
   * @param out the 2×2 matrix, row-major, re/im pairs
   */
  void transition(double[] ar, double[] ai, double[] br, double[] bi, int bit, double[] out);
}
