/**
 * Rewrites that make a circuit cheaper on its device and leave what it does alone.
 *
 * <p><b>Takes</b> circuits on physical qubits, in the target's gates or on the way there;
 * <b>gives</b> circuits of fewer or better gates, in the directions the target lists; <b>relies
 * on</b> {@code circuit} and the small matrices of {@code kernel}.
 *
 * <p>Each pass is one file and stands alone. All keep the global phase and every symbolic angle;
 * what a pass cannot read it leaves in place and works around. None draws random numbers: the same
 * circuit and target give the same result. Angles count as zero within 1e-12.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>McKay, Wood, Sheldon, Chow, Gambetta 2017, arXiv:1612.00858: rz as a change of frame, any
 *       one-qubit gate by two pulses.
 *   <li>Vatan, Williams 2004, arXiv:quant-ph/0308006: two-qubit circuits with three cx.
 *   <li>Shende, Markov, Bullock 2004, arXiv:quant-ph/0308033: how many cx are needed.
 * </ol>
 */
@NullMarked
package dev.nightshift.transpile.pass;

import org.jspecify.annotations.NullMarked;
