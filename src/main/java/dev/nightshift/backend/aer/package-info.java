/**
 * qiskit-aer as a simulator: circuits translated, child processes supervised.
 *
 * <p><b>Takes</b> circuits, bindings, a noise model; <b>gives</b> what every {@link
 * dev.nightshift.sim.CircuitSimulator} gives; <b>relies on</b> {@code wire.aer} for the bytes and
 * on a Python with {@code providers/aer/requirements.txt}.
 *
 * <p>{@link dev.nightshift.backend.aer.AerPool} keeps the processes; the same circuit goes to both
 * engines with the same errors, so that one can be held against the other (docs/aer.md).
 */
@NullMarked
package dev.nightshift.backend.aer;

import org.jspecify.annotations.NullMarked;
