package dev.nightshift.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ExactDistributionTest {
  private final Backend backend = new EmbeddedBackend("embedded", new Simulator(), new Meter());

  @Test
  void givenABellPair_whenAsked_thenBothOutcomesHaveOneHalf() {
    Circuit bell =
        Circuit.builder(2).bits("c", 2).h(0).cx(0, 1).measure(0, 0).measure(1, 1).build();

    SortedMap<String, Double> distribution = ExactDistribution.of(backend, bell, Bindings.none());

    assertThat(distribution).containsOnlyKeys("00", "11");
    assertThat(distribution.get("00")).isCloseTo(0.5, within(1e-12));
    assertThat(distribution.get("11")).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void givenRandomCircuits_whenMeasuredCrosswise_thenProbabilitiesAreTheSquaredAmplitudes() {
    for (long seed = 0; seed < 20; seed++) {
      Circuit prepared = CircuitGenerator.unitary(4, 20, 2).circuit(Seed.of(seed));
      CircuitBuilder builder = Circuit.builder(4).bits("a", 2).bits("b", 3);
      // Qubits 3, 1, 0 into bits 0, 2, 4; qubit 2 is not measured, bits 1 and 3 stay 0.
      Circuit measured = builder.append(prepared).measure(3, 0).measure(1, 2).measure(0, 4).build();
      double[] values = CircuitGenerator.values(measured, Seed.of(seed));

      SortedMap<String, Double> distribution =
          ExactDistribution.of(backend, measured, Bindings.row(measured.parameters(), values));

      double[] state = DenseOracle.state(prepared, values);
      double[] expected = new double[32];
      for (int index = 0; index < 16; index++) {
        int outcome = (index >> 3 & 1) | (index >> 1 & 1) << 2 | (index & 1) << 4;
        expected[outcome] +=
            state[2 * index] * state[2 * index] + state[2 * index + 1] * state[2 * index + 1];
      }
      for (int outcome = 0; outcome < 32; outcome++) {
        String bits = String.format("%5s", Integer.toBinaryString(outcome)).replace(' ', '0');
        assertThat(distribution.getOrDefault(bits, 0.0))
            .as("seed %d, outcome %s", seed, bits)
            .isCloseTo(expected[outcome], within(1e-12));
      }
    }
  }

  @Test
  void givenOneQubitInTwoBits_whenAsked_thenBothBitsAgree() {
    Circuit twice =
        Circuit.builder(1)
            .bits("c", 2)
            .ry(ParameterExpression.of(2 * Math.PI / 3), 0)
            .measure(0, 0)
            .measure(0, 1)
            .build();

    SortedMap<String, Double> distribution = ExactDistribution.of(backend, twice, Bindings.none());

    assertThat(distribution).containsOnlyKeys("00", "11");
    assertThat(distribution.get("00")).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void givenNoBits_whenAsked_thenEveryQubitCounts() {
    Circuit flipped = Circuit.builder(3).x(1).build();

    assertThat(ExactDistribution.of(backend, flipped, Bindings.none()))
        .isEqualTo(Map.of("010", 1.0));
  }

  @Test
  void givenAQubitUsedAfterItsMeasurement_whenAsked_thenTheErrorSaysWhichAndWhatToDo() {
    Circuit circuit = Circuit.builder(1).bits("c", 1).measure(0, 0).h(0).build();

    assertThatThrownBy(() -> ExactDistribution.of(backend, circuit, Bindings.none()))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "qubit 0 is used after its measurement; exact probabilities need measurements at the"
                + " end: give --shots");
  }

  @Test
  void givenThirteenMeasuredBits_whenAsked_thenTheErrorNamesTheLimit() {
    Circuit wide = Circuit.builder(13).measureAll().build();

    assertThatThrownBy(() -> ExactDistribution.of(backend, wide, Bindings.none()))
        .hasMessageStartingWith("exact probabilities of 13 measured bits need 2^13 observables");
  }
}
