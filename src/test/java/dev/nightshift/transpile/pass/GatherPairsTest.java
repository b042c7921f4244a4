package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.transpile.PassContext;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatherPairsTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(4, "cz"));
  private final GatherPairs pass = new GatherPairs();

  private static CircuitBuilder circuit() {
    return Circuit.builder(4);
  }

  private static CircuitBuilder rzz(CircuitBuilder builder, int a, int b) {
    return builder.apply(StandardGate.RZZ, List.of(A), a, b);
  }

  private static CircuitBuilder swap(CircuitBuilder builder, int a, int b) {
    return builder.apply(StandardGate.SWAP, List.of(), a, b);
  }

  @Test
  void givenARotationFarFromItsSwap_whenGathered_thenTheyStandSideBySide() {
    Circuit given = swap(rzz(rzz(rzz(circuit(), 0, 1), 0, 2), 3, 1), 0, 1).build();

    assertThat(pass.run(given, CZ))
        .isEqualTo(swap(rzz(rzz(rzz(circuit(), 0, 2), 3, 1), 0, 1), 0, 1).build());
  }

  @Test
  void givenASwapBeforeTheRotations_whenGathered_thenTheRotationComesBack() {
    Circuit given = rzz(rzz(swap(circuit(), 0, 1), 0, 2), 1, 0).build();

    assertThat(pass.run(given, CZ)).isEqualTo(rzz(rzz(swap(circuit(), 0, 1), 1, 0), 0, 2).build());
  }

  @Test
  void givenOneQubitGatesOfTheBlock_whenGathered_thenTheyNeedNotCommute() {
    Circuit given = circuit().cx(0, 1).h(1).cz(0, 2).cx(0, 1).build();

    assertThat(pass.run(given, CZ)).isEqualTo(circuit().cz(0, 2).cx(0, 1).h(1).cx(0, 1).build());
  }

  @Test
  void givenGatesThatDoNotCommute_whenGathered_thenNothingMoves() {
    Circuit given = swap(rzz(circuit(), 0, 1).cx(2, 0), 0, 1).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void givenMeasurementsOfOneBit_whenGathered_thenTheirOrderStays() {
    Circuit given =
        swap(
                rzz(rzz(Circuit.builder(4).bits("c", 1), 0, 1), 0, 2).measure(3, 0).measure(2, 0),
                0,
                1)
            .build();

    Circuit result = pass.run(given, CZ);

    assertThat(result.instructions())
        .containsExactlyInAnyOrderElementsOf(given.instructions())
        .containsSubsequence(given.instructions().get(2), given.instructions().get(3));
    assertThat(result).isNotEqualTo(given);
  }

  @Test
  void anyCircuitKeepsItsUnitaryAndPhase() {
    PassChecks.keepsUnitaries(pass, CZ, 601, 300);
  }

  @Test
  void circuitsOfFewGatesOnFewPairsKeepTheirUnitary() {
    Properties.forAll(
        602,
        600,
        new CircuitGenerator(
            4,
            16,
            2,
            List.of(
                StandardGate.RZZ,
                StandardGate.SWAP,
                StandardGate.CX,
                StandardGate.CZ,
                StandardGate.RXX,
                StandardGate.T,
                StandardGate.SX),
            Set.of()),
        (circuit, values) -> PassChecks.assertSame(pass.run(circuit, CZ), circuit, values));
  }
}
