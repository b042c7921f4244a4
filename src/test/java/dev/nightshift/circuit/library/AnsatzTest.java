package dev.nightshift.circuit.library;

import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnsatzTest {
  @Test
  void givenTwoQubits_whenRealAmplitudes_thenRotationsSurroundTheEntangler() {
    assertThat(Ansatz.realAmplitudes(2, 1, Entanglement.LINEAR))
        .isEqualTo(
            Circuit.builder(2)
                .ry(parameter("y0000"), 0)
                .ry(parameter("y0001"), 1)
                .cx(0, 1)
                .ry(parameter("y0002"), 0)
                .ry(parameter("y0003"), 1)
                .build());
  }

  @Test
  void givenMoreThanTenThousandWeights_whenNamed_thenCodePointOrderIsStillIndexOrder() {
    Circuit circuit = Ansatz.realAmplitudes(2, 5_000, Entanglement.LINEAR);

    assertThat(circuit.parameters()).hasSize(10_002).first().isEqualTo("y00000");
    assertThat(circuit.parameters().getLast()).isEqualTo("y10001");
  }

  @Test
  void givenOneQubit_whenAnsatz_thenThereIsNothingToEntangle() {
    assertThat(Ansatz.realAmplitudes(1, 2, Entanglement.FULL).counts())
        .containsOnlyKeys("ry")
        .containsEntry("ry", 3);
  }

  @Test
  void givenGatesThatDoNotSuit_whenTwoLocal_thenTheErrorNamesThem() {
    assertThatThrownBy(
            () -> Ansatz.twoLocal(2, 1, List.of(StandardGate.CX), List.of(), Entanglement.FULL))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("rotation gate cx of the ansatz acts on 2 qubits; use gates of one qubit");
    assertThatThrownBy(
            () -> Ansatz.twoLocal(2, 1, List.of(), List.of(StandardGate.CCX), Entanglement.FULL))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("entanglement full: a block of 3 qubits does not fit a circuit of 2");
    assertThatThrownBy(() -> Entanglement.named("ring"))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "entanglement 'ring' is unknown; use one of full, linear, reverse_linear, circular,"
                + " sca, pairwise");
  }

  @Test
  void givenTheBellState_whenMade_thenItIsTheGhzStateOfTwo() {
    assertThat(Circuits.bell()).isEqualTo(Circuit.builder(2).h(0).cx(0, 1).build());
    assertThat(Circuits.ghz(5).depth()).isEqualTo(5);
  }
}
