package dev.nightshift.circuit;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static dev.nightshift.circuit.ParameterExpression.of;
import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.circuit.library.Circuits;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CircuitTest {
  @Test
  void parametersAreInCodePointOrderUsedOrDeclared() {
    Circuit circuit =
        Circuit.builder(1)
            .ry(parameter("b"), 0)
            .rz(parameter("\uD83D\uDE00"), 0)
            .rx(parameter("\uFF41"), 0)
            .ry(parameter("B"), 0)
            .parameter("a10")
            .parameter("a9")
            .globalPhase(parameter("θ"))
            .build();

    // By UTF-16 the emoji, a surrogate pair, would come before the full-width letter.
    assertThat(circuit.parameters())
        .containsExactly("B", "a10", "a9", "b", "θ", "\uFF41", "\uD83D\uDE00");
  }

  @Test
  void depthCountsWhatSharesQubitsOrBits() {
    assertThat(Circuit.builder(3).h(0).h(1).h(2).build().depth()).isEqualTo(1);
    assertThat(Circuits.ghz(4).depth()).isEqualTo(4);
    assertThat(Circuit.builder(2).bits("c", 1).measure(0, 0).measure(1, 0).build().depth())
        .isEqualTo(2);
    assertThat(Circuit.builder(2).h(0).barrier().h(1).build().depth()).isEqualTo(1);
    assertThat(Circuit.builder(1).h(0).reset(0).build().depth()).isEqualTo(2);
    assertThat(Circuit.builder(1).build().depth()).isZero();
  }

  @Test
  void countsAreByName() {
    Circuit circuit = Circuit.builder(2).h(0).cx(0, 1).cx(1, 0).barrier().measureAll().build();

    assertThat(circuit.counts()).isEqualTo(Map.of("h", 1, "cx", 2, "barrier", 1, "measure", 2));
  }

  @Test
  void circuitsAreEqualWhenAllTheirPartsAre() {
    Circuit one = Circuit.builder(2).h(0).ry(parameter("a"), 1).build();

    assertThat(one)
        .isEqualTo(Circuit.builder(2).h(0).ry(parameter("a"), 1).build())
        .hasSameHashCodeAs(Circuit.builder(2).h(0).ry(parameter("a"), 1).build())
        .isNotEqualTo(Circuit.builder(2).h(0).ry(parameter("b"), 1).build())
        .isNotEqualTo(Circuit.builder(3).h(0).ry(parameter("a"), 1).build())
        .isNotEqualTo(Circuit.builder(2).h(0).ry(parameter("a"), 1).parameter("b").build())
        .isNotEqualTo(Circuit.builder(2).h(0).ry(parameter("a"), 1).globalPhase(of(1)).build());
  }

  @Test
  void bindingSomeParametersLeavesTheOthers() {
    Circuit circuit = Circuit.builder(1).ry(parameter("a").times(parameter("b")), 0).build();

    Circuit bound = circuit.bind(Map.of("a", 2.0));

    assertThat(bound.parameters()).containsExactly("b");
    assertThat(bound).isEqualTo(Circuit.builder(1).ry(of(2).times(parameter("b")), 0).build());
  }

  @Test
  void givenRandomCircuits_whenAllParametersAreBound_thenTheStateIsThatOfTheValues() {
    Properties.forAll(
        11,
        40,
        CircuitGenerator.unitary(3, 10, 3),
        (circuit, values) -> {
          Map<String, Double> map = new HashMap<>();
          for (int i = 0; i < values.length; i++) {
            map.put(circuit.parameters().get(i), values[i]);
          }
          Circuit bound = circuit.bind(map);
          assertThat(bound.parameters()).isEmpty();
          assertThatNumbers(DenseOracle.state(bound))
              .isCloseTo(DenseOracle.state(circuit, values), 1e-12);
        });
  }

  @Test
  void anAppendedCircuitBringsItsPhaseAndParameters() {
    Circuit inner =
        Circuit.builder(1).parameter("z").ry(parameter("a"), 0).globalPhase(of(0.5)).build();

    Circuit outer = Circuit.builder(2).globalPhase(of(1)).append(inner).x(1).build();

    assertThat(outer.parameters()).containsExactly("a", "z");
    assertThat(outer.globalPhase()).isEqualTo(of(1.5));
    assertThat(outer.instructions()).hasSize(2);
  }

  @Test
  void toStringSaysSizeNotContent() {
    assertThat(Circuit.builder(2).apply(StandardGate.CZ, List.of(), 0, 1).build())
        .hasToString("Circuit[2 qubits, 0 bits, 1 instructions, parameters []]");
  }
}
