package dev.nightshift.cli;

import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.transport.server.ServedDevice;
import dev.nightshift.wire.device.Device;

/** Devices with simulators that err as their figures say. */
final class Twins {
  private Twins() {}

  /**
   * A device for the server.
   *
   * @param noiseless whether the user wants its rules only
   */
  static ServedDevice served(Device device, boolean noiseless, Meter meter) {
    return new ServedDevice(
        device,
        calibrated -> {
          NoiseModel errors =
              noiseless ? NoiseModel.IDEAL : NoiseModel.of(calibrated.target(), NoiseOptions.ALL);
          return new NoisyBackend(device.name(), errors, NoisyOptions.defaults(), meter);
        });
  }
}
