package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static dev.nightshift.transpile.pass.PassChecks.B;
import static dev.nightshift.transpile.pass.PassChecks.PI;
import static dev.nightshift.transpile.pass.PassChecks.number;
import static dev.nightshift.transpile.pass.PassChecks.sx;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.PassContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommutativeCancellationTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(4, "cz"));
  private static final PassContext ECR = PassChecks.on(PassChecks.oneWay(4, "ecr"));
  private static final PassContext CX = PassChecks.on(PassChecks.oneWay(4, "cx"));
  private static final PassContext RZZ = PassChecks.fractionalOn(PassChecks.full(4, "cz", "rzz"));
  private final CommutativeCancellation pass = new CommutativeCancellation();

  private static CircuitBuilder circuit() {
    return Circuit.builder(4);
  }

  @Test
  void givenRotationsAroundCz_whenMoved_thenTheyAreOneBehindIt() {
    Circuit given = circuit().rz(A, 0).cz(0, 1).rz(B, 0).cz(0, 2).build();

    assertThat(pass.run(given, CZ)).isEqualTo(circuit().cz(0, 1).cz(0, 2).rz(A.plus(B), 0).build());
  }

  @Test
  void givenARotationBeforeXAndEcr_whenMoved_thenItsSignChangesTwice() {
    Circuit given =
        circuit().rz(A, 0).x(0).apply(StandardGate.ECR, List.of(), 0, 1).rz(B, 0).build();

    assertThat(pass.run(given, ECR))
        .isEqualTo(
            circuit().x(0).apply(StandardGate.ECR, List.of(), 0, 1).rz(A.plus(B), 0).build());
  }

  @Test
  void givenEqualCxAcrossGatesThatCommute_whenCancelled_thenTheyAreGone() {
    Circuit given = sx(circuit().cx(0, 1).rz(A, 0).cx(2, 1), 1).cx(0, 3).cx(0, 1).cz(0, 2).build();

    Circuit result = pass.run(given, CX);

    assertThat(result).isEqualTo(sx(circuit().cx(2, 1).cx(0, 3).cz(0, 2).rz(A, 0), 1).build());
  }

  @Test
  void givenCxThatDoNotCommute_whenCancelled_thenTheyStay() {
    Circuit given = circuit().cx(0, 1).cx(1, 2).cx(0, 1).build();

    assertThat(pass.run(given, CX)).isSameAs(given);
  }

  @Test
  void givenRzzOfSymbols_whenMerged_thenTheirAnglesAreOneSum() {
    Circuit given =
        circuit()
            .apply(StandardGate.RZZ, List.of(A), 0, 1)
            .cz(1, 2)
            .apply(StandardGate.RZZ, List.of(A), 1, 0)
            .build();

    assertThat(pass.run(given, CZ))
        .isEqualTo(circuit().apply(StandardGate.RZZ, List.of(A.times(2)), 0, 1).cz(1, 2).build());
  }

  @Test
  void givenRzzOfTheDevice_whenTheSumIsOutOfRange_thenBothStay() {
    Circuit small =
        circuit()
            .apply(StandardGate.RZZ, List.of(number(0.5)), 0, 1)
            .apply(StandardGate.RZZ, List.of(number(0.25)), 0, 1)
            .build();
    Circuit large =
        circuit()
            .apply(StandardGate.RZZ, List.of(number(1.5)), 0, 1)
            .apply(StandardGate.RZZ, List.of(number(0.25)), 0, 1)
            .build();

    assertThat(pass.run(small, RZZ))
        .isEqualTo(circuit().apply(StandardGate.RZZ, List.of(number(0.75)), 0, 1).build());
    assertThat(pass.run(large, RZZ)).isSameAs(large);
  }

  @Test
  void givenTurnsAboutXAroundATarget_whenMoved_thenTheyAreOne() {
    Circuit given = sx(sx(circuit(), 1).cx(0, 1), 1).build();

    assertThat(pass.run(given, CX)).isEqualTo(circuit().cx(0, 1).x(1).build());
  }

  @Test
  void givenThreeQuarterTurns_whenMoved_thenNoGateIsWrittenThatTheDeviceLacks() {
    Circuit given = sx(circuit().x(1).cx(0, 1), 1).build();

    Circuit result = pass.run(given, CX);

    assertThat(result.counts()).containsOnlyKeys("cx", "rz", "sx");
    PassChecks.assertSame(result, given);
  }

  @Test
  void givenMeasurementsResetsAndBarriers_whenMoved_thenNothingPassesThem() {
    Circuit given =
        circuit()
            .bits("c", 1)
            .rz(A, 0)
            .measure(0, 0)
            .rz(A, 0)
            .reset(0)
            .rz(number(PI / 2), 0)
            .barrier()
            .rz(A, 0)
            .cz(0, 1)
            .barrier()
            .cz(0, 1)
            .build();

    Circuit result = pass.run(given, CZ);

    assertThat(result.counts()).isEqualTo(given.counts());
  }

  @Test
  void anyCircuitKeepsItsUnitaryAndPhase() {
    PassChecks.keepsUnitaries(pass, CZ, 531, 300);
  }

  @Test
  void aDeviceCircuitKeepsItsUnitaryAndStaysOnTheDevice() {
    PassChecks.keepsDeviceCircuits(pass, CZ, 532, 100);
    PassChecks.keepsDeviceCircuits(pass, ECR, 533, 100);
    PassChecks.keepsDeviceCircuits(pass, CX, 534, 100);
    PassChecks.keepsDeviceCircuits(pass, RZZ, 535, 60);
  }
}
