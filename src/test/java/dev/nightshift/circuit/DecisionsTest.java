package dev.nightshift.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Condition.Comparison;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.CircuitDuration;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a circuit says of itself where it decides on measured bits. */
class DecisionsTest {
  private static Instruction gate(StandardGate gate, Integer... qubits) {
    return new Instruction.Apply(gate, List.of(), List.of(qubits));
  }

  private static Instruction turn(String parameter, int qubit) {
    return new Instruction.Apply(
        StandardGate.RX, List.of(ParameterExpression.parameter(parameter)), List.of(qubit));
  }

  /** q0 is read behind two gates; then one branch has three gates on q1, the other two on q2. */
  private static Circuit circuit() {
    return Circuit.builder(4)
        .bits("c", 2)
        .h(0)
        .x(0)
        .measure(0, 0)
        .ifElse(
            Condition.bit(0),
            List.of(gate(StandardGate.X, 1), turn("b", 1), gate(StandardGate.H, 1)),
            List.of(
                new Instruction.IfElse(
                    Condition.bit(1).negated(),
                    List.of(gate(StandardGate.CX, 2, 1), turn("a", 2)),
                    List.of())))
        .x(2)
        .x(3)
        .build();
  }

  @Test
  void givenBranches_whenCounted_thenBothCountAndDepthGoesThroughTheLonger() {
    Circuit circuit = circuit();

    assertThat(circuit.isDynamic()).isTrue();
    assertThat(circuit.counts())
        .isEqualTo(Map.of("h", 2, "x", 4, "cx", 1, "rx", 2, "measure", 1, "if", 2));
    // Three layers until c[0] is read, then the longer branch on each wire.
    assertThat(circuit.depth()).isEqualTo(6);
    assertThat(circuit.parameters()).containsExactly("a", "b");
    assertThat(circuit.instructions().get(3).qubits()).containsExactly(1, 2);
    assertThat(Instruction.leaves(circuit.instructions())).hasSize(10);
  }

  @Test
  void givenBranches_whenParametersAreBound_thenThoseWithinAreToo() {
    Circuit bound = circuit().bind(Map.of("a", 0.5));

    assertThat(bound.parameters()).containsExactly("b");
    assertThat(bound.bind(Map.of("b", 1.0)).parameters()).isEmpty();
    assertThat(bound).isNotEqualTo(circuit());
  }

  @Test
  void givenBranches_whenTimed_thenTheLongerCountsBehindTheReadingThatDecides() {
    Target target =
        new Target(
            "timed",
            Collections.nCopies(4, QubitFacts.UNKNOWN),
            List.of(
                timed("h", 1),
                timed("x", 10),
                timed("rx", 100),
                timed("cx", 1000),
                timed("measure", 5000)),
            OptionalDouble.empty(),
            0);

    // h, x, measure; then cx and rx on q2 outlast x, rx and h on q1; then x on q2.
    Assertions.assertThat(new CircuitDuration(target).seconds(circuit()))
        .isEqualTo(1 + 10 + 5000 + 1000 + 100 + 10);
  }

  private static Operation timed(String name, double seconds) {
    return new Operation(name, List.of(), OptionalDouble.empty(), OptionalDouble.of(seconds));
  }

  @Test
  void givenAnInstruction_whenPlacedElsewhere_thenAllInItIs() {
    Instruction decision = circuit().instructions().get(3);

    Instruction placed = decision.placed(qubit -> qubit + 10, bit -> bit + 5);

    assertThat(placed.qubits()).containsExactly(11, 12);
    assertThat(((Instruction.IfElse) placed).bits()).containsExactly(5, 6);
    assertThat(placed.placed(qubit -> qubit - 10, bit -> bit - 5)).isEqualTo(decision);
  }

  @Test
  void givenABranchOutsideTheCircuit_whenBuilt_thenItIsRefused() {
    assertRefused(
        Circuit.builder(1).bits("c", 1),
        Condition.bit(1),
        gate(StandardGate.X, 0),
        "if: bit 1 is outside [0, 1)");
    assertRefused(
        Circuit.builder(1).bits("c", 1),
        Condition.bit(0),
        gate(StandardGate.X, 1),
        "x: qubit 1 is outside [0, 1)");
    assertRefused(
        Circuit.builder(1).bits("c", 1),
        Condition.bit(0),
        new Instruction.Measure(0, 2),
        "measure: bit 2 is outside [0, 1)");
    assertThatThrownBy(() -> new Condition.Compare(List.of(0, 1), Comparison.LESS, 4))
        .hasMessage("4 has more digits than the 2 bits it is compared with");
  }

  private static void assertRefused(
      CircuitBuilder builder, Condition condition, Instruction inside, String message) {
    assertThatThrownBy(() -> builder.ifElse(condition, List.of(inside), List.of()))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(ErrorCode.CIRCUIT_INVALID);
  }
}
