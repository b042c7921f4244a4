package dev.nightshift.oracle;

import static dev.nightshift.assertion.HouseAssertions.assertThatCircuit;
import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.circuit.library.Circuits;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The oracle against results worked out by hand. */
class DenseOracleTest {
  private static final double ROOT = Math.sqrt(0.5);

  @Test
  void bellStateAndItsCorrelations() {
    Circuit bell = Circuits.bell();

    assertThatNumbers(DenseOracle.state(bell))
        .isCloseTo(new double[] {ROOT, 0, 0, 0, 0, 0, ROOT, 0}, 1e-15);
    assertThat(DenseOracle.expectation(bell, Observable.of("ZZ"))).isCloseTo(1, within(1e-15));
    assertThat(DenseOracle.expectation(bell, Observable.of("XX"))).isCloseTo(1, within(1e-15));
    assertThat(DenseOracle.expectation(bell, Observable.of("YY"))).isCloseTo(-1, within(1e-15));
    assertThat(DenseOracle.expectation(bell, Observable.of("IZ"))).isCloseTo(0, within(1e-15));
  }

  @Test
  void qubitZeroIsTheLeastSignificantBit() {
    Circuit flipped = Circuit.builder(3).x(0).build();

    assertThat(DenseOracle.state(flipped)[2 * 0b001]).isEqualTo(1);
    assertThat(DenseOracle.expectation(flipped, Observable.of("IIZ"))).isEqualTo(-1);
    assertThat(DenseOracle.expectation(flipped, Observable.of("ZII"))).isEqualTo(1);
  }

  @Test
  void theFirstOperandIsTheControl() {
    Circuit circuit = Circuit.builder(2).x(1).cx(1, 0).build();

    assertThat(DenseOracle.state(circuit)[2 * 0b11]).isEqualTo(1);
  }

  @Test
  void measurementInTheMiddleAndResetBranch() {
    Circuit circuit =
        Circuit.builder(2)
            .bits("c", 2)
            .h(0)
            .measure(0, 0)
            .cx(0, 1)
            .reset(0)
            .measure(1, 1)
            .measure(0, 0)
            .build();

    assertThat(DenseOracle.distribution(circuit))
        .containsOnlyKeys("00", "10")
        .allSatisfy((_, probability) -> assertThat(probability).isCloseTo(0.5, within(1e-15)));
    assertThat(DenseOracle.expectation(circuit, Observable.of("IZ"))).isCloseTo(1, within(1e-15));
    assertThatThrownBy(() -> DenseOracle.state(circuit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void modifiedGatesAreTheMatricesOneExpects() {
    assertThatNumbers(DenseOracle.matrix(new ModifiedGate.Controlled(StandardGate.X, true)))
        .isCloseTo(StandardGate.CX.matrix(), 0);
    assertThatNumbers(DenseOracle.matrix(new ModifiedGate.Inverse(StandardGate.S)))
        .isCloseTo(StandardGate.SDG.matrix(), 1e-15);
    Circuit negative =
        Circuit.builder(2)
            .apply(new ModifiedGate.Controlled(StandardGate.X, false), List.of(), 1, 0)
            .build();
    assertThat(DenseOracle.state(negative)[2 * 0b01]).isEqualTo(1);
  }

  @Test
  void aGlobalPhaseTurnsTheStateOnly() {
    Circuit turned = Circuit.builder(1).h(0).globalPhase(ParameterExpression.of(0.3)).build();

    assertThatCircuit(turned).isEquivalentTo(Circuit.builder(1).h(0).build());
    assertThatNumbers(DenseOracle.state(turned))
        .isCloseTo(
            new double[] {
              ROOT * Math.cos(0.3), ROOT * Math.sin(0.3), ROOT * Math.cos(0.3), ROOT * Math.sin(0.3)
            },
            1e-15);
  }

  @Test
  void everyCircuitKeepsTheNorm() {
    Properties.forAll(
        101,
        50,
        CircuitGenerator.unitary(4, 15, 3),
        (circuit, values) -> {
          double norm = 0;
          for (double amplitude : DenseOracle.state(circuit, values)) {
            norm += amplitude * amplitude;
          }
          assertThat(norm).isCloseTo(1, within(1e-12));
        });
  }

  @Test
  void probabilitiesSumToOne() {
    Properties.forAll(
        102,
        50,
        CircuitGenerator.unitary(3, 12, 2)
            .with(CircuitGenerator.Feature.MEASURE, CircuitGenerator.Feature.RESET),
        (circuit, values) -> {
          Map<String, Double> distribution = DenseOracle.distribution(circuit, values);
          assertThat(distribution.values().stream().mapToDouble(Double::doubleValue).sum())
              .isCloseTo(1, within(1e-12));
        });
  }

  @Test
  void anInstructionThatIsOnlyABarrierChangesNothing() {
    assertThatCircuit(
            Circuit.builder(2)
                .h(0)
                .barrier()
                .add(new Instruction.Delay(5, "ns", List.of(1)))
                .cx(0, 1)
                .build())
        .isEquivalentTo(Circuits.bell());
  }
}
