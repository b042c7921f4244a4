package dev.nightshift.gen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PropertiesTest {
  @Test
  void givenASeed_whenGeneratedTwice_thenTheCircuitIsTheSame() {
    CircuitGenerator generator = CircuitGenerator.unitary(3, 20, 2);

    assertThat(generator.circuit(Seed.of(5))).isEqualTo(generator.circuit(Seed.of(5)));
    assertThat(generator.circuit(Seed.of(5))).isNotEqualTo(generator.circuit(Seed.of(6)));
  }

  @Test
  void givenManySeeds_whenGenerated_thenEveryStandardGateAndEveryKindOccurs() {
    CircuitGenerator generator =
        CircuitGenerator.unitary(4, 40, 3)
            .with(CircuitGenerator.Feature.MEASURE, CircuitGenerator.Feature.RESET);
    Set<Gate> standard = new HashSet<>();
    Set<Class<?>> kinds = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      for (Instruction instruction : generator.circuit(Seed.of(seed)).instructions()) {
        kinds.add(instruction.getClass());
        if (instruction instanceof Instruction.Apply(Gate gate, _, _)) {
          kinds.add(gate.getClass());
          standard.add(gate);
        }
      }
    }

    assertThat(standard).contains(StandardGate.values());
    assertThat(kinds)
        .contains(
            DefinedGate.class,
            ModifiedGate.Controlled.class,
            ModifiedGate.Inverse.class,
            Instruction.Barrier.class,
            Instruction.Measure.class,
            Instruction.Reset.class);
  }

  @Test
  void givenALawThatTwoGatesBreak_whenChecked_thenOnlyThoseTwoRemain() {
    assertThatThrownBy(() ->
            Properties.forAll(
                7,
                20,
                CircuitGenerator.unitary(3, 30, 1).withGates(StandardGate.H, StandardGate.CX),
                (circuit, _) -> {
                  assertThat(circuit.counts().getOrDefault("cx", 0)).isLessThan(2);
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed 7, case 0, values [")
        .hasMessageContaining("OPENQASM 3.0;")
        .extracting(Throwable::getMessage)
        .satisfies(message ->
            assertThat(message.lines().filter(line -> line.startsWith("cx "))).hasSize(2))
        .satisfies(message -> assertThat(message).doesNotContain("h q["));
  }

  @Test
  void givenALawThatHolds_whenChecked_thenNothingIsThrown() {
    Properties.forAll(
        1,
        10,
        CircuitGenerator.unitary(2, 5, 0),
        (Circuit circuit, double[] values) ->
            assertThat(values).hasSize(circuit.parameters().size()));
  }
}
