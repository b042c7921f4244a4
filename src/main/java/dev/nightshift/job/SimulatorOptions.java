package dev.nightshift.job;

import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.sim.noise.NoiseModel;
import java.util.Optional;

/**
 * What a job asks of a simulator, beside its seed; a device takes the defaults only.
 *
 * @param method how circuits are simulated
 * @param matrixProductState what that method cuts off
 * @param noise errors that an ideal simulator is to make; empty: none
 */
public record SimulatorOptions(
    SimulationMethod method, MpsOptions matrixProductState, Optional<NoiseModel> noise) {
  public static final SimulatorOptions DEFAULT =
      new SimulatorOptions(SimulationMethod.AUTOMATIC, MpsOptions.DEFAULT);

  /** Without noise. */
  public SimulatorOptions(SimulationMethod method, MpsOptions matrixProductState) {
    this(method, matrixProductState, Optional.empty());
  }

  public SimulatorOptions withMethod(SimulationMethod other) {
    return new SimulatorOptions(other, matrixProductState, noise);
  }

  public SimulatorOptions withNoise(NoiseModel model) {
    return new SimulatorOptions(method, matrixProductState, Optional.of(model));
  }
}
