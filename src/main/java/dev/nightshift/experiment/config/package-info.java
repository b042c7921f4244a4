/**
 * What a run does, as typed values: the keys of a {@code configs/*.yaml} file with their ranges and
 * defaults.
 *
 * <p><i>Takes</i> a YAML file and {@code --set key=value} overrides; <i>gives</i> a {@link
 * dev.nightshift.experiment.config.RunConfig}; <i>relies on</i> {@link
 * dev.nightshift.wire.config.Yaml} for positions and on {@link dev.nightshift.report.Reference} for
 * the names of published figures.
 *
 * {@snippet file="dev/nightshift/snippet/ExperimentSnippetsTest.java" region="config"}
 *
 * <p>Conventions: a key keeps the name that the published program uses; a unit stands in the key or
 * in its comment; an absent key has the default that {@link
 * dev.nightshift.experiment.config.RunConfig#DEFAULT} shows; an error names the file and the line.
 */
@NullMarked
package dev.nightshift.experiment.config;

import org.jspecify.annotations.NullMarked;
