/**
 * Gradients of expectation values on any backend, by evaluating the circuit at shifted angles.
 *
 * <p><b>Takes</b> a circuit, the parameters to differentiate by, and rows of bindings; <b>gives</b>
 * one template circuit with more rows, and the sums that turn the rows' values into values and a
 * jacobian; <b>relies on</b> {@code circuit}, {@code value} and {@code job}. Nothing here talks to
 * a backend.
 *
 * {@snippet file="dev/nightshift/snippet/CircuitSnippetsTest.java" region="gradient"}
 *
 * <p>{@link dev.nightshift.job.gradient.ParameterShift} is exact up to rounding, not a finite
 * difference: the shifts are large. {@link dev.nightshift.job.gradient.Spsa} takes two rows
 * whatever the number of angles, and is right on average. Arrays are row-major, angles radians,
 * expectation values dimensionless.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Mitarai et al. 2018, arXiv:1803.00745: two shifts for exp(-iθP/2).
 *   <li>Schuld et al. 2019, arXiv:1811.11184: any generator with two eigenvalues.
 *   <li>Spall 1992, IEEE Trans. Automatic Control 37(3), 332: simultaneous perturbation.
 *   <li>Wierichs et al. 2022, arXiv:2107.12390: any equidistant frequencies, eq. (16).
 * </ol>
 */
@NullMarked
package dev.nightshift.job.gradient;

import org.jspecify.annotations.NullMarked;
