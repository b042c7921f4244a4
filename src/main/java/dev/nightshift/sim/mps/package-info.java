/**
 * Circuits as matrix product states: many qubits, little entanglement.
 *
 * <p><b>Takes</b> any {@link dev.nightshift.circuit.Circuit} of gates on a few qubits, with {@link
 * dev.nightshift.value.Bindings}; <b>gives</b> expectation values and samples, up to what {@link
 * dev.nightshift.sim.mps.MpsOptions} cuts off; <b>relies on</b> {@code kernel.plain}. The door is
 * {@link dev.nightshift.sim.mps.MpsSimulator}.
 *
 * <p>Qubits start in order along the line, qubit 0 leftmost, and move as gates need them. Operand 0
 * of a gate is the least significant bit of its matrix. The same seed gives the same samples on any
 * number of threads.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Vidal 2003, arXiv:quant-ph/0301063: slightly entangled computations.
 *   <li>Hastings 2009, arXiv:0903.3253: updates without divisions by small coefficients.
 *   <li>Schollwöck 2011, arXiv:1008.3477: canonical forms.
 *   <li>Ferris and Vidal 2012, arXiv:1201.3974: perfect sampling.
 * </ol>
 */
@NullMarked
package dev.nightshift.sim.mps;

import org.jspecify.annotations.NullMarked;
