/**
 * What makes the local server a stage on which a hardware run is rehearsed: time that can run fast,
 * queues, plans with their limits, maintenance, charges and faults.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.transport.server.stage.Stage}, read from YAML;
 * <b>gives</b> the moments at which jobs start and end and what they are charged; <b>relies on</b>
 * {@code value}, {@code circuit}, {@code job} and {@code wire}.
 *
 * <p>All instants are the service's own, as a {@link
 * dev.nightshift.transport.server.stage.ServiceClock} tells them; all spans are seconds of that
 * clock. What is drawn comes from the stage's seed, so a rehearsal can be repeated.
 *
 * <p>Source of the rules: IBM Quantum's documentation of queues, plans and usage, and measurements
 * of live devices, as the project's digest of the protocol lists them.
 */
@NullMarked
package dev.nightshift.transport.server.stage;

import org.jspecify.annotations.NullMarked;
