package dev.nightshift.backend;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Methods;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.mps.MpsSimulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.stabilizer.PauliNoise;
import dev.nightshift.sim.stabilizer.StabilizerSimulator;
import dev.nightshift.value.Bindings;

/** The simulators by method; they share threads and memory. A noise model takes one of its own. */
final class MethodEngines {
  private final Simulator stateVectors;
  private final StabilizerSimulator stabilizers;

  MethodEngines(Simulator stateVectors) {
    this.stateVectors = stateVectors;
    this.stabilizers =
        new StabilizerSimulator(stateVectors.workers(), stateVectors.maxBytes(), PauliNoise.NONE);
  }

  /** The simulator for a circuit, with the circuit compiled where that can be done ahead. */
  CircuitSimulator prepare(Circuit circuit, Bindings bindings, SimulatorOptions options) {
    SimulationMethod method = options.method();
    if (options.noise().isPresent() || method == SimulationMethod.DENSITY_MATRIX) {
      return new NoisySimulator(
          options.noise().orElse(NoiseModel.IDEAL),
          NoisyOptions.defaults()
              .withMaxBytes(stateVectors.maxBytes())
              .withMethod(NoisyOptions.Method.of(method, NoisyOptions.Method.AUTOMATIC)),
          stateVectors.workers());
    }
    if (method == SimulationMethod.AUTOMATIC) {
      method = Methods.automatic(circuit, bindings, stateVectors.maxQubits());
    }
    return switch (method) {
      case AUTOMATIC -> throw new IllegalStateException("automatic chooses another method");
      case STATEVECTOR -> {
        stateVectors.compile(circuit);
        yield stateVectors;
      }
      case STABILIZER -> stabilizers;
      case MATRIX_PRODUCT_STATE ->
          new MpsSimulator(
              stateVectors.workers(), stateVectors.maxBytes(), options.matrixProductState());
      case DENSITY_MATRIX -> throw new IllegalStateException("taken above");
    };
  }
}
