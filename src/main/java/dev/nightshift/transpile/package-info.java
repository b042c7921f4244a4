/**
 * Any circuit in a device's own gates on its own edges.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.circuit.Circuit}, a {@link dev.nightshift.value.Target}
 * and {@link dev.nightshift.transpile.TranspileOptions}; <b>gives</b> a {@link
 * dev.nightshift.transpile.Transpiled}: a circuit as wide as the device, where each qubit starts
 * and ends, and a receipt; <b>relies on</b> {@code kernel.small} for matrices, {@code qasm} for the
 * text that is digested, and {@code sim} for the proof.
 *
 * <p>The stages, in order: <i>init</i> ({@code pass.UnrollGates}), <i>layout</i> ({@code layout}),
 * <i>routing</i> ({@code route}), <i>translation</i> ({@code pass.ExpandTwoQubitGates}, {@code
 * pass.UseEntangler}, {@code pass.MergeOneQubitGates}), <i>optimization</i> (the other passes),
 * <i>scheduling</i> ({@code schedule}) on request.
 *
 * <p>Angles stay symbolic: no step asks for the value of a parameter. The same input, target, level
 * and seed give the same circuit on any number of threads: every trial has a stream of its own, and
 * the best is chosen by its figures, then by its number.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Li, Ding, Xie 2019, arXiv:1809.02573: SABRE.
 *   <li>Zou, Treinish, Hartman, Ivrii, Lishman 2024, arXiv:2409.08368: LightSABRE's relative score
 *       and release valve.
 *   <li>Barenco et al. 1995, arXiv:quant-ph/9503016: gates under controls (lemmas 7.2 to 7.5).
 *   <li>Maslov 2016, arXiv:1508.03273: relative-phase Toffoli gates.
 *   <li>McKay et al. 2017, arXiv:1612.00858: any one-qubit gate as rz sx rz sx rz.
 * </ol>
 */
@NullMarked
package dev.nightshift.transpile;

import org.jspecify.annotations.NullMarked;
