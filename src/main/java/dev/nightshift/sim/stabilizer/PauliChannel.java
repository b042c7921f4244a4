package dev.nightshift.sim.stabilizer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Arrays;
import java.util.List;

/**
 * A random Pauli string on one or two qubits.
 *
 * @param qubits of the circuit, different, one or two
 * @param probabilities one a string, {@code 4^qubits} of them that add up to 1: digit k of an index
 *     in base 4 is the letter on {@code qubits.get(k)}, in the order I, X, Y, Z
 */
public record PauliChannel(List<Integer> qubits, List<Double> probabilities) {
  private static final double TOLERANCE = 1e-9;

  public PauliChannel {
    qubits = List.copyOf(qubits);
    probabilities = List.copyOf(probabilities);
    double sum = 0;
    boolean fits =
        (qubits.size() == 1 || qubits.size() == 2)
            && qubits.stream().distinct().count() == qubits.size()
            && probabilities.size() == 1 << 2 * qubits.size();
    for (double p : probabilities) {
      fits &= p >= 0;
      sum += p;
    }
    if (!fits || !(Math.abs(sum - 1) <= TOLERANCE)) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "a Pauli channel on qubits %s has the probabilities %s; give 4 for one qubit or 16 for"
                  .formatted(qubits, probabilities)
              + " two, none negative, with the sum 1");
    }
  }

  /**
   * The channel that with probability p replaces the qubits' state by the maximally mixed one:
   * every string, I among them, then has the same share of p.
   *
   * @param p from 0 to 1
   * @param qubits one or two
   */
  public static PauliChannel depolarizing(double p, List<Integer> qubits) {
    Double[] probabilities = new Double[1 << 2 * qubits.size()];
    Arrays.fill(probabilities, p / probabilities.length);
    probabilities[0] = 1 - p + p / probabilities.length;
    return new PauliChannel(qubits, List.of(probabilities));
  }

  /** A bit flip: X with probability p. */
  public static PauliChannel flip(double p, int qubit) {
    return new PauliChannel(List.of(qubit), List.of(1 - p, p, 0.0, 0.0));
  }
}
