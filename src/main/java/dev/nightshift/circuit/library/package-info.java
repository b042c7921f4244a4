/**
 * Circuits by name: feature maps that load data, ansätze with trainable weights, small states.
 *
 * <p><b>Takes</b> a width, repetitions and an {@link dev.nightshift.circuit.library.EntanglerMap};
 * <b>gives</b> a {@link dev.nightshift.circuit.Circuit} equal to Qiskit's of the same name, gate by
 * gate, in order and with the same angle expressions; <b>relies on</b> {@code circuit} only.
 *
 * {@snippet file="dev/nightshift/snippet/CircuitSnippetsTest.java" region="library"}
 *
 * <p>Parameters are named by a prefix and a zero-padded index of at least four digits, so the order
 * of names, which is the order of binding, is the order of indices. Feature maps default to {@code
 * x} ({@code x0000}, ...), ansätze to {@code y}: where both meet in a circuit, inputs come before
 * weights.
 *
 * <p>Papers: Havlíček et al. 2019, arXiv:1804.11326 (feature maps); Sim et al. 2019,
 * arXiv:1905.10876 (circuit-block, {@code sca}); Kandala et al. 2017, arXiv:1704.05018
 * (hardware-efficient ansätze).
 */
@NullMarked
package dev.nightshift.circuit.library;

import org.jspecify.annotations.NullMarked;
