/**
 * Jobs over IBM Quantum's REST, to our simulator server or to IBM itself, through failures.
 *
 * <p>Takes: a {@link dev.nightshift.wire.config.Provider.Rest}, jobs. Gives: {@link
 * dev.nightshift.transport.client.RemoteBackend}, which runs each job once in effect. Relies on:
 * OkHttp for HTTP, Resilience4j for the arithmetic of patience, {@code wire} for every byte.
 *
 * <p>What a call does on your behalf: it opens or reuses a connection, fetches or renews the token,
 * keeps to the submissions a minute, tries again what may pass (500, 502, 503, 504, 520, 521, 522,
 * 524, 408, 429, a broken connection) after a wait that doubles, with jitter, or that the service
 * names by {@code Retry-After}; waits for a service that cannot be reached at all; and keeps calls
 * away from one that fails every time. Every job carries a tag of its own; after a submission whose
 * fate is unknown the tag is looked up, and the job adopted, before anything is posted again.
 *
 * <p>Threads: everything here may be used by any number of threads; waiting happens on the caller's
 * own. Secrets are in no message, notice or {@code toString}.
 *
 * @see <a href="https://quantum.cloud.ibm.com/docs/api/qiskit-runtime-rest">the service's REST</a>
 */
@NullMarked
package dev.nightshift.transport.client;

import org.jspecify.annotations.NullMarked;
