package dev.nightshift.transport.server;

import dev.nightshift.job.Backend;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.Device;
import java.util.function.Function;

/**
 * A device that the server has beside the ideal simulator.
 *
 * @param device what it can do: circuits of anything else fail their jobs; clients get the very
 *     bytes of its configuration and properties
 * @param engines what runs its jobs, for each calibration of the device; not closed with the server
 */
public record ServedDevice(Device device, Function<Device, Backend> engines) {

  /** One engine for all calibrations. */
  public ServedDevice(Device device, Backend engine) {
    this(device, _ -> engine);
  }

  /** Clients call it by. */
  public String name() {
    return device.name();
  }

  public Target target() {
    return device.target();
  }
}
