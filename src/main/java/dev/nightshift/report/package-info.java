/**
 * Tells what a run found: figures of two models side by side, as JSON, markdown and one HTML page.
 *
 * <p><i>Takes</i> a {@link dev.nightshift.report.RunReport} of plain records; <i>gives</i> the text
 * of {@code report.json}, {@code report.md} and {@code report.html}, SVG drawings, and lines of
 * progress; <i>relies on</i> nothing but the values: nothing is measured here, and nothing is made
 * up. A figure that is missing is printed as missing.
 *
 * {@snippet file="dev/nightshift/snippet/ExperimentSnippetsTest.java" region="report"}
 *
 * <p>Conventions: seconds, megabytes of 10^6 bytes, tokens per second of training; numbers are
 * printed alike in every locale; whatever comes from a model or a user is escaped.
 */
@NullMarked
package dev.nightshift.report;

import org.jspecify.annotations.NullMarked;
