/**
 * The order and the doors: pubs, jobs, results, and the interfaces that backends implement.
 *
 * <p><b>Takes</b> circuits, bindings, observables and shots, as {@link dev.nightshift.job.Pub}s of
 * one {@link dev.nightshift.job.JobRequest}; <b>gives</b> {@link dev.nightshift.job.PubResult}s of
 * the same shapes; <b>relies on</b> {@code circuit} and {@code value}. What runs a job is a {@link
 * dev.nightshift.job.Backend}, implemented on higher floors; whether a device can run a circuit as
 * it stands, and why not, says {@link dev.nightshift.job.IsaCheck}.
 *
 * {@snippet file="dev/nightshift/snippet/JobSnippetsTest.java" region="job"}
 *
 * <p>Bindings and observables broadcast as NumPy's arrays do. A value is dimensionless and comes
 * with its standard error, 0 where it is exact. Everything is a value; backends are thread-safe.
 */
@NullMarked
package dev.nightshift.job;

import org.jspecify.annotations.NullMarked;
