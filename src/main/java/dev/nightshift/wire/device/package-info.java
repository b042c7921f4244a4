/**
 * Devices as data: a folder a device, in the service's own JSON.
 *
 * <p><b>Takes</b> folders {@code <device>/} that hold {@code configuration.json}, {@code
 * properties.json} and {@code SOURCE.md}, those under {@code providers/} and the user's own;
 * <b>gives</b> {@link dev.nightshift.wire.device.Device}s: the bytes of both files untouched, for a
 * server to answer with, and the {@link dev.nightshift.value.Target} that they mean; <b>relies
 * on</b> Jackson through {@code wire.Json}.
 *
 * <p>{@code configuration.json} says what exists: the gates, the pairs they couple, with direction,
 * the clock ({@code dt}, nanoseconds) and the pause between executions ({@code default_rep_delay},
 * microseconds). {@code properties.json} says how well: figures with a unit of their own, by which
 * they are converted to seconds and hertz. A figure that is missing, null or NaN is absent; a gate
 * of error 1, or one that is not operational, stays in the target with error 1.
 */
@NullMarked
package dev.nightshift.wire.device;

import org.jspecify.annotations.NullMarked;
