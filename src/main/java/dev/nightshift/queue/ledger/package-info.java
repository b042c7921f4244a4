/**
 * The books: what is set aside for jobs, what they were charged, and the caps that both together
 * never pass.
 *
 * <p>Takes upper bounds before a job is sent and charges when it has ended. Gives accounts by run,
 * day, backend and for all. Amounts are whole numbers: microseconds and millionths of a currency
 * unit, so that sums are exact.
 */
@NullMarked
package dev.nightshift.queue.ledger;

import org.jspecify.annotations.NullMarked;
