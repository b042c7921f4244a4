package dev.nightshift.transpile.pass;

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

class ReorderCommutingTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(4, "cz"));
  private final ReorderCommuting pass = new ReorderCommuting();

  private static CircuitBuilder circuit() {
    return Circuit.builder(4);
  }

  @Test
  void givenCzAlongALine_whenReordered_thenTheyTakeTwoLayers() {
    Circuit given = circuit().cz(0, 1).cz(1, 2).cz(2, 3).build();

    assertThat(pass.run(given, CZ)).isEqualTo(circuit().cz(0, 1).cz(2, 3).cz(1, 2).build());
  }

  @Test
  void givenALongChainBehindOneGate_whenReordered_thenItGoesFirst() {
    Circuit given = circuit().cz(0, 1).cz(0, 2).cx(3, 2).cx(1, 2).build();

    Circuit result = pass.run(given, CZ);

    assertThat(Cost.of(given).depth()).isEqualTo(4);
    assertThat(Cost.of(result).depth()).isEqualTo(3);
    PassChecks.assertSame(result, given);
  }

  @Test
  void givenGatesThatDoNotCommute_whenReordered_thenItIsTheSameCircuit() {
    Circuit given = circuit().cx(0, 1).cx(1, 2).cx(2, 3).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void givenABarrier_whenReordered_thenNothingPassesIt() {
    Circuit given = circuit().cz(0, 1).cz(1, 2).barrier().cz(2, 3).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void anyCircuitKeepsItsUnitaryAndPhase() {
    PassChecks.keepsUnitaries(pass, CZ, 611, 200);
  }

  @Test
  void circuitsThatCommuteALotKeepTheirUnitaryAndGetNoDeeper() {
    Properties.forAll(
        612,
        500,
        new CircuitGenerator(
            4,
            20,
            2,
            List.of(
                StandardGate.RZZ,
                StandardGate.CX,
                StandardGate.CZ,
                StandardGate.RXX,
                StandardGate.RZX,
                StandardGate.T,
                StandardGate.SX),
            Set.of()),
        (circuit, values) -> {
          Circuit result = pass.run(circuit, CZ);
          PassChecks.assertSame(result, circuit, values);
          assertThat(Cost.of(result).depth()).isLessThanOrEqualTo(Cost.of(circuit).depth());
        });
  }
}
