package dev.nightshift.qasm;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import org.junit.jupiter.api.Test;

/** What is printed reads back as the same program, for random programs from a printed seed. */
class RandomProgramsTest {
  @Test
  void printedCircuitsReadBackWithTheSameStateAndThenNothingChanges() {
    Properties.forAll(
        501,
        150,
        CircuitGenerator.unitary(4, 14, 3).with(Feature.POWER),
        (circuit, values) -> {
          Circuit read = Qasm.read("random.qasm", Qasm.print(circuit));

          assertThat(read.parameters()).isEqualTo(circuit.parameters());
          assertThatNumbers(DenseOracle.state(read, values))
              .isCloseTo(DenseOracle.state(circuit, values), 1e-10);
          // Reading may simplify, such as pow(1) of a phase; after that nothing changes any more.
          assertThat(Qasm.read("random.qasm", Qasm.print(read))).isEqualTo(read);
        });
  }

  @Test
  void printedMeasurementsAndResetsReadBackWithTheSameDistribution() {
    Properties.forAll(
        502,
        80,
        CircuitGenerator.unitary(3, 10, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> {
          Circuit read = Qasm.read("random.qasm", Qasm.print(circuit));

          var expected = DenseOracle.distribution(circuit, values);
          var found = DenseOracle.distribution(read, values);
          assertThat(found.keySet()).isEqualTo(expected.keySet());
          found.forEach((bits, probability) ->
              assertThatNumbers(probability)
                  .isCloseTo(new double[] {expected.getOrDefault(bits, 0.0)}, 1e-10));
        });
  }
}
