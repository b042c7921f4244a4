package dev.nightshift.transport.server.stage;

/**
 * A time in which devices take jobs but run none.
 *
 * @param fromSeconds since the stage began
 * @param untilSeconds since the stage began
 * @param device one device; empty for all
 * @param status paused or offline, as the service tells it
 * @param reason the service tells
 */
public record Maintenance(
    double fromSeconds, double untilSeconds, String device, String status, String reason) {
  /** Whether a device is down at a moment. */
  public boolean covers(String name, double seconds) {
    return (device.isEmpty() || device.equals(name))
        && fromSeconds <= seconds
        && seconds < untilSeconds;
  }
}
