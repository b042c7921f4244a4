/**
 * Canary circuits that certify the way of a job: encoding, transpiling, simulation, decoding.
 *
 * <p><b>Takes</b> two {@link dev.nightshift.job.Backend}s, a reference and the one to be proved;
 * <b>gives</b> a {@link dev.nightshift.experiment.prove.Proof}, one PASS or FAIL a canary;
 * <b>relies on</b> {@code job} and below.
 *
 * <p>What a canary must answer is known by its construction, in closed form, and the reference has
 * to confirm it. Nearly all canaries prepare eigenstates of what is read, so that ideal shots do
 * not vary and a device's errors only shrink values. Places are told apart by binary codes: over
 * the pubs of a canary no two bits, qubits, parameters or bindings behave alike, so that any
 * exchange of them shows. Five qubits each, so that the smallest devices can be proved.
 *
 * <p>Bounds: {@link dev.nightshift.experiment.prove.Margin}; W. Hoeffding, Probability inequalities
 * for sums of bounded random variables, J. Am. Stat. Assoc. 58 (1963), theorem 2.
 */
@NullMarked
package dev.nightshift.experiment.prove;

import org.jspecify.annotations.NullMarked;
