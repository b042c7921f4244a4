package dev.nightshift.sim.density;

import dev.nightshift.kernel.small.Transfer;

/**
 * A transfer matrix by its entries that are not 0, row by row.
 *
 * @param qubits it acts on, 1 to 3
 * @param starts where each row's entries start, and where the last end
 * @param kept one a row: whether it is that of the identity
 */
record SparseRows(int qubits, int[] starts, int[] columns, double[] weights, boolean[] kept) {
  private static final double NOTHING = 1e-16;

  static SparseRows of(double[] dense, int qubits) {
    int size = Transfer.size(qubits);
    int count = 0;
    for (double weight : dense) {
      count += Math.abs(weight) > NOTHING ? 1 : 0;
    }
    int[] starts = new int[size + 1];
    int[] columns = new int[count];
    double[] weights = new double[count];
    boolean[] kept = new boolean[size];
    int at = 0;
    for (int row = 0; row < size; row++) {
      starts[row] = at;
      for (int column = 0; column < size; column++) {
        double weight = dense[row * size + column];
        if (Math.abs(weight) > NOTHING) {
          columns[at] = column;
          weights[at++] = weight;
        }
      }
      kept[row] = at == starts[row] + 1 && columns[at - 1] == row && weights[at - 1] == 1;
    }
    starts[size] = at;
    return new SparseRows(qubits, starts, columns, weights, kept);
  }

  /** A one-qubit transfer on one digit of several. */
  static SparseRows local(double[] transfer, int digit, int qubits) {
    return of(Transfer.expand(transfer, new int[] {digit}, qubits), qubits);
  }

  int entries() {
    return weights.length;
  }
}
