/**
 * Clifford circuits by stabilizers: thousands of qubits, any number of shots.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.circuit.Circuit} whose gates are Clifford at the given
 * {@link dev.nightshift.value.Bindings}; <b>gives</b> exact expectation values and samples;
 * <b>relies on</b> {@code kernel.bits}. The door is {@link
 * dev.nightshift.sim.stabilizer.StabilizerSimulator}; noise comes in as {@link
 * dev.nightshift.sim.stabilizer.PauliNoise}.
 *
 * <p>A circuit becomes a row of integers, three a step. One pass over a tableau gives a reference
 * sample, Pauli frames the shots, and strings taken backwards the expectation values. Qubit 0 is
 * the least significant bit. The same seed gives the same samples on any number of threads.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Gottesman 1998, arXiv:quant-ph/9807006: stabilizers.
 *   <li>Aaronson and Gottesman 2004, arXiv:quant-ph/0406196: measurement in O(n²).
 *   <li>Gidney 2021, arXiv:2103.02202: the inverse tableau, reference samples and frames.
 * </ol>
 */
@NullMarked
package dev.nightshift.sim.stabilizer;

import org.jspecify.annotations.NullMarked;
