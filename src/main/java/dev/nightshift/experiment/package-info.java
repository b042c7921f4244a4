/**
 * From a config to a run's folder: text, models, backend, checkpoints, report.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.experiment.config.RunConfig} and something that opens
 * backends; <b>gives</b> a folder with everything a reader needs to trust and repeat the run;
 * <b>relies on</b> {@code learn}, {@code report} and below. One run at a time in a process.
 */
@NullMarked
package dev.nightshift.experiment;

import org.jspecify.annotations.NullMarked;
