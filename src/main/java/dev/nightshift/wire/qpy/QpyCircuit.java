package dev.nightshift.wire.qpy;

import dev.nightshift.circuit.Circuit;
import java.util.List;
import java.util.Optional;

/**
 * A circuit from a QPY file.
 *
 * @param name as written in the file
 * @param circuit qubits and bits in the file's order
 * @param parameterOrder the circuit's parameters in the order in which positional values bind:
 *     elements of a vector by the vector's name and their number, others by their names
 * @param outputs the registers to report instead of the circuit's own, which then is one row of all
 *     bits; empty where the circuit's own registers are the file's
 */
public record QpyCircuit(
    String name,
    Circuit circuit,
    List<String> parameterOrder,
    Optional<List<OutputRegister>> outputs) {
  public QpyCircuit {
    parameterOrder = List.copyOf(parameterOrder);
    outputs = outputs.map(List::copyOf);
  }
}
