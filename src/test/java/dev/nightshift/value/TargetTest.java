package dev.nightshift.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static Operation operation(String name, double error, Integer... qubits) {
    return new Operation(name, List.of(qubits), OptionalDouble.of(error), OptionalDouble.of(50e-9));
  }

  private static Target target(Operation... operations) {
    return new Target(
        "three",
        List.of(QubitFacts.UNKNOWN, QubitFacts.UNKNOWN, QubitFacts.UNKNOWN),
        List.of(operations),
        OptionalDouble.empty(),
        250e-6);
  }

  @Test
  void givenADeadGate_whenEdgesAreAsked_thenItIsListedAsAnOperationButNotAsAnEdge() {
    Target target =
        target(operation("cz", 0.01, 1, 0), operation("cz", 1, 1, 2), operation("rzz", 0.02, 1, 0));

    assertThat(target.edges()).containsExactly(List.of(1, 0));
    assertThat(target.find("cz", List.of(1, 2)))
        .hasValueSatisfying(cz -> assertThat(cz.isDead()).isTrue());
    assertThat(target.find("cz", List.of(1, 0)).orElseThrow().isDead()).isFalse();
    assertThat(target.operationNames()).containsExactly("cz", "rzz");
  }

  @Test
  void givenAnOperationOfAnyQubits_whenFound_thenThatOfTheVeryQubitsComesFirst() {
    Target target = target(operation("x", 0.5), operation("x", 0.001, 2));

    assertThat(target.find("x", List.of(2)).orElseThrow().error()).hasValue(0.001);
    assertThat(target.find("x", List.of(1)).orElseThrow().error()).hasValue(0.5);
    assertThat(target.find("y", List.of(1))).isEmpty();
    assertThat(target.byName().get("x")).containsOnlyKeys(List.of(), List.of(2));
  }

  @Test
  void givenAQubitTheDeviceLacks_whenMade_thenTheErrorNamesOperationAndRange() {
    assertThatThrownBy(() -> target(operation("cz", 0.01, 1, 3)))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("target three lists cz on qubit 3, which is outside [0, 3)");
  }
}
