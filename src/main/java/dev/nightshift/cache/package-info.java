/**
 * Results by content: what was computed once, exactly or from a seed, is not computed again.
 *
 * <p>Takes: any {@link dev.nightshift.job.Backend}. Gives: {@link
 * dev.nightshift.cache.CachingBackend}, the same results with fewer executions, and counts that say
 * why a value was not at hand. Relies on: Caffeine for whole results bounded by weight; {@code
 * wire} for whole results on disk.
 *
 * <p>Conventions: a value is an expectation; rows are compared bit by bit, so -0.0 is not 0.0. What
 * is sampled without a seed, or measured on hardware, is never replayed as if it were fresh.
 */
@NullMarked
package dev.nightshift.cache;

import org.jspecify.annotations.NullMarked;
