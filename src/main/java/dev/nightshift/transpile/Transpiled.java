package dev.nightshift.transpile;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.List;

/**
 * A circuit in a device's instruction set.
 *
 * <p>Classical bits and parameters are the original's, so readings come in the user's order and the
 * same values bind. Observables move with {@link #observable}.
 *
 * @param circuit on physical qubits, as wide as the device
 * @param initialLayout physical qubit of each virtual one at the start
 * @param finalLayout and in the end
 * @param receipt what was done
 */
public record Transpiled(
    Circuit circuit, List<Integer> initialLayout, List<Integer> finalLayout, Receipt receipt) {
  public Transpiled {
    initialLayout = List.copyOf(initialLayout);
    finalLayout = List.copyOf(finalLayout);
  }

  /** An observable of the original circuit as one of this: each letter where its qubit ends. */
  public Observable observable(Observable original) {
    return new Observable(
        original.terms().stream()
            .map(term -> new Observable.Term(moved(term.pauli()), term.coefficient()))
            .toList());
  }

  private String moved(String pauli) {
    if (pauli.length() != finalLayout.size()) {
      throw new NightshiftException(
          ErrorCode.OBSERVABLE_INVALID,
          "observable '%s' has %d letters but the circuit has %d qubits; give one letter a qubit"
              .formatted(pauli, pauli.length(), finalLayout.size()));
    }
    char[] letters = new char[circuit.qubits()];
    Arrays.fill(letters, 'I');
    for (int v = 0; v < finalLayout.size(); v++) {
      letters[letters.length - 1 - finalLayout.get(v)] = pauli.charAt(pauli.length() - 1 - v);
    }
    return new String(letters);
  }
}
