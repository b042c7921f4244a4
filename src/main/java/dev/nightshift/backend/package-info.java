/**
 * The simulators as backends in this process: the ideal one, and one that errs as a device does.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.job.JobRequest}; <b>gives</b> a {@link
 * dev.nightshift.job.JobResult} before it returns; <b>relies on</b> {@code sim} and {@code job}.
 * Shots, precision and their defaults mean what they mean on the wire, so a job can move to a
 * server and back.
 *
 * <p>{@link dev.nightshift.backend.EmbeddedBackend} is ideal and has adjoint gradients. {@link
 * dev.nightshift.backend.NoisyBackend} takes a {@link dev.nightshift.value.Target} or a {@link
 * dev.nightshift.sim.noise.NoiseModel}; its door without jobs is {@link
 * dev.nightshift.backend.NoisySimulator}, and which method runs what is said at {@link
 * dev.nightshift.backend.NoisyOptions.Method}.
 *
 * <p>{@link dev.nightshift.backend.AerBackend} gives the same jobs to qiskit-aer in processes of
 * its own ({@code backend.aer}), to hold one engine against the other.
 *
 * <p>Measured against qiskit-aer 0.18.2 with its NoiseModel of the same device, CPU time of one
 * thread, 4,096 shots, brickwork RZ SX RZ SX RZ and CZ of depth 20, {@code automatic} (both take
 * the density matrix): 5 qubits 0.06, 10 qubits 0.10 of Aer's time; trajectories of 5 qubits 0.03
 * of Aer's (2-core EPYC with AVX-512, machine shared, JDK 25, 2026-11-25; {@code ./dev bench
 * NoisySimulator}).
 */
@NullMarked
package dev.nightshift.backend;

import org.jspecify.annotations.NullMarked;
