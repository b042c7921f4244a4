package dev.nightshift.transport.server;

import dev.nightshift.job.Backend;
import dev.nightshift.value.Target;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.device.Device;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A device that the server has beside the ideal simulator.
 *
 * @param device what it can do: circuits of anything else fail their jobs; clients get the very
 *     bytes of its configuration and properties
 * @param engine runs its jobs; not closed with the server
 */
public record ServedDevice(Device device, Backend engine) {

  /** Clients call it by. */
  public String name() {
    return device.name();
  }

  public Target target() {
    return device.target();
  }

  /** The newest calibration that is not later than an instant; a snapshot has one only. */
  public Optional<RawJson> propertiesAt(Instant when) {
    return Optional.of(device.properties()).filter(_ -> !calibrated().isAfter(when));
  }

  /** A date that nobody can read is before every other. */
  private Instant calibrated() {
    try {
      return OffsetDateTime.parse(device.lastUpdate()).toInstant();
    } catch (DateTimeParseException unreadable) {
      return Instant.MIN;
    }
  }
}
