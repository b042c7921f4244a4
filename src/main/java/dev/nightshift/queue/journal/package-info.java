/**
 * Runs, jobs and what happened to them, as rows.
 *
 * <p>Takes changes that name the lease they are made under. Gives entries as they stand. A change
 * whose lease has passed on to another worker fails with LEASE_LOST and changes nothing.
 */
@NullMarked
package dev.nightshift.queue.journal;

import org.jspecify.annotations.NullMarked;
