/**
 * The durable queue: runs and their jobs in a database that outlives every process, and the ledger
 * that keeps them inside a budget.
 *
 * <p>Takes job requests from a run in a worker's hands. Gives results, each paid for once. Relies
 * on {@code wire} for bytes; a service is reached through {@link
 * dev.nightshift.queue.dispatch.JobService}, which a higher floor implements.
 *
 * <p>The intent of every job is on the disk before the network hears of it, under a key that
 * travels as the job's tag. What has that key at the service is the same job.
 */
@NullMarked
package dev.nightshift.queue;

import org.jspecify.annotations.NullMarked;
