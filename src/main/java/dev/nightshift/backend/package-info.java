/**
 * The simulator as a backend in this process.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.job.JobRequest}; <b>gives</b> a {@link
 * dev.nightshift.job.JobResult} before it returns; <b>relies on</b> {@code sim} and {@code job}.
 * Shots, precision and their defaults mean what they mean on the wire, so a job can move to a
 * server and back.
 */
@NullMarked
package dev.nightshift.backend;

import org.jspecify.annotations.NullMarked;
