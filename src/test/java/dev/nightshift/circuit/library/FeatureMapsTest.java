package dev.nightshift.circuit.library;

import static dev.nightshift.circuit.ParameterExpression.PI;
import static dev.nightshift.circuit.ParameterExpression.of;
import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureMapsTest {
  @Test
  void givenTwoQubits_whenZzFeatureMap_thenTheAnglesStaySymbolic() {
    var x0 = parameter("x0000");
    var x1 = parameter("x0001");

    Circuit map = FeatureMaps.zzFeatureMap(2, 1, Entanglement.FULL);

    assertThat(map)
        .isEqualTo(
            Circuit.builder(2)
                .h(0)
                .h(1)
                .p(of(2).times(x0), 0)
                .p(of(2).times(x1), 1)
                .cx(0, 1)
                .p(of(2).times(PI.minus(x0)).times(PI.minus(x1)), 1)
                .cx(0, 1)
                .build());
  }

  @Test
  void givenFeatureMapAndAnsatz_whenAppended_thenInputsBindBeforeWeights() {
    Circuit circuit =
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build();

    assertThat(circuit.instructions()).hasSize(40);
    assertThat(circuit.depth()).isEqualTo(25);
    assertThat(circuit.parameters())
        .containsExactly(
            "x0000", "x0001", "x0002", "x0003", "y0000", "y0001", "y0002", "y0003", "y0004",
            "y0005", "y0006", "y0007", "y0008", "y0009", "y0010", "y0011");
  }

  @Test
  void givenADataMap_whenPauliFeatureMap_thenItMakesTheAngles() {
    Circuit map =
        FeatureMaps.pauliFeatureMap(
            2,
            1,
            Entanglement.FULL,
            List.of("ZZ"),
            FeatureMaps.Options.DEFAULT
                .withPrefix("in")
                .withDataMap((alpha, inputs) -> alpha.times(inputs.getFirst())));

    assertThat(map)
        .isEqualTo(
            Circuit.builder(2)
                .parameter("in0001")
                .h(0)
                .h(1)
                .cx(0, 1)
                .p(of(2).times(parameter("in0000")), 1)
                .cx(0, 1)
                .build());
  }

  @Test
  void givenNoRepetitions_whenFeatureMap_thenItsInputsAreStillDeclared() {
    assertThat(FeatureMaps.zFeatureMap(2, 0).parameters()).containsExactly("x0000", "x0001");
  }

  @Test
  void givenBadArguments_whenFeatureMap_thenTheErrorNamesThem() {
    refused(() -> FeatureMaps.zFeatureMap(0, 1), "the feature map has 0 qubits; give at least 1");
    refused(
        () -> FeatureMaps.zFeatureMap(1, -1), "the feature map has -1 repetitions; give 0 or more");
    refused(
        () -> FeatureMaps.zzFeatureMap(1, 1, Entanglement.FULL),
        "Pauli string 'ZZ' of a feature map has 2 letters, the circuit 1 qubits");
    refused(
        () -> FeatureMaps.pauliFeatureMap(2, 1, Entanglement.FULL, List.of("ZA")),
        "Pauli string 'ZA' of a feature map: use the letters I, X, Y, Z and at least one not I");
    refused(
        () -> FeatureMaps.pauliFeatureMap(2, 1, Entanglement.FULL, List.of("II")),
        "Pauli string 'II' of a feature map: use the letters I, X, Y, Z and at least one not I");
    refused(
        () -> FeatureMaps.pauliFeatureMap(3, 1, Entanglement.PAIRWISE, List.of("ZZZ")),
        "entanglement pairwise has blocks of 1 or 2 qubits, found 3; use another pattern");
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(NightshiftException.class).hasMessage(message);
  }
}
