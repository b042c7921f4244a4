package dev.nightshift.sim;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FusionTest {
  private static StateVector fused(Circuit circuit, double[] values, Workers workers) {
    Compiled compiled = Compiled.of(circuit);
    double[][] slots = compiled.angles().workspace(1);
    compiled.angles().evaluate(Bindings.row(circuit.parameters(), values), new int[1], 1, slots);
    StateVector state = StateVector.zero(circuit.qubits(), workers);
    Fusion.apply(
        state, compiled.steps(), Branches.angles(compiled, slots, 0), 0, compiled.steps().size());
    return state;
  }

  private static double[] flat(StateVector state) {
    double[] numbers = new double[2 * state.size()];
    for (int i = 0; i < state.size(); i++) {
      numbers[2 * i] = state.re()[i];
      numbers[2 * i + 1] = state.im()[i];
    }
    return numbers;
  }

  @Test
  void fusedRandomCircuitsGiveTheStateOfTheOracle() {
    for (int qubits = 1; qubits <= 6; qubits++) {
      Properties.forAll(
          81 + qubits,
          20,
          CircuitGenerator.unitary(qubits, 30, 3),
          (circuit, values) ->
              assertThatNumbers(flat(fused(circuit, values, new Workers(1))))
                  .isCloseTo(DenseOracle.state(circuit, values), 1e-12));
    }
  }

  /** 18 qubits: blocks on several threads, and vectors where the machine has them. */
  @Test
  void givenAWideCircuit_thenFusedAndSingleStepsAgreeOnAnyNumberOfThreads() {
    Circuit circuit = CircuitGenerator.unitary(18, 60, 2).circuit(Seed.of(91));
    double[] values = {0.3, -1.2};
    Compiled compiled = Compiled.of(circuit);
    double[][] slots = compiled.angles().workspace(1);
    compiled.angles().evaluate(Bindings.row(circuit.parameters(), values), new int[1], 1, slots);
    double[][] angles = Branches.angles(compiled, slots, 0);
    StateVector single = StateVector.zero(18, new Workers(1));
    for (int k = 0; k < angles.length; k++) {
      single.apply(compiled.steps().get(k), angles[k], false);
    }

    double[] one = flat(fused(circuit, values, new Workers(1)));
    double[] three = flat(fused(circuit, values, new Workers(3)));

    assertThat(Arrays.equals(one, three)).isTrue();
    assertThatNumbers(one).isCloseTo(flat(single), 1e-12);
  }

  @Test
  void givenAGhzStateOfFourteenQubits_whenEstimated_thenItsParitiesAreOne() {
    var builder = Circuit.builder(14).h(0);
    for (int qubit = 1; qubit < 14; qubit++) {
      builder.cx(qubit - 1, qubit);
    }
    Circuit ghz = builder.build();

    double[] found =
        new Simulator(2)
            .expectations(
                ghz,
                List.of(
                    Observable.of("X".repeat(14)),
                    Observable.of("Z".repeat(14)),
                    Observable.of("Z" + "I".repeat(13))),
                Bindings.none());

    assertThatNumbers(found).isCloseTo(new double[] {1, 1, 0}, 1e-12);
  }
}
