/**
 * What a device does wrong: channels, errors of instructions, noise models, and circuits with their
 * noise in them.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.value.Target} with its figures, or errors given one by
 * one; <b>gives</b> a {@link dev.nightshift.sim.noise.NoiseModel} and, with a circuit, the {@link
 * dev.nightshift.sim.noise.NoisyProgram} that {@code sim.density} and {@code sim.trajectory} run;
 * <b>relies on</b> {@code value}, {@code circuit} and {@code kernel.small}.
 *
 * {@snippet file="dev/nightshift/snippet/NoiseSnippetsTest.java" region="noise"}
 *
 * <p>A model of a target is the one that Aer's {@code NoiseModel.from_backend} makes. A gate with
 * an error stated is followed by depolarisation, then by thermal relaxation of its qubits; the two
 * together have the stated infidelity. {@code reset} is followed by relaxation, {@code measure}
 * reads wrongly, a delay relaxes for as long as it takes. An error belongs to a name and to qubits
 * in the gate's order; a gate of another name, such as one under {@code ctrl @} or {@code inv @},
 * has none. A gate that the program defines has the error of its own name, else those of the gates
 * in it.
 *
 * <p>Times are seconds, temperatures millikelvin, probabilities from 0 to 1. Everything here is
 * immutable.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Nielsen and Chuang 2010, Quantum Computation and Quantum Information, 8.3: channels.
 *   <li>Jin et al. 2015, Phys. Rev. Lett. 114, 240501: populations in thermal equilibrium.
 *   <li>van den Berg et al. 2023, arXiv:2201.09866: Pauli-Lindblad errors.
 * </ol>
 */
@NullMarked
package dev.nightshift.sim.noise;

import org.jspecify.annotations.NullMarked;
