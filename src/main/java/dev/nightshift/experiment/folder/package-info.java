/**
 * A run on disk: one folder that says what was asked, on what machine, and what came of it.
 *
 * <p><i>Takes</i> a resolved config, versions and figures; <i>gives</i> a {@link
 * dev.nightshift.experiment.folder.RunFolder}; <i>relies on</i> {@link
 * dev.nightshift.base.file.AtomicFile}, so that a reader never sees half a file.
 *
 * <pre>
 *   runs/20261123-221500-nano-gpt-4f81c2/
 *     config.yaml      the config as resolved: read it again and the same run begins
 *     run.json         name, start, seed, machine, versions, corpus
 *     metrics.jsonl    one JSON object a line, appended as the run goes
 *     circuits/        every circuit template as OpenQASM 3
 *     checkpoints/     states to resume from
 *     report.md  report.html  report.json
 *     .lock            held while a process works here
 * </pre>
 *
 * {@snippet file="dev/nightshift/snippet/ExperimentSnippetsTest.java" region="folder"}
 *
 * <p>Conventions: times in names are UTC; a run never writes into another run's folder.
 */
@NullMarked
package dev.nightshift.experiment.folder;

import org.jspecify.annotations.NullMarked;
