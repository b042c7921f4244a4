package dev.nightshift.sim.noise;

/** The state at the end of a part, exactly. */
public interface FinalState {

  /**
   * The expectation value of a Pauli string.
   *
   * @param x bits of the part's qubits where it has X or Y
   * @param z bits where it has Z or Y
   */
  double expectation(int x, int z);

  /**
   * The weights of the readings of some qubits along some axes.
   *
   * @param xs bits of the qubits read along X or Y
   * @param zs bits of the qubits read along Z or Y
   * @param read the qubits; bit k of an index of the result is that of the k-th
   */
  double[] distribution(int xs, int zs, int[] read);
}
