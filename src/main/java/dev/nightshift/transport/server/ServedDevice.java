package dev.nightshift.transport.server;

import dev.nightshift.job.Backend;
import dev.nightshift.value.Target;
import org.jspecify.annotations.Nullable;

/**
 * A device that the server has beside the ideal simulator.
 *
 * @param name clients call it by
 * @param target what it can do: anything else fails the job
 * @param engine runs its jobs; not closed with the server
 * @param configuration the answer of {@code GET /backends/{id}/configuration}, UTF-8
 * @param properties the answer of {@code GET /backends/{id}/properties}, UTF-8; null: {@code null}
 */
public record ServedDevice(
    String name,
    Target target,
    Backend engine,
    byte[] configuration,
    byte @Nullable [] properties) {}
