/**
 * Parameterised circuits as a layer of a DJL model.
 *
 * <p><b>Takes</b> circuits with their observables, and a {@link dev.nightshift.job.Backend};
 * <b>gives</b> a {@link dev.nightshift.learn.quantum.QuantumLayer} whose values and exact gradients
 * take part in automatic differentiation; <b>relies on</b> {@code circuit} and {@code job}, and on
 * DJL.
 *
 * <p>One pass through a layer is one job: all units, all rows and all shifted circuits, equal rows
 * once. Where the budget refuses it, a {@link dev.nightshift.learn.quantum.Ladder} says what is
 * done in its place. Angles are radians, arrays row-major.
 *
 * @see <a href="https://arxiv.org/abs/1811.11184">Schuld et al. 2018</a> for the shift rule
 * @see <a href="https://arxiv.org/abs/2009.02823">Jones and Gacon 2020</a> for the adjoint method
 * @see <a href="https://doi.org/10.1109/9.119632">Spall 1992</a> for SPSA
 */
@NullMarked
package dev.nightshift.learn.quantum;

import org.jspecify.annotations.NullMarked;
