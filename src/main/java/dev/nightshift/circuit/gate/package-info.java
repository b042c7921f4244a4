/**
 * Gates as data: what a gate is called, what it acts on, and its matrix.
 *
 * <p><b>Takes</b> angles in radians; <b>gives</b> unitaries, row-major with re and im side by side,
 * operand 0 the least significant bit of an index; <b>relies on</b> {@code base} and the
 * expressions of {@code circuit}.
 *
 * <p>A {@link dev.nightshift.circuit.gate.StandardGate} has a name of its own, a {@link
 * dev.nightshift.circuit.gate.ModifiedGate} is another under a control, an inverse or a power, a
 * {@link dev.nightshift.circuit.gate.DefinedGate} is written by the program. The table of standard
 * gates in docs/gates.md is printed from the code; one test proves for every gate that its matrix
 * is unitary, that of its decomposition, and undone by its inverse.
 */
@NullMarked
package dev.nightshift.circuit.gate;

import org.jspecify.annotations.NullMarked;
