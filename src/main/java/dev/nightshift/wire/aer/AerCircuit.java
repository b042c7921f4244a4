package dev.nightshift.wire.aer;

import java.util.List;

/**
 * A circuit for Aer.
 *
 * @param columns values of the angles that differ from row to row, each of one number a row
 */
public record AerCircuit(int qubits, int bits, List<AerStep> steps, List<double[]> columns) {
  public AerCircuit {
    steps = List.copyOf(steps);
    columns = List.copyOf(columns);
  }

  /** Rows that it runs: those of its columns, else one. */
  public int rows() {
    return columns.isEmpty() ? 1 : columns.getFirst().length;
  }
}
