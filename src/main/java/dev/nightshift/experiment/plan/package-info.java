/**
 * What a run will cost, before its first call.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.experiment.config.RunConfig} and the names of backends;
 * <b>gives</b> a {@link dev.nightshift.experiment.plan.RunPlan}: for each backend jobs, rounds,
 * circuits, executions, shots, QPU seconds, money and nights, and the changes that save most;
 * <b>relies on</b> {@code learn} for the order of a run, {@code job} for what a job is charged, and
 * {@code wire} for devices and prices. Nothing is sent to anybody.
 *
 * {@snippet file="dev/nightshift/snippet/PlanSnippetsTest.java" region="plan"}
 *
 * <p>There are two ways to count. A {@link dev.nightshift.experiment.plan.Rehearsal} lets the
 * training loop itself ask for its circuits, batch by batch with the run's own draws, of a backend
 * that counts and makes values up; its counts are those of the run. An {@link
 * dev.nightshift.experiment.plan.Outline} multiplies the sizes of the config out, in no time, and
 * knows nothing of circuits that are equal; its counts are bounds. Changes are compared by
 * outlines, both sides alike.
 *
 * <p>A device's seconds and a price that nobody wrote down are unknown, never 0.
 */
@NullMarked
package dev.nightshift.experiment.plan;

import org.jspecify.annotations.NullMarked;
