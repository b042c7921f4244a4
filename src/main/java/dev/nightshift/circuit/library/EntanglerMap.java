package dev.nightshift.circuit.library;

import java.util.List;

/**
 * Which qubits each entangling block of a layer acts on, in order.
 *
 * <p>{@link Entanglement} holds the named ones; a lambda makes any other, such as {@code (qubits,
 * block, layer) -> List.of(List.of(0, 2))}.
 */
@FunctionalInterface
public interface EntanglerMap {

  /**
   * The blocks of one layer.
   *
   * @param qubits width of the circuit, at least 1
   * @param blockSize qubits a block acts on, 1 to {@code qubits}
   * @param layer 0-based repetition
   * @return for each block its qubits, operand 0 (the control) first
   * @throws dev.nightshift.base.error.NightshiftException CIRCUIT_INVALID when the pattern has no
   *     blocks of this size
   */
  List<List<Integer>> blocks(int qubits, int blockSize, int layer);
}
