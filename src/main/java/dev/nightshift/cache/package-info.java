/**
 * Results by content: what was computed once, exactly or from a seed, is not computed again; what
 * was sampled is added to what was sampled before.
 *
 * <p>Takes: any {@link dev.nightshift.job.Backend}, and where its numbers come from. Gives: {@link
 * dev.nightshift.cache.CachingBackend}, the same results with fewer executions or smaller errors,
 * and counts that say why a value was not at hand; {@link dev.nightshift.cache.CacheFolder}, what
 * is held, whether it is sound, and which part of a key made a request miss. Relies on: Caffeine
 * for whole results bounded by weight; {@code wire} for whole results on disk.
 *
 * <p>Conventions: a value is an expectation; rows are compared bit by bit, so -0.0 is not 0.0. What
 * is sampled without a seed is never replayed as if it were fresh: all shots of every request are
 * run. Files are written under a lock of their folder, and every byte of them under a checksum. The
 * essays stand in {@code CachingBackend}, {@code Pools}, {@code DiskStore} and {@code Room};
 * docs/cache.md is the user's side.
 */
@NullMarked
package dev.nightshift.cache;

import org.jspecify.annotations.NullMarked;
