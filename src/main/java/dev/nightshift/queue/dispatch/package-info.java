/**
 * A job's way to a service and back: each once in effect, each paid for once.
 *
 * <p>Takes the jobs of a run in the order the run asks for them. Gives their results, from the
 * journal where they are there. Relies on the run being deterministic: after a restart it asks for
 * the same jobs again, and finds what became of them.
 *
 * <p>{@code Sender} brings a job to the service, in the session that {@code SessionKeeper} keeps;
 * {@code Watch} knows when to ask about all that are under way; {@link
 * dev.nightshift.queue.dispatch.Returns} takes what comes back into the journal, be it a bill that
 * comes when the run is long over.
 */
@NullMarked
package dev.nightshift.queue.dispatch;

import org.jspecify.annotations.NullMarked;
