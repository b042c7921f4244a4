package dev.nightshift.transpile.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Coupling;
import dev.nightshift.transpile.Receipt.Figures;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.transpile.proof.Equivalence;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BridgeTest {
  private static final int[] IN_PLACE = {0, 1, 2, 3, 4};

  private final Target line = new DeviceCatalog(List.of()).find("nightshift_line5").target();
  private final Coupling coupling = Coupling.of(line);

  @ParameterizedTest
  @EnumSource(
      value = StandardGate.class,
      names = {"CX", "CY", "CZ", "CH"})
  void aGateAcrossAQubitDoesTheSameAndMovesNothing(StandardGate gate) {
    Circuit circuit = settled(gate);

    Transpiled made =
        Transpiler.transpile(
            circuit,
            line,
            TranspileOptions.DEFAULT.withLevel(3).withInitialLayout(List.of(0, 1, 2, 3, 4)));

    assertThat(Equivalence.check(circuit, made, Seed.of(3)).equivalent()).isTrue();
    assertThat(walked(circuit, true).swaps()).isZero();
    assertThat(walked(circuit, true).layout()).isEqualTo(IN_PLACE);
    assertThat(walked(circuit, false).swaps()).isPositive();
  }

  @Test
  void theBridgeCostsFourEntanglersWhereSwapsWouldCostMore() {
    Circuit circuit = settled(StandardGate.CX);
    int gates = Figures.of(circuit).twoQubitGates();

    assertThat(walked(circuit, true).cost()).isEqualTo(gates + 3);
    assertThat(walked(circuit, false).cost()).isGreaterThan(gates + 3);
    assertThat(Figures.of(written(circuit)).twoQubitGates()).isEqualTo(gates + 3);
  }

  @Test
  void whatARoutedCircuitLosesIsAddedUpBlockByBlock() {
    Circuit routed =
        Circuit.builder(5)
            .cx(0, 1)
            .apply(StandardGate.SWAP, List.of(), 1, 0)
            .h(0)
            .cx(1, 2)
            .cx(1, 2)
            .cx(1, 2)
            .cx(1, 2)
            .build();

    assertThat(RoutingLoss.of(routed, coupling))
        .isCloseTo(2 * coupling.pairCost(0, 1) + 3 * coupling.pairCost(1, 2), within(1e-12));
  }

  /** One gate across, and behind it many where all stand well. */
  private static Circuit settled(StandardGate gate) {
    CircuitBuilder circuit = Circuit.builder(5).h(1).apply(gate, List.of(), 1, 3);
    for (int layer = 0; layer < 4; layer++) {
      circuit.cx(0, 1).cx(3, 4).ry(ParameterExpression.of(0.3), 2).cx(2, 3).cx(1, 2).h(1).h(3);
    }
    return circuit.build();
  }

  private Routing walked(Circuit circuit, boolean bridges) {
    return new Sabre(Interactions.of(circuit), coupling)
        .walk(IN_PLACE, new Style(0.1, 20, bridges), Integer.MAX_VALUE, new SplittableRandom(1));
  }

  private Circuit written(Circuit circuit) {
    return RoutedWriter.write(
            Interactions.of(circuit), coupling, IN_PLACE, walked(circuit, true).events())
        .circuit();
  }
}
