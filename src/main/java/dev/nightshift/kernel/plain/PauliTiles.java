package dev.nightshift.kernel.plain;

import java.util.Arrays;

/**
 * Sparse real matrices on the Pauli coefficients of some qubits.
 *
 * <p>A vector has {@code 4^n} coefficients; qubit q is the base-4 digit q of an index. What acts on
 * k qubits mixes {@code 4^k} coefficients, at a <em>base point</em> (their digits 0) plus one
 * offset each. A <em>tile</em> holds them for {@link #COLUMNS} base points: row r is an array of
 * the r-th coefficient of each. Rows are arrays of their own, so that loops over them are
 * vectorised by the compiler.
 */
public final class PauliTiles {
  /**
   * Base points of a tile, or all there are: a power of four, so tiles start at multiples of it.
   */
  public static final int COLUMNS = 64;

  private PauliTiles() {}

  /**
   * Copies coefficients into a tile.
   *
   * @param base index of the tile's first base point
   * @param offsets one a row
   * @param columns one a column: what to add to {@code base}
   * @param contiguous whether {@code columns} is 0, 1, 2, ...
   */
  public static void load(
      double[] r, int base, int[] offsets, int[] columns, boolean contiguous, double[][] tile) {
    for (int row = 0; row < offsets.length; row++) {
      final double[] to = tile[row];
      final int from = base + offsets[row];
      if (contiguous) {
        System.arraycopy(r, from, to, 0, columns.length);
      } else {
        for (int l = 0; l < columns.length; l++) {
          to[l] = r[from + columns[l]];
        }
      }
    }
  }

  /** Copies a tile back to where {@link #load} took it from. */
  public static void store(
      double[] r, int base, int[] offsets, int[] columns, boolean contiguous, double[][] tile) {
    for (int row = 0; row < offsets.length; row++) {
      final double[] from = tile[row];
      final int to = base + offsets[row];
      if (contiguous) {
        System.arraycopy(from, 0, r, to, columns.length);
      } else {
        for (int l = 0; l < columns.length; l++) {
          r[to + columns[l]] = from[l];
        }
      }
    }
  }

  /** Sets {@code out} to the sum of weights[k] times row rows[k] of the tile, k in [from, to). */
  public static void combine(
      double[][] tile, int[] rows, double[] weights, int from, int to, double[] out) {
    int k = from;
    switch (to - from & 3) {
      case 0 -> {
        if (from == to) {
          Arrays.fill(out, 0);
          return;
        }
        set4(tile, rows, weights, k, out);
        k += 4;
      }
      case 1 -> set1(tile[rows[k]], weights[k++], out);
      case 2 -> {
        set2(tile[rows[k]], weights[k], tile[rows[k + 1]], weights[k + 1], out);
        k += 2;
      }
      default -> {
        set3(tile, rows, weights, k, out);
        k += 3;
      }
    }
    for (; k < to; k += 4) {
      add4(tile, rows, weights, k, out);
    }
  }

  private static void set1(double[] x, double a, double[] out) {
    for (int l = 0; l < out.length; l++) {
      out[l] = a * x[l];
    }
  }

  private static void set2(double[] x, double a, double[] y, double b, double[] out) {
    for (int l = 0; l < out.length; l++) {
      out[l] = a * x[l] + b * y[l];
    }
  }

  private static void set3(double[][] tile, int[] rows, double[] weights, int k, double[] out) {
    final double[] x = tile[rows[k]];
    final double[] y = tile[rows[k + 1]];
    final double[] z = tile[rows[k + 2]];
    final double a = weights[k];
    final double b = weights[k + 1];
    final double c = weights[k + 2];
    for (int l = 0; l < out.length; l++) {
      out[l] = a * x[l] + b * y[l] + c * z[l];
    }
  }

  private static void set4(double[][] tile, int[] rows, double[] weights, int k, double[] out) {
    final double[] w = tile[rows[k]];
    final double[] x = tile[rows[k + 1]];
    final double[] y = tile[rows[k + 2]];
    final double[] z = tile[rows[k + 3]];
    final double a = weights[k];
    final double b = weights[k + 1];
    final double c = weights[k + 2];
    final double d = weights[k + 3];
    for (int l = 0; l < out.length; l++) {
      out[l] = a * w[l] + b * x[l] + c * y[l] + d * z[l];
    }
  }

  private static void add4(double[][] tile, int[] rows, double[] weights, int k, double[] out) {
    final double[] w = tile[rows[k]];
    final double[] x = tile[rows[k + 1]];
    final double[] y = tile[rows[k + 2]];
    final double[] z = tile[rows[k + 3]];
    final double a = weights[k];
    final double b = weights[k + 1];
    final double c = weights[k + 2];
    final double d = weights[k + 3];
    for (int l = 0; l < out.length; l++) {
      out[l] += a * w[l] + b * x[l] + c * y[l] + d * z[l];
    }
  }
}
