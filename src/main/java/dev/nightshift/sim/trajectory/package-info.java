/**
 * Noisy circuits by quantum trajectories: pure states that errors befall at random.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.sim.noise.NoisyPart}, the values of its parameters, shots
 * and a seed; <b>gives</b> samples, and exact values where nothing goes wrong; <b>relies on</b>
 * {@code sim.noise} and {@code kernel}.
 *
 * <p>All shots start as one trajectory. It parts only where some of them suffer something else than
 * the rest, so shots without an error share one run and those with the same first errors share its
 * beginning. An error that is drawn without a look at the state is multiplied into the gates around
 * it; one that depends on the state looks at it only when a bound that holds for every state leaves
 * the outcome open. Every branch has a random stream of its own: the same seed gives the same shots
 * on any number of threads.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Dalibard, Castin and Mølmer 1992, Phys. Rev. Lett. 68, 580: trajectories.
 *   <li>Isakov et al. 2021, arXiv:2111.02396: bounds on Kraus weights before the state is read.
 * </ol>
 */
@NullMarked
package dev.nightshift.sim.trajectory;

import org.jspecify.annotations.NullMarked;
