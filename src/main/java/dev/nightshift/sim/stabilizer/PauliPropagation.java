package dev.nightshift.sim.stabilizer;

import dev.nightshift.kernel.bits.PauliColumns;
import dev.nightshift.kernel.bits.Words;
import java.util.Arrays;
import java.util.List;

/**
 * Exact expectation values of Pauli strings, each +1, -1 or 0 without noise, taken back through the
 * circuit: a gate U turns P into U*PU, and on |0...0> a string of Z and I is its sign, any other 0.
 *
 * <p>Nothing in a circuit depends on an outcome, so a measurement is no more than a loss of phases:
 * a string with X or Y on the measured qubit becomes 0, any other stays. A reset does the same and
 * forgets a Z, which is 1 on |0>. A Pauli channel multiplies a string by 1 - 2 times the
 * probability of the errors that anticommute with it. So no outcome is ever drawn and no state
 * held; the strings stand side by side, 64 in a word.
 */
final class PauliPropagation {
  /** Strings that are taken back together. */
  static final int BLOCK = 4096;

  private final CliffordProgram program;
  private final long[][] x;
  private final long[][] z;
  private final long[] negative;
  private final long[] zero;
  private final double[] factors;

  private PauliPropagation(CliffordProgram program, List<String> strings) {
    this.program = program;
    int words = (strings.size() + 63) / 64;
    this.x = new long[program.qubits()][words];
    this.z = new long[program.qubits()][words];
    this.negative = new long[words];
    this.zero = new long[words];
    this.factors = new double[strings.size()];
    Arrays.fill(factors, 1);
    for (int i = 0; i < strings.size(); i++) {
      String letters = strings.get(i);
      for (int qubit = 0; qubit < letters.length(); qubit++) {
        char letter = letters.charAt(letters.length() - 1 - qubit);
        if (letter == 'X' || letter == 'Y') {
          x[qubit][i >> 6] |= 1L << i;
        }
        if (letter == 'Z' || letter == 'Y') {
          z[qubit][i >> 6] |= 1L << i;
        }
      }
    }
  }

  /**
   * @param strings of the program's width, at most {@link #BLOCK}
   * @return one value a string
   */
  static double[] values(CliffordProgram program, List<String> strings) {
    PauliPropagation propagation = new PauliPropagation(program, strings);
    int[] steps = program.steps();
    for (int at = steps.length - Op.STRIDE; at >= 0; at -= Op.STRIDE) {
      propagation.back(Op.of(steps[at]), steps[at + 1], steps[at + 2]);
    }
    return propagation.values();
  }

  private void back(Op op, int a, int b) {
    switch (op) {
      case X -> Words.xor(negative, z[a]);
      case Y -> PauliColumns.y(x[a], z[a], negative);
      case Z -> Words.xor(negative, x[a]);
      case H -> {
        PauliColumns.h(x[a], z[a], negative);
        long[] column = x[a];
        x[a] = z[a];
        z[a] = column;
      }
      // U*PU is the conjugation by the inverse.
      case S -> PauliColumns.sdg(x[a], z[a], negative);
      case SDG -> PauliColumns.s(x[a], z[a], negative);
      case SX -> PauliColumns.s(z[a], x[a], negative);
      case SXDG -> PauliColumns.sdg(z[a], x[a], negative);
      case CX -> PauliColumns.cx(x[a], z[a], x[b], z[b], negative);
      case CZ -> PauliColumns.cz(x[a], z[a], x[b], z[b], negative);
      case SWAP -> {
        long[] column = x[a];
        x[a] = x[b];
        x[b] = column;
        column = z[a];
        z[a] = z[b];
        z[b] = column;
      }
      case MEASURE -> Words.or(zero, x[a]);
      case RESET, RESET_MEASURED -> {
        Words.or(zero, x[a]);
        Arrays.fill(x[a], 0);
        Arrays.fill(z[a], 0);
      }
      case NOISE -> damp(program.channels().get(a));
    }
  }

  private void damp(PauliChannel channel) {
    List<Double> weights = channel.probabilities();
    for (int i = 0; i < factors.length; i++) {
      int own = 0;
      for (int k = 0; k < channel.qubits().size(); k++) {
        int qubit = channel.qubits().get(k);
        long xs = x[qubit][i >> 6] >>> i & 1;
        long zs = z[qubit][i >> 6] >>> i & 1;
        own |= (int) (zs == 0 ? xs : 3 - xs) << 2 * k;
      }
      double anticommuting = 0;
      for (int error = 1; error < weights.size() && own != 0; error++) {
        int odd = 0;
        for (int k = 0; k < channel.qubits().size(); k++) {
          int left = own >> 2 * k & 3;
          int right = error >> 2 * k & 3;
          odd ^= left != 0 && right != 0 && left != right ? 1 : 0;
        }
        anticommuting += odd == 0 ? 0 : weights.get(error);
      }
      factors[i] *= 1 - 2 * anticommuting;
    }
  }

  private double[] values() {
    for (long[] column : x) {
      Words.or(zero, column);
    }
    double[] values = new double[factors.length];
    for (int i = 0; i < values.length; i++) {
      if ((zero[i >> 6] >>> i & 1) == 0) {
        values[i] = (negative[i >> 6] >>> i & 1) == 0 ? factors[i] : -factors[i];
      }
    }
    return values;
  }
}
