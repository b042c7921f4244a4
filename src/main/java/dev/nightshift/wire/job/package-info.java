/**
 * Jobs and results as the bytes of IBM Quantum's V2 primitives: requests out of pubs, pubs out of
 * requests, and the same for results in both forms.
 *
 * <p><b>Takes</b> {@link dev.nightshift.job.JobRequest} and {@link dev.nightshift.job.JobResult};
 * <b>gives</b> bytes, and back; <b>relies on</b> {@code qasm} for the circuits' text and on {@code
 * wire.qpy}.
 *
 * <p>Circuits travel as OpenQASM 3 with the parameters renamed {@code p0000}, {@code p0001}, ... in
 * the circuit's own order, because positional values bind in the order of the names. What comes in
 * may be QPY too, as Python's client sends it; there the elements of a vector bind by their number.
 * Quantum programs of the {@code executor} are read by {@code ProgramReader}, split into {@link
 * ProgramChunk}s, and answered by {@link ProgramResult}; they are never sent. Arrays are row-major.
 * Pauli strings and bit strings print the highest qubit first.
 */
@NullMarked
package dev.nightshift.wire.job;

import org.jspecify.annotations.NullMarked;
