package dev.nightshift.job;

import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.mps.MpsOptions;

/**
 * What a job asks of a simulator, beside its seed; a device takes the defaults only.
 *
 * @param method how circuits are simulated
 * @param matrixProductState what that method cuts off
 */
public record SimulatorOptions(SimulationMethod method, MpsOptions matrixProductState) {
  public static final SimulatorOptions DEFAULT =
      new SimulatorOptions(SimulationMethod.AUTOMATIC, MpsOptions.DEFAULT);

  public SimulatorOptions withMethod(SimulationMethod other) {
    return new SimulatorOptions(other, matrixProductState);
  }
}
