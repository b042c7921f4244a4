package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static dev.nightshift.transpile.pass.PassChecks.B;
import static dev.nightshift.transpile.pass.PassChecks.PI;
import static dev.nightshift.transpile.pass.PassChecks.number;
import static dev.nightshift.transpile.pass.PassChecks.sx;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.value.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeOneQubitGatesTest {
  private static final Target DEVICE = PassChecks.full(3, "cz");
  private static final PassContext PLAIN = PassChecks.on(DEVICE);
  private static final PassContext FRACTIONAL = PassChecks.fractionalOn(DEVICE);
  private final MergeOneQubitGates pass = new MergeOneQubitGates();

  private static CircuitBuilder circuit() {
    return Circuit.builder(3);
  }

  @Test
  void givenAHadamard_whenMerged_thenOnePulseIsLeft() {
    Circuit merged = pass.run(circuit().h(1).build(), PLAIN);

    assertThat(merged)
        .isEqualTo(
            sx(circuit().rz(number(PI / 2), 1), 1)
                .rz(number(PI / 2), 1)
                .globalPhase(number(PI / 4))
                .build());
  }

  @Test
  void givenGatesThatUndoEachOther_whenMerged_thenNothingIsLeft() {
    Circuit given =
        circuit()
            .h(0)
            .x(0)
            .h(0)
            .apply(StandardGate.Z, List.of(), 0)
            .rz(A, 1)
            .x(1)
            .rz(A, 1)
            .x(1)
            .parameter("a")
            .build();

    Circuit merged = pass.run(given, PLAIN);

    assertThat(merged.instructions()).isEmpty();
    PassChecks.assertSame(merged, given, 0.7);
  }

  @Test
  void givenTwoSx_whenMerged_thenTheyAreOneX() {
    Circuit merged = pass.run(sx(sx(circuit(), 2), 2).build(), PLAIN);

    assertThat(merged).isEqualTo(circuit().x(2).build());
  }

  @Test
  void givenADeviceWithoutX_whenMerged_thenSxStandsTwice() {
    Target device =
        PassChecks.target(
            3,
            PassChecks.oneQubit(3).stream()
                .filter(operation -> !operation.name().equals("x"))
                .toList());

    Circuit merged = pass.run(circuit().x(2).build(), PassChecks.on(device));

    assertThat(merged).isEqualTo(sx(sx(circuit(), 2), 2).build());
  }

  @Test
  void givenLevel0_whenMerged_thenEachGateIsWrittenByItself() {
    Circuit given = circuit().h(0).h(0).rz(A, 1).x(1).rz(A, 1).build();

    Circuit merged =
        pass.run(
            given, new PassContext(DEVICE, TranspileOptions.DEFAULT.withLevel(0), PLAIN.seed()));

    assertThat(merged.counts()).isEqualTo(Map.of("rz", 6, "sx", 2, "x", 1));
    PassChecks.assertSame(merged, given, 0.7);
  }

  @Test
  void givenRotationsAboutZ_whenMerged_thenTheirAnglesAreOneSum() {
    Circuit given =
        circuit().rz(A, 0).rz(number(0.5), 0).rz(B, 0).rz(number(0.25), 0).rz(A, 0).build();

    Circuit merged = pass.run(given, PLAIN);

    assertThat(merged).isEqualTo(circuit().rz(A.times(2).plus(B).plus(number(0.75)), 0).build());
  }

  @Test
  void givenAnXBetweenSymbols_whenMerged_thenTheSecondChangesItsSign() {
    Circuit merged = pass.run(circuit().rz(A, 0).x(0).rz(B, 0).build(), PLAIN);

    assertThat(merged).isEqualTo(circuit().x(0).rz(A.negated().plus(B), 0).build());
  }

  @Test
  void givenFullTurns_whenMerged_thenOnlyTheirPhaseIsLeft() {
    Circuit given = circuit().rz(number(2 * PI), 0).rz(number(4 * PI), 1).build();

    Circuit merged = pass.run(given, PLAIN);

    assertThat(merged.instructions()).isEmpty();
    PassChecks.assertSame(merged, given);
  }

  @Test
  void givenASymbolicRy_whenMerged_thenItTakesTwoPulses() {
    Circuit given = circuit().ry(A, 0).build();

    Circuit merged = pass.run(given, PLAIN);

    assertThat(merged.counts()).isEqualTo(Map.of("rz", 2, "sx", 2));
    PassChecks.assertSame(merged, given, 1.1);
  }

  @Test
  void givenASymbolicRy_whenFractionalGatesAreAskedFor_thenItTakesOne() {
    Circuit given = circuit().ry(A, 0).build();

    Circuit merged = pass.run(given, FRACTIONAL);

    assertThat(merged)
        .isEqualTo(circuit().rz(number(-PI / 2), 0).rx(A, 0).rz(number(PI / 2), 0).build());
  }

  @Test
  void givenAnXBesideAnSx_whenMerged_thenItCostsNoPulse() {
    Circuit given = sx(circuit().x(0).rz(A, 0), 0).build();

    Circuit merged = pass.run(given, PLAIN);

    assertThat(Cost.pulses(merged.instructions())).isEqualTo(1);
    PassChecks.assertSame(merged, given, 0.3);
  }

  @Test
  void givenTheShortestForm_whenMerged_thenItIsTheSameCircuit() {
    Circuit given =
        sx(sx(circuit().rz(A, 0), 0).rz(B.times(3), 0), 0)
            .rz(number(0.3), 0)
            .cz(0, 1)
            .x(1)
            .rz(number(-1), 1)
            .build();

    assertThat(pass.run(given, PLAIN)).isSameAs(given);
  }

  @Test
  void givenABarrier_whenMerged_thenNothingMovesAcross() {
    Circuit given = sx(sx(circuit(), 0).barrier(), 0).build();

    assertThat(pass.run(given, PLAIN)).isSameAs(given);
  }

  @Test
  void givenADeviceWithoutSx_whenMerged_thenRunsStay() {
    Circuit given = circuit().h(0).h(0).build();
    Target other = PassChecks.target(3, List.of(PassChecks.operation("h", 0, 0)));

    assertThat(pass.run(given, PassChecks.on(other))).isSameAs(given);
  }

  @Test
  void anyOneQubitGateTakesAtMostTwoPulsesAndOneWithRx() {
    for (StandardGate gate : StandardGate.values()) {
      if (gate.qubits() != 1) {
        continue;
      }
      for (double angle : new double[] {0, 0.3, PI / 2, PI, -2.2, 7}) {
        ParameterExpression[] angles = new ParameterExpression[gate.parameters()];
        Arrays.fill(angles, number(angle));
        Circuit given = circuit().apply(gate, List.of(angles), 1).build();

        Circuit merged = pass.run(given, PLAIN);
        Circuit fractional = pass.run(given, FRACTIONAL);

        assertThat(Cost.pulses(merged.instructions())).as("%s", gate).isLessThanOrEqualTo(2);
        assertThat(merged.instructions().size()).as("%s", gate).isLessThanOrEqualTo(5);
        assertThat(Cost.pulses(fractional.instructions())).as("%s", gate).isLessThanOrEqualTo(1);
        PassChecks.assertSame(merged, given);
        PassChecks.assertSame(fractional, given);
      }
    }
  }

  @Test
  void anyCircuitKeepsItsUnitaryAndPhase() {
    PassChecks.keepsUnitaries(pass, PLAIN, 501, 300);
    PassChecks.keepsUnitaries(pass, FRACTIONAL, 502, 150);
  }

  @Test
  void aDeviceCircuitKeepsItsUnitaryAndStaysOnTheDevice() {
    PassChecks.keepsDeviceCircuits(pass, PLAIN, 503, 200);
    PassChecks.keepsDeviceCircuits(pass, FRACTIONAL, 504, 100);
  }
}
