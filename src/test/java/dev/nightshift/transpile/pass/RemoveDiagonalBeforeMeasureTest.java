package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.transpile.PassContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RemoveDiagonalBeforeMeasureTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(3, "cz"));
  private final RemoveDiagonalBeforeMeasure pass = new RemoveDiagonalBeforeMeasure();

  private static CircuitBuilder circuit() {
    return Circuit.builder(3).bits("c", 3);
  }

  @Test
  void givenDiagonalGatesBeforeMeasurements_whenRemoved_thenTheyAreGone() {
    Circuit given =
        circuit()
            .h(0)
            .h(1)
            .rz(A, 0)
            .cz(0, 1)
            .apply(StandardGate.RZZ, List.of(A), 0, 1)
            .rz(A, 1)
            .barrier()
            .measure(0, 0)
            .measure(1, 1)
            .parameter("a")
            .build();

    assertThat(pass.run(given, CZ))
        .isEqualTo(
            circuit().h(0).h(1).barrier().measure(0, 0).measure(1, 1).parameter("a").build());
  }

  @Test
  void givenOneQubitThatIsNotMeasured_whenRemoved_thenItsGatesStay() {
    Circuit given = circuit().h(0).cz(0, 1).rz(A, 1).measure(0, 0).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void givenAReset_whenRemoved_thenOnlyOneQubitGatesBeforeItAreGone() {
    Circuit given = circuit().h(0).h(1).cz(0, 1).rz(A, 0).reset(0).h(1).measure(1, 1).build();

    assertThat(pass.run(given, CZ))
        .isEqualTo(circuit().h(0).h(1).cz(0, 1).reset(0).h(1).measure(1, 1).parameter("a").build());
  }

  @Test
  void givenGatesBehindAMeasurement_whenRemoved_thenTheyStay() {
    Circuit given = circuit().h(0).measure(0, 0).rz(A, 0).h(0).measure(0, 1).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void anyCircuitKeepsTheDistributionOfItsReadings() {
    CircuitGenerator generator =
        new CircuitGenerator(
                3,
                10,
                2,
                List.of(
                    StandardGate.H,
                    StandardGate.RZ,
                    StandardGate.CZ,
                    StandardGate.RZZ,
                    StandardGate.CP,
                    StandardGate.CX,
                    StandardGate.T),
                EnumSet.of(CircuitGenerator.Feature.MEASURE))
            .with(CircuitGenerator.Feature.RESET, CircuitGenerator.Feature.BARRIER);
    Properties.forAll(
        551,
        400,
        generator,
        (circuit, values) -> {
          Circuit measured =
              Properties.withInstructions(
                  circuit,
                  Stream.concat(
                          circuit.instructions().stream(),
                          IntStream.range(0, 3).mapToObj(q -> new Instruction.Measure(q, q)))
                      .toList());
          Map<String, Double> before = DenseOracle.distribution(measured, values);
          Map<String, Double> after = DenseOracle.distribution(pass.run(measured, CZ), values);
          assertThat(after.keySet()).isEqualTo(before.keySet());
          before.forEach((bits, p) -> assertThat(after.get(bits)).isCloseTo(p, within(1e-12)));
        });
  }
}
