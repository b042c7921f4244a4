package dev.nightshift.cli;

import dev.nightshift.backend.DeviceTime;
import dev.nightshift.backend.SlowDephasing;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.transport.server.ServedDevice;
import dev.nightshift.wire.device.Device;
import java.util.Optional;

/** Devices with simulators that err as their figures say. */
final class Twins {
  private Twins() {}

  /**
   * A device for the server.
   *
   * @param noiseless whether the user wants its rules only
   * @param slow what befalls qubits that wait beside the device's own errors
   * @param simulators what runs its jobs
   */
  static ServedDevice served(
      Device device, boolean noiseless, Optional<SlowDephasing> slow, ServeEngine simulators) {
    return new ServedDevice(
        device,
        calibrated -> {
          NoiseModel errors =
              noiseless ? NoiseModel.IDEAL : NoiseModel.of(calibrated.target(), NoiseOptions.ALL);
          return simulators.noisy(device.name(), errors, new DeviceTime(calibrated.target(), slow));
        });
  }
}
