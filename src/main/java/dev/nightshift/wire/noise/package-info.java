/**
 * Aer's noise models as JSON, the value of {@code options.simulator.noise_model}.
 *
 * <p><b>Takes</b> what {@code NoiseModel.to_dict} holds, plain or as qiskit-ibm-runtime encodes it;
 * <b>gives</b> a {@link dev.nightshift.sim.noise.NoiseModel}; <b>relies on</b> {@code wire} and
 * {@code sim.noise}.
 *
 * <p>Errors are read one at a time, so a model of a large device never stands in memory as a tree.
 * A name that is not known, and whatever cannot be simulated, is refused with its place: nothing is
 * ignored but the errors' ids and the labels of matrices.
 */
@NullMarked
package dev.nightshift.wire.noise;

import org.jspecify.annotations.NullMarked;
