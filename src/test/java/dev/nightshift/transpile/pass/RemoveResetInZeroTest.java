package dev.nightshift.transpile.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.PassContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoveResetInZeroTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(3, "cz"));
  private final RemoveResetInZero pass = new RemoveResetInZero();

  private static CircuitBuilder circuit() {
    return Circuit.builder(3).bits("c", 3);
  }

  @Test
  void givenResetsAtTheStart_whenRemoved_thenOnlyThoseOfTouchedQubitsStay() {
    Circuit given = circuit().reset(0).barrier().reset(1).h(1).reset(1).reset(1).reset(2).build();

    assertThat(pass.run(given, CZ)).isEqualTo(circuit().barrier().h(1).reset(1).build());
  }

  @Test
  void givenAMeasurementOrAPause_whenRemoved_thenTheResetStays() {
    Circuit given =
        circuit()
            .measure(0, 0)
            .reset(0)
            .add(new Instruction.Delay(100, "ns", List.of(1)))
            .reset(1)
            .build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }
}
