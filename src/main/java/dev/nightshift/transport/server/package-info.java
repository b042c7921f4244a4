/**
 * The simulator server: IBM Quantum's REST protocol over an engine in this process.
 *
 * <p><b>Takes</b> HTTP requests under {@code /api/v1} and {@code /experimental/v1}; <b>gives</b>
 * the protocol's answers; <b>relies on</b> a {@link dev.nightshift.job.Backend} for each device
 * that runs its jobs ({@link dev.nightshift.transport.server.ServedDevice}), on {@code wire} for
 * every body and on Helidon for HTTP.
 *
 * <p><b>Devices.</b> The simulator takes any gate. Other devices are shown with the bytes of their
 * own files and take circuits of their instruction sets only: other jobs are accepted and fail with
 * 1517, as at the service.
 *
 * <p><b>Threads.</b> Every connection is served on a virtual thread. Jobs run on a fixed number of
 * platform threads: a simulation never yields, and on virtual threads a few of them would hold up
 * all requests. Jobs of a few milliseconds are the exception: they run on the request's thread,
 * which is faster than handing them over. A job's own lock guards its state; nothing else is locked
 * while it is held.
 *
 * <p><b>Memory.</b> Finished jobs are kept until they are deleted, or until those finished later
 * need the room; {@link dev.nightshift.transport.server.ServerLimits} says how much there is.
 *
 * <p><b>Lives.</b> What is lost with the process is made by one {@code Life}, from what the state
 * knows; a restart, of the process or by a fault of the stage, ends one and begins another.
 */
@NullMarked
package dev.nightshift.transport.server;

import org.jspecify.annotations.NullMarked;
