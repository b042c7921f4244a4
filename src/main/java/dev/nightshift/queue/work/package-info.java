/**
 * Workers: processes that take runs from the queue, one at a time, and work on them.
 *
 * <p>Takes a body that does the work of a run. Gives each run an end: finished, or left where it
 * can be taken up again, with the reason beside it. A worker holds a lease, which it renews while
 * it lives; when it is silent for too long another one takes the run over, and the fence of the
 * lease keeps the first one's hands off.
 */
@NullMarked
package dev.nightshift.queue.work;

import org.jspecify.annotations.NullMarked;
