package dev.nightshift.backend.mitigation;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.Mitigation.Amplifier;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldingTest {
  private static final Seed SEED = Seed.of(1);

  /** One-qubit gates around n gates cz on a line of 3. */
  private static Circuit line(int n) {
    CircuitBuilder builder = Circuit.builder(3);
    for (int k = 0; k < n; k++) {
      builder.ry(ParameterExpression.of(0.3 + k), k % 3).cz(k % 2, k % 2 + 1);
    }
    return builder.h(0).build();
  }

  /** How often each cz of the circuit it came from stands there in a row. */
  private static List<Integer> runs(Circuit circuit) {
    List<Integer> runs = new ArrayList<>();
    boolean before = false;
    for (Instruction instruction : circuit.instructions()) {
      boolean cz = instruction instanceof Instruction.Apply apply && apply.qubits().size() == 2;
      if (cz && before) {
        runs.set(runs.size() - 1, runs.getLast() + 1);
      } else if (cz) {
        runs.add(1);
      }
      before = cz;
    }
    return runs;
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "3, 30", "5, 50", "1.4, 14", "2, 20", "1.05, 10", "1.1, 12"})
  void aFactorMakesAsManyTwoQubitGatesAsFoldsOfTwoAllow(double factor, int gates) {
    for (Amplifier amplifier : Amplifier.values()) {
      Circuit folded = Folding.amplified(line(10), factor, amplifier, SEED);

      assertThat(folded.counts().get("cz")).as(amplifier.wireName()).isEqualTo(gates);
      assertThat(folded.counts().get("ry")).isEqualTo(10);
    }
  }

  @Test
  void whatDoesNotFitOnAllGatesAlikeGoesToTheFrontTheBackOrAnywhere() {
    assertThat(runs(Folding.amplified(line(5), 1.8, Amplifier.GATE_FOLDING_FRONT, SEED)))
        .containsExactly(3, 3, 1, 1, 1);
    assertThat(runs(Folding.amplified(line(5), 1.8, Amplifier.GATE_FOLDING_BACK, SEED)))
        .containsExactly(1, 1, 1, 3, 3);
    assertThat(runs(Folding.amplified(line(5), 3.8, Amplifier.GATE_FOLDING_FRONT, SEED)))
        .containsExactly(5, 5, 3, 3, 3);
    assertThat(
            Stream.iterate(0L, seed -> seed + 1)
                .limit(50)
                .map(seed ->
                    runs(Folding.amplified(line(5), 1.8, Amplifier.GATE_FOLDING, Seed.of(seed)))
                        .toString())
                .distinct())
        .as("of 10 choices, 50 seeds see most")
        .hasSizeGreaterThan(7);
  }

  @Test
  void aFoldedCircuitMeansTheSame() {
    Circuit circuit =
        Circuit.builder(3)
            .h(0)
            .apply(StandardGate.ECR, List.of(), 0, 1)
            .apply(StandardGate.RZZ, List.of(ParameterExpression.parameter("a")), 1, 2)
            .apply(StandardGate.CRX, List.of(ParameterExpression.of(0.4)), 2, 0)
            .apply(StandardGate.SWAP, List.of(), 0, 2)
            .cx(2, 1)
            .globalPhase(ParameterExpression.of(0.2))
            .build();
    List<Observable> observables =
        List.of(Observable.of("XYZ"), Observable.of("ZIX"), Observable.of("YYI"));
    Bindings row = Bindings.row(List.of("a"), 1.1);

    Circuit folded = Folding.amplified(circuit, 3, Amplifier.GATE_FOLDING, SEED);

    assertThat(folded.instructions()).hasSize(16);
    assertThat(folded.parameters()).isEqualTo(circuit.parameters());
    Simulator simulator = new Simulator();
    assertThatNumbers(simulator.expectations(folded, observables, row))
        .isCloseTo(simulator.expectations(circuit, observables, row), 1e-12);
  }

  @Test
  void aGateWhoseInverseIsAnotherGateIsRefusedByName() {
    Circuit circuit = Circuit.builder(2).apply(StandardGate.DCX, List.of(), 1, 0).build();

    assertThatThrownBy(() -> Folding.amplified(circuit, 3, Amplifier.GATE_FOLDING, SEED))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_VALUE))
        .hasMessage(
            "gate dcx on qubits [1, 0] cannot be folded: its inverse is another gate; use gates"
                + " that are their own inverse, such as cz, cx or ecr, or switch zne_mitigation"
                + " off");
  }

  @Test
  void aCircuitWithoutTwoQubitGatesStaysAsItIs() {
    Circuit circuit = Circuit.builder(1).h(0).build();

    assertThat(Folding.amplified(circuit, 5, Amplifier.GATE_FOLDING, SEED)).isEqualTo(circuit);
  }
}
