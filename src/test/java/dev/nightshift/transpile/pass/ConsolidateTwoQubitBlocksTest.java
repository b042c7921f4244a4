package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static dev.nightshift.transpile.pass.PassChecks.PI;
import static dev.nightshift.transpile.pass.PassChecks.number;
import static dev.nightshift.transpile.pass.PassChecks.sx;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.value.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsolidateTwoQubitBlocksTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(3, "cz"));
  private static final PassContext ECR = PassChecks.on(PassChecks.oneWay(3, "ecr"));
  private static final PassContext CX = PassChecks.on(PassChecks.oneWay(3, "cx"));
  private static final PassContext RZZ = PassChecks.fractionalOn(PassChecks.full(3, "cz", "rzz"));
  private final ConsolidateTwoQubitBlocks pass = new ConsolidateTwoQubitBlocks();

  private static CircuitBuilder circuit() {
    return Circuit.builder(3);
  }

  @Test
  void givenASwapAndACx_whenConsolidated_thenTwoEntanglersAreLeft() {
    Circuit given = circuit().apply(StandardGate.SWAP, List.of(), 0, 1).cx(1, 0).build();

    for (PassContext device : List.of(CZ, ECR, CX, RZZ)) {
      Circuit result = pass.run(given, device);

      assertThat(PassChecks.entanglers(result)).isEqualTo(2);
      PassChecks.assertFits(result, device);
      PassChecks.assertSame(result, given);
    }
  }

  @Test
  void givenManyGatesOnAPair_whenConsolidated_thenThreeEntanglersAreLeft() {
    CircuitBuilder builder = circuit();
    for (int i = 0; i < 6; i++) {
      sx(builder.rz(number(0.3 + i), 0), 0).rz(number(1.1 + i), 0).cz(0, 1);
      sx(sx(builder, 1).rz(number(0.7 * i), 1), 1);
    }
    Circuit given = builder.build();

    Circuit result = pass.run(given, CZ);

    assertThat(PassChecks.entanglers(result)).isEqualTo(3);
    PassChecks.assertSame(result, given);
  }

  @Test
  void givenARotationBetweenCx_whenRzzIsThere_thenOneIsEnough() {
    for (double angle : new double[] {0.4, -0.4, 2, -2, 3, PI / 2, -PI / 2, 5}) {
      Circuit given = circuit().cx(0, 1).rz(number(angle), 1).cx(0, 1).build();

      Circuit result = pass.run(given, RZZ);

      assertThat(PassChecks.entanglers(result)).isEqualTo(1);
      PassChecks.assertFits(result, RZZ);
      PassChecks.assertSame(result, given);
    }
  }

  @Test
  void givenARotationBetweenCx_whenFractionalGatesAreNotAskedFor_thenItStays() {
    Circuit given = sx(sx(circuit().cz(0, 1), 1).rz(number(0.4), 1), 1).cz(0, 1).build();

    assertThat(pass.run(given, PassChecks.on(RZZ.target()))).isSameAs(given);
  }

  @Test
  void givenABlockThatIsNothing_whenConsolidated_thenItIsGone() {
    Circuit given =
        circuit().cz(0, 2).x(0).cz(0, 2).apply(StandardGate.Z, List.of(), 2).x(0).build();

    Circuit result = pass.run(given, CZ);

    assertThat(result.instructions()).isEmpty();
    PassChecks.assertSame(result, given);
  }

  @Test
  void givenASymbolInTheMiddle_whenConsolidated_thenBothSidesAreBlocksOfTheirOwn() {
    Circuit given = circuit().cz(0, 1).cz(0, 1).rz(A, 0).cz(0, 1).cz(0, 1).build();

    Circuit result = pass.run(given, CZ);

    assertThat(result).isEqualTo(circuit().rz(A, 0).build());
  }

  @Test
  void givenTwoEntanglers_whenOneLosesLess_thenItIsTaken() {
    List<Target.Operation> operations = PassChecks.oneQubit(2);
    operations.add(PassChecks.operation("cx", 0.02, 0, 1));
    operations.add(PassChecks.operation("ecr", 0.005, 1, 0));
    PassContext device = PassChecks.on(PassChecks.target(2, operations));
    Circuit given = Circuit.builder(2).cx(0, 1).x(0).cx(0, 1).rx(number(1), 0).cx(0, 1).build();

    Circuit result = pass.run(given, device);

    assertThat(result.counts()).containsEntry("ecr", 1).doesNotContainKey("cx");
    PassChecks.assertSame(result, given);
  }

  @Test
  void givenADeadEdge_whenConsolidated_thenTheBlockStays() {
    List<Target.Operation> operations = new ArrayList<>(PassChecks.oneQubit(2));
    operations.add(PassChecks.operation("cz", 1, 0, 1));
    Circuit given = Circuit.builder(2).cz(0, 1).x(0).cz(0, 1).build();

    assertThat(pass.run(given, PassChecks.on(PassChecks.target(2, operations)))).isSameAs(given);
  }

  @Test
  void givenOneEntangler_whenConsolidated_thenItIsTheSameCircuit() {
    Circuit given = sx(sx(circuit(), 0).cz(0, 1).cz(1, 2), 2).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void anyCircuitKeepsItsUnitaryAndPhase() {
    PassChecks.keepsUnitaries(pass, CZ, 511, 150);
    PassChecks.keepsUnitaries(pass, ECR, 512, 100);
    PassChecks.keepsUnitaries(pass, CX, 513, 100);
    PassChecks.keepsUnitaries(pass, RZZ, 514, 100);
  }

  @Test
  void aDeviceCircuitKeepsItsUnitaryAndStaysOnTheDevice() {
    PassChecks.keepsDeviceCircuits(pass, CZ, 515, 100);
    PassChecks.keepsDeviceCircuits(pass, ECR, 516, 100);
    PassChecks.keepsDeviceCircuits(pass, CX, 517, 100);
    PassChecks.keepsDeviceCircuits(pass, RZZ, 518, 100);
  }
}
