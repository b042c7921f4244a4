package dev.nightshift.experiment.plan;

import dev.nightshift.wire.device.Device;
import java.util.Optional;

/**
 * A backend as a plan sees it.
 *
 * @param name as the user gave it
 * @param device whose gates and times count; empty for a simulator, and for a device of which no
 *     folder is at hand
 * @param timing where the times come from, or why they are unknown; one line
 * @param adjoint whether it has adjoint gradients
 */
public record Venue(
    String name, Kind kind, Optional<Device> device, String timing, Price price, boolean adjoint) {

  /** What answers. */
  public enum Kind {
    /** An ideal simulator: no device's time is taken. */
    SIMULATOR,
    /** The noisy twin of a device on this machine: it charges the device's time, and no money. */
    TWIN,
    /** A device of a service. */
    DEVICE
  }
}
