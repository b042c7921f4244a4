package dev.nightshift.circuit;

import static dev.nightshift.circuit.ParameterExpression.of;
import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBuilderTest {
  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(thrown -> ((NightshiftException) thrown).code())
        .isEqualTo(ErrorCode.CIRCUIT_INVALID);
  }

  @Test
  void registersAreLaidOutInTheOrderOfDeclaration() {
    Circuit circuit =
        Circuit.builder().qubits("a", 2).qubits("b", 3).bits("c", 1).bits("d", 2).build();

    assertThat(circuit.qubitRegisters())
        .containsExactly(new Register("a", 0, 2), new Register("b", 2, 3));
    assertThat(circuit.bitRegisters())
        .containsExactly(new Register("c", 0, 1), new Register("d", 1, 2));
    assertThat(circuit.qubits()).isEqualTo(5);
    assertThat(circuit.bits()).isEqualTo(3);
  }

  @Test
  void measureAllAddsARegisterOfItsOwn() {
    Circuit circuit = Circuit.builder(2).bits("c", 1).measure(1, 0).measureAll().build();

    assertThat(circuit.bitRegisters())
        .containsExactly(new Register("c", 0, 1), new Register("meas", 1, 2));
    assertThat(circuit.instructions())
        .containsExactly(
            new Instruction.Measure(1, 0),
            new Instruction.Measure(0, 1),
            new Instruction.Measure(1, 2));
  }

  @Test
  void shortNamesApplyTheGatesTheyName() {
    assertThat(
            Circuit.builder(2)
                .x(0)
                .p(of(1), 0)
                .rx(of(2), 1)
                .rz(parameter("a"), 0)
                .cz(1, 0)
                .build()
                .instructions())
        .containsExactly(
            new Instruction.Apply(StandardGate.X, List.of(), List.of(0)),
            new Instruction.Apply(StandardGate.P, List.of(of(1)), List.of(0)),
            new Instruction.Apply(StandardGate.RX, List.of(of(2)), List.of(1)),
            new Instruction.Apply(StandardGate.RZ, List.of(parameter("a")), List.of(0)),
            new Instruction.Apply(StandardGate.CZ, List.of(), List.of(1, 0)));
  }

  @Test
  void givenTheWrongNumberOfAnglesOrQubits_thenTheErrorNamesTheGate() {
    CircuitBuilder builder = Circuit.builder(3);
    refused(() -> builder.apply(StandardGate.RX, List.of(), 0), "gate rx takes 1 angles, found 0");
    refused(() -> builder.apply(StandardGate.CX, List.of(), 0), "gate cx takes 2 qubits, found 1");
  }

  @Test
  void givenAQubitOrBitOutside_thenTheErrorGivesTheRange() {
    CircuitBuilder builder = Circuit.builder(5).bits("c", 2);
    refused(() -> builder.cx(4, 7), "cx: qubit 7 is outside [0, 5)");
    refused(() -> builder.h(-1), "h: qubit -1 is outside [0, 5)");
    refused(() -> builder.measure(5, 0), "measure: qubit 5 is outside [0, 5)");
    refused(() -> builder.measure(0, 2), "measure: bit 2 is outside [0, 2)");
    refused(() -> builder.reset(9), "reset: qubit 9 is outside [0, 5)");
    refused(
        () -> builder.add(new Instruction.Barrier(List.of(0, 5))),
        "barrier: qubit 5 is outside [0, 5)");
    refused(
        () -> builder.add(new Instruction.Delay(1, "ns", List.of(6))),
        "delay: qubit 6 is outside [0, 5)");
    assertThat(builder.build().instructions()).isEmpty();
  }

  @Test
  void givenAQubitTwice_thenTheErrorNamesIt() {
    refused(
        () -> Circuit.builder(2).cx(1, 1), "gate cx has qubit 1 twice; its operands must differ");
  }

  @Test
  void givenABadRegister_thenTheErrorNamesIt() {
    refused(() -> Circuit.builder(0), "register q has size 0; it needs at least 1");
    refused(
        () -> Circuit.builder(1).qubits("q", 1),
        "register q is declared twice; choose another name");
    refused(
        () -> Circuit.builder(1).bits("c", 1).bits("c", 1),
        "register c is declared twice; choose another name");
  }

  @Test
  void givenAWiderCircuit_whenAppended_thenTheErrorGivesTheRange() {
    refused(
        () -> Circuit.builder(1).append(Circuit.builder(2).h(1).build()),
        "h: qubit 1 is outside [0, 1)");
  }
}
