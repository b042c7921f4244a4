/**
 * Noisy circuits exactly: the density operator as a real vector.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.sim.noise.NoisyPart} and the values of its parameters;
 * <b>gives</b> expectation values, distributions and samples; <b>relies on</b> {@code sim.noise}
 * and {@code kernel}.
 *
 * <p>The operator is kept by its coefficients Tr(P rho) over Pauli strings: {@code 8 * 4^n} bytes,
 * half of a complex density matrix, and an expectation value is one of them. Gates and errors are
 * sparse real matrices on one to three base-4 digits; a channel is multiplied into its gate, runs
 * of operations on the same two qubits cross the vector once. Up to 15 qubits, by memory.
 *
 * <p>Measurements in mid-circuit whose outcome is read part the operator; without a reader they
 * only lose coherence. Results are the same bits on any number of threads.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Greenbaum 2015, arXiv:1509.02921: transfer matrices in the Pauli basis.
 *   <li>O'Brien, Tarasinski and DiCarlo 2017, arXiv:1703.04136: density matrices of devices
 *       simulated in the Pauli basis.
 * </ol>
 */
@NullMarked
package dev.nightshift.sim.density;

import org.jspecify.annotations.NullMarked;
