package dev.nightshift.learn.quantum;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One circuit of a layer and what is measured of it.
 *
 * @param circuit every parameter is either an input or a weight
 * @param observable of the circuit's width; its expectation value is the unit's output
 * @param inputs names of the parameters that take data
 * @param weights names of the parameters that are trained
 */
public record CircuitUnit(
    Circuit circuit, Observable observable, List<String> inputs, List<String> weights) {
  public CircuitUnit {
    inputs = List.copyOf(inputs);
    weights = List.copyOf(weights);
    List<String> named = new ArrayList<>(inputs);
    named.addAll(weights);
    Set<String> distinct = new HashSet<>(named);
    if (distinct.size() != named.size() || !distinct.equals(Set.copyOf(circuit.parameters()))) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_INVALID,
          "a unit names the inputs %s and weights %s, its circuit has the parameters %s; name each once"
              .formatted(inputs, weights, circuit.parameters()));
    }
    if (observable.qubits() != circuit.qubits()) {
      throw new NightshiftException(
          ErrorCode.OBSERVABLE_INVALID,
          "the observable has %d letters, the circuit %d qubits; give one letter a qubit"
              .formatted(observable.qubits(), circuit.qubits()));
    }
  }
}
