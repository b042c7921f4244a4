package dev.nightshift.sim;

/** The amplitudes of one block, and what is needed beside them. */
final class Block {
  final double[] re;
  final double[] im;
  final PhaseRows.Scratch phases;

  private Block(double[] re, double[] im) {
    this.re = re;
    this.im = im;
    this.phases = new PhaseRows.Scratch(Integer.numberOfTrailingZeros(re.length));
  }

  /** Room for a copy. */
  static Block blank(int qubits) {
    return new Block(new double[1 << qubits], new double[1 << qubits]);
  }

  /** A whole state, in place. */
  static Block of(StateVector state) {
    return new Block(state.re(), state.im());
  }
}
