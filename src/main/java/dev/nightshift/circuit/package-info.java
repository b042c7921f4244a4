/**
 * The program as a value: an immutable {@link dev.nightshift.circuit.Circuit} of instructions.
 *
 * <p><b>Takes</b> gates, qubits and parameter expressions through {@link
 * dev.nightshift.circuit.CircuitBuilder}; <b>gives</b> a circuit that never changes; <b>relies
 * on</b> {@code base} and {@code value} only.
 *
 * {@snippet file="dev/nightshift/snippet/CircuitSnippetsTest.java" region="circuit"}
 *
 * <p>Angles are radians. Parameters stay symbolic and are ordered by the code points of their
 * names, the order in which positional values bind on the wire.
 */
@NullMarked
package dev.nightshift.circuit;

import org.jspecify.annotations.NullMarked;
