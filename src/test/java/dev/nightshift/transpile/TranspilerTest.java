package dev.nightshift.transpile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.transpile.proof.Equivalence;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Target;
import org.junit.jupiter.api.Test;

class TranspilerTest {
  /** The 5,000 with -Dnightshift.transpile.cases=1250; a quarter of it each kind. */
  private static final int CASES = Integer.getInteger("nightshift.transpile.cases", 75);

  @Test
  void givenAnyUnitary_whenTranspiledToAnyTarget_thenItFitsAndDoesTheSame() {
    Properties.forAll(
        20261126,
        CASES,
        CircuitGenerator.unitary(4, 14, 3),
        (circuit, values) -> checked(circuit, values, 6));
  }

  @Test
  void givenMeasurementsAndResetsOnTheWay_whenTranspiled_thenReadingsAreTheSame() {
    Properties.forAll(
        20261127,
        CASES,
        CircuitGenerator.unitary(3, 12, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> checked(circuit, values, 5));
  }

  @Test
  void givenPowers_whenTranspiled_thenTheyAreExact() {
    Properties.forAll(
        20261128,
        CASES,
        CircuitGenerator.unitary(5, 8, 0).with(Feature.POWER),
        (circuit, values) -> checked(circuit, values, 5));
  }

  @Test
  void givenAWideCliffordCircuit_whenTranspiled_thenTheTableauIsTheSame() {
    Properties.forAll(
        20261129,
        CASES,
        CircuitGenerator.clifford(14, 60),
        (circuit, values) -> checked(circuit, values, 20));
  }

  private static void checked(Circuit circuit, double[] values, int width) {
    Seed seed = Seed.of(circuit.hashCode());
    Target target = RandomTargets.random(width, seed);
    TranspileOptions options =
        new TranspileOptions(
            (int) Math.floorMod(seed.split("level").value(), 4),
            seed,
            java.util.List.of(),
            seed.split("fractional").value() % 2 == 0);

    Transpiled transpiled = Transpiler.transpile(circuit, target, options);

    assertThat(
            IsaCheck.misfit(
                transpiled.circuit(), Bindings.row(circuit.parameters(), values), target))
        .isEmpty();
    assertThat(transpiled.circuit().parameters()).isEqualTo(circuit.parameters());
    Equivalence.Verdict verdict = Equivalence.check(circuit, transpiled, seed);
    assertThat(verdict.equivalent()).as("%s at level %d", verdict, options.level()).isTrue();
  }
}
