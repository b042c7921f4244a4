/**
 * Circuits to numbers: exact state vectors, expectation values, samples and gradients.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.circuit.Circuit}, {@link dev.nightshift.value.Bindings},
 * observables, shots and a seed; <b>gives</b> arrays of numbers and bit arrays; <b>relies on</b>
 * {@code kernel}. The door is {@link dev.nightshift.sim.Simulator}; {@code stabilizer} and {@code
 * mps} are other methods behind the same {@link dev.nightshift.sim.CircuitSimulator}, and {@link
 * dev.nightshift.sim.Methods} chooses. Everything else is their workshop.
 *
 * <p>Circuits of up to ten qubits run in lanes, {@code LaneProgram}, where rows that begin alike
 * share their beginning ({@code SharedPrefixes} finds them, {@code LanePlan} orders them); wider
 * ones a binding at a time through {@code Fusion} (steps to matrices on two qubits), {@code Stages}
 * (what can be done while some qubits are in the cache) and {@code Blocks}; gradients go back the
 * same way in {@code Sweep}.
 *
 * <p>Circuits on devices that err have rooms of their own: {@code noise} says what goes wrong,
 * {@code density} computes it exactly, {@code trajectory} shot by shot.
 *
 * <p>Qubit 0 is the least significant bit. Angles are radians, expectation values dimensionless.
 * Everything is deterministic: one row gives the same bits in any batch and on any number of
 * threads, and with a seed the same samples.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Jones and Gacon 2020, arXiv:2009.02823: gradients by one sweep back through the circuit.
 *   <li>Kandala et al. 2017, arXiv:1704.05018: qubit-wise commuting groups.
 *   <li>De Raedt et al. 2007, arXiv:quant-ph/0608239: state vectors in shared memory.
 *   <li>Häner and Steiger 2017, arXiv:1704.01127: fused gates, gates that are diagonal on a qubit,
 *       stages of local qubits.
 *   <li>Doi and Horii 2021, arXiv:2102.02957: blocks of a state in the cache.
 * </ol>
 */
@NullMarked
package dev.nightshift.sim;

import org.jspecify.annotations.NullMarked;
