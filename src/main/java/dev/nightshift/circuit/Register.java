package dev.nightshift.circuit;

/**
 * A named run of qubits or of classical bits.
 *
 * @param name as declared
 * @param offset index of its element 0 in the circuit
 * @param size at least 1
 */
public record Register(String name, int offset, int size) {}
