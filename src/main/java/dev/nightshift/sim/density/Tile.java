package dev.nightshift.sim.density;

import dev.nightshift.kernel.plain.PauliTiles;
import dev.nightshift.kernel.small.Transfer;

/** The rows of one tile and as many to compute them anew; belongs to one thread at a time. */
final class Tile {
  private double[][] rows;
  private double[][] next;
  private final double[][] spare;

  Tile(int qubits, int columns) {
    int size = Transfer.size(qubits);
    this.rows = new double[size][columns];
    this.next = new double[size][];
    this.spare = new double[size][columns];
  }

  double[][] rows() {
    return rows;
  }

  /** Replaces every row by its combination; rows that stay are not copied. */
  void apply(SparseRows matrix) {
    int used = 0;
    for (int row = 0; row < rows.length; row++) {
      if (matrix.kept()[row]) {
        next[row] = rows[row];
      } else {
        double[] out = spare[used++];
        PauliTiles.combine(
            rows,
            matrix.columns(),
            matrix.weights(),
            matrix.starts()[row],
            matrix.starts()[row + 1],
            out);
        next[row] = out;
      }
    }
    used = 0;
    for (int row = 0; row < rows.length; row++) {
      if (!matrix.kept()[row]) {
        spare[used++] = rows[row];
      }
    }
    double[][] old = rows;
    rows = next;
    next = old;
  }
}
