package dev.nightshift.sim;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final double STEP = 1e-3;

  private static final List<Blocks.Shape> SHAPES =
      List.of(new Blocks.Shape(2, 0, 1), new Blocks.Shape(3, 1, 1), Blocks.Shape.PAIR);

  private record Gradient(double value, double[] slopes) {}

  private static Gradient gradient(
      Circuit circuit,
      double[] values,
      List<String> wanted,
      Observable observable,
      Blocks.Shape shape,
      int threads) {
    Adjoint adjoint = Adjoint.of(circuit, wanted);
    double[][] slots = adjoint.compiled().angles().workspace(1);
    adjoint
        .compiled()
        .angles()
        .evaluate(Bindings.row(circuit.parameters(), values), new int[1], 1, slots);
    double[] value = new double[1];
    double[] jacobian = new double[wanted.size()];
    adjoint.run(new Workers(threads), observable, slots, 0, value, jacobian, shape);
    return new Gradient(value[0], jacobian);
  }

  private static double quotient(
      Circuit circuit, double[] values, int parameter, Observable observable) {
    double[] at = new double[5];
    for (int k = -2; k <= 2; k++) {
      double[] moved = values.clone();
      moved[parameter] += k * STEP;
      at[k + 2] = DenseOracle.expectation(circuit, observable, moved);
    }
    return (at[0] - 8 * at[1] + 8 * at[3] - at[4]) / (12 * STEP);
  }

  private static Observable observable(int qubits) {
    return new Observable(
        List.of(
            new Observable.Term("XYZZX".substring(0, qubits), 1.0),
            new Observable.Term("ZIIXY".substring(0, qubits), -0.5)));
  }

  /**
   * Angles are parameters themselves, of which a circuit of 25 gates has few: the truncation is
   * small.
   */
  @Test
  void randomCircuitsInBlocksOfAnySizeHaveTheDifferenceQuotientsOfTheOracle() {
    for (int qubits = 1; qubits <= 5; qubits++) {
      Observable observable = observable(qubits);
      for (Blocks.Shape shape : SHAPES) {
        Properties.forAll(
            391 + qubits,
            12,
            CircuitGenerator.unitary(qubits, 25, 3)
                .with(Feature.POWER)
                .without(Feature.EXPRESSIONS),
            (circuit, values) -> {
              // Not all of them: what comes before the first wanted angle is not swept.
              List<String> wanted = circuit.parameters().subList(1, 3);

              Gradient found = gradient(circuit, values, wanted, observable, shape, 1);

              assertThat(found.value())
                  .isCloseTo(DenseOracle.expectation(circuit, observable, values), within(1e-12));
              for (int k = 0; k < wanted.size(); k++) {
                assertThat(found.slopes()[k])
                    .isCloseTo(quotient(circuit, values, k + 1, observable), within(1e-6));
              }
            });
      }
    }
  }

  /** Expressions are too steep for quotients: slopes reach 1,000. Lanes know nothing of blocks. */
  @Test
  void randomExpressionsHaveTheGradientsThatLanesFind() {
    Simulator lanes = new Simulator(1);
    for (int qubits = 1; qubits <= 5; qubits++) {
      Observable observable = observable(qubits);
      for (Blocks.Shape shape : SHAPES) {
        Properties.forAll(
            491 + qubits,
            12,
            CircuitGenerator.unitary(qubits, 25, 3),
            (circuit, values) -> {
              Gradient found =
                  gradient(circuit, values, circuit.parameters(), observable, shape, 1);

              double[] expected =
                  lanes
                      .gradients(
                          circuit,
                          observable,
                          Bindings.row(circuit.parameters(), values),
                          circuit.parameters())
                      .jacobian();
              for (int k = 0; k < expected.length; k++) {
                assertThat(found.slopes()[k])
                    .isCloseTo(expected[k], within(1e-11 * (1 + Math.abs(expected[k]))));
              }
            });
      }
    }
  }

  /** Layers of RZ RY RZ on each qubit and a ring of CX. */
  private static Circuit layers(int qubits, int layers) {
    CircuitBuilder builder = Circuit.builder(qubits);
    int next = 0;
    for (int layer = 0; layer < layers; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        for (int k = 0; k < 3; k++) {
          String name = "w%04d".formatted(next++);
          builder.parameter(name);
          ParameterExpression angle = ParameterExpression.parameter(name);
          if (k == 1) {
            builder.ry(angle, qubit);
          } else {
            builder.rz(angle, qubit);
          }
        }
      }
      for (int qubit = 0; qubit < qubits; qubit++) {
        builder.cx(qubit, (qubit + layer + 1) % qubits);
      }
    }
    return builder.build();
  }

  @Test
  void givenSixteenQubits_thenTheGradientHasTheSameBitsOnAnyNumberOfThreads() {
    Circuit circuit = layers(16, 3);
    double[] values = Seed.of(5).random().doubles(144, -3, 3).toArray();
    Observable observable = Observable.of("I".repeat(15) + "Z");
    List<String> all = circuit.parameters();

    Gradient one = gradient(circuit, values, all, observable, Blocks.Shape.PAIR, 1);
    Gradient three = gradient(circuit, values, all, observable, Blocks.Shape.PAIR, 3);
    Gradient small = gradient(circuit, values, all, observable, new Blocks.Shape(8, 3, 1), 2);

    assertThat(three.value()).isEqualTo(one.value());
    assertThat(three.slopes()).isEqualTo(one.slopes());
    assertThatNumbers(small.slopes()).isCloseTo(one.slopes(), 1e-13);
  }

  @Test
  void givenElevenQubits_thenTheGradientIsThatOfParameterShift() {
    Circuit circuit = layers(11, 2);
    double[] values = Seed.of(6).random().doubles(66, -3, 3).toArray();
    Observable observable = Observable.of("ZXIYIIZIIIX");
    double[] shifted = new double[2 * 66 * 66];
    for (int row = 0; row < 132; row++) {
      System.arraycopy(values, 0, shifted, 66 * row, 66);
      shifted[66 * row + row / 2] += row % 2 == 0 ? Math.PI / 2 : -Math.PI / 2;
    }
    Simulator simulator = new Simulator(2);

    double[] found =
        simulator
            .gradients(
                circuit,
                observable,
                Bindings.row(circuit.parameters(), values),
                circuit.parameters())
            .jacobian();

    double[] at =
        simulator.expectations(
            circuit, List.of(observable), Bindings.rows(circuit.parameters(), shifted));
    double[] expected = new double[66];
    for (int k = 0; k < 66; k++) {
      expected[k] = (at[2 * k] - at[2 * k + 1]) / 2;
    }
    assertThatNumbers(found).isCloseTo(expected, 1e-12);
  }
}
