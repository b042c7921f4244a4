package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static dev.nightshift.transpile.pass.PassChecks.B;
import static dev.nightshift.transpile.pass.PassChecks.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.PassContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancelInversesTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(4, "cz"));
  private final CancelInverses pass = new CancelInverses();

  private static CircuitBuilder circuit() {
    return Circuit.builder(4);
  }

  @Test
  void givenNestedPairs_whenCancelled_thenAllAreGone() {
    Circuit given = circuit().cx(0, 1).cz(1, 2).h(2).x(3).h(2).cz(2, 1).cx(0, 1).build();

    assertThat(pass.run(given, CZ)).isEqualTo(circuit().x(3).build());
  }

  @Test
  void givenAnEcrTwice_whenCancelled_thenItIsGone() {
    Circuit given =
        circuit()
            .apply(StandardGate.ECR, List.of(), 2, 3)
            .apply(StandardGate.ECR, List.of(), 2, 3)
            .build();

    assertThat(pass.run(given, CZ).instructions()).isEmpty();
  }

  @Test
  void givenTheOtherDirection_whenCancelled_thenOnlySymmetricGatesAreGone() {
    Circuit given = circuit().cx(0, 1).cx(1, 0).cz(2, 3).cz(3, 2).build();

    assertThat(pass.run(given, CZ)).isEqualTo(circuit().cx(0, 1).cx(1, 0).build());
  }

  @Test
  void givenNamedAndModifiedInverses_whenCancelled_thenTheyAreGone() {
    Circuit given =
        circuit()
            .apply(StandardGate.S, List.of(), 0)
            .apply(StandardGate.SDG, List.of(), 0)
            .apply(StandardGate.ISWAP, List.of(), 0, 1)
            .apply(new ModifiedGate.Inverse(StandardGate.ISWAP), List.of(), 0, 1)
            .rz(A, 2)
            .rz(A.negated(), 2)
            .apply(StandardGate.RZZ, List.of(A), 2, 3)
            .apply(StandardGate.RZZ, List.of(number(0).minus(A)), 2, 3)
            .parameter("a")
            .build();

    assertThat(pass.run(given, CZ)).isEqualTo(circuit().parameter("a").build());
  }

  @Test
  void givenRotationsOfOneKind_whenCancelled_thenTheirAnglesAddUp() {
    Circuit given =
        circuit()
            .apply(StandardGate.RZZ, List.of(A), 0, 1)
            .apply(StandardGate.RZZ, List.of(B), 1, 0)
            .apply(StandardGate.CRX, List.of(A), 2, 3)
            .apply(StandardGate.CRX, List.of(A), 3, 2)
            .build();

    assertThat(pass.run(given, CZ))
        .isEqualTo(
            circuit()
                .apply(StandardGate.RZZ, List.of(A.plus(B)), 0, 1)
                .apply(StandardGate.CRX, List.of(A), 2, 3)
                .apply(StandardGate.CRX, List.of(A), 3, 2)
                .build());
  }

  @Test
  void givenARotationOfTheDevice_whenTheSumLeavesItsRange_thenBothStay() {
    PassContext fractional = PassChecks.fractionalOn(PassChecks.full(4, "cz", "rzz"));
    Circuit given =
        circuit()
            .apply(StandardGate.RZZ, List.of(number(1)), 0, 1)
            .apply(StandardGate.RZZ, List.of(number(1)), 0, 1)
            .apply(StandardGate.RZZ, List.of(number(0.5)), 2, 3)
            .apply(StandardGate.RZZ, List.of(number(0.25)), 2, 3)
            .build();

    assertThat(pass.run(given, fractional))
        .isEqualTo(
            circuit()
                .apply(StandardGate.RZZ, List.of(number(1)), 0, 1)
                .apply(StandardGate.RZZ, List.of(number(1)), 0, 1)
                .apply(StandardGate.RZZ, List.of(number(0.75)), 2, 3)
                .build());
  }

  @Test
  void givenSomethingBetween_whenCancelled_thenNothingChanges() {
    Circuit given =
        circuit().cx(0, 1).x(1).cx(0, 1).h(2).barrier().h(2).cx(2, 3).cx(1, 2).cx(2, 3).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void anyCircuitKeepsItsUnitaryAndPhase() {
    PassChecks.keepsUnitaries(pass, CZ, 521, 200);
  }

  @Test
  void aDeviceCircuitKeepsItsUnitaryAndStaysOnTheDevice() {
    PassChecks.keepsDeviceCircuits(pass, CZ, 522, 60);
    PassChecks.keepsDeviceCircuits(pass, PassChecks.on(PassChecks.oneWay(3, "ecr")), 523, 60);
  }
}
