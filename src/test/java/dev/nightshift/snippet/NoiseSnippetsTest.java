package dev.nightshift.snippet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.backend.NoisySimulator;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class NoiseSnippetsTest {
  @Test
  void aNoisyPair() {
    // @start region="noise"
    NoiseModel model =
        NoiseModel.builder()
            .error("cx", QuantumError.depolarizing(0.02, 2))
            .error("h", List.of(0), QuantumError.relaxation(100e-6, 80e-6, 32e-9, 0))
            .readout(new ReadoutError(0.01, 0.03))
            .build();
    Circuit pair = Circuit.builder(2).h(0).cx(0, 1).build();
    NoisySimulator simulator = new NoisySimulator(model, NoisyOptions.defaults());

    double[] values = simulator.expectations(pair, List.of(Observable.of("ZZ")), Bindings.none());
    Circuit measured = Circuit.builder(2).append(pair).measureAll().build();
    SortedMap<String, Double> bits = simulator.probabilities(measured, Bindings.none(), 0);
    // @end

    // Relaxation of qubit 0 is invisible in ZZ: qubit 1 is its copy.
    assertThat(values[0]).isCloseTo(0.98, within(1e-15));
    assertThat(bits.values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-15));
    assertThat(bits.get("00")).isBetween(0.47, 0.5);
  }
}
