package dev.nightshift.transpile.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A proof is worth what it refuses: each method meets wrong circuits. */
class EquivalenceTest {
  private static final Target DEVICE =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_hex27").target();

  /** A circuit that is compared by the method. */
  private static Circuit circuit(Equivalence.Method method, Seed seed) {
    return switch (method) {
      case UNITARY -> CircuitGenerator.unitary(4, 12, 2).circuit(seed);
      case TABLEAU -> CircuitGenerator.clifford(12, 40).circuit(seed);
      case STATE -> ring(11);
      case READINGS ->
          // A circuit that happens to measure nothing would be compared as the unitary that it is.
          Stream.iterate(seed, one -> one.split("next"))
              .map(CircuitGenerator.unitary(3, 10, 1).with(Feature.MEASURE)::circuit)
              .filter(circuit -> circuit.counts().containsKey("measure"))
              .findFirst()
              .orElseThrow();
      case NONE -> throw new IllegalArgumentException("no method");
    };
  }

  /** Not Clifford, and too wide for its unitary. */
  private static Circuit ring(int qubits) {
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int q = 0; q < qubits; q++) {
      builder.ry(ParameterExpression.of(0.3 + q), q);
    }
    for (int q = 0; q + 1 < qubits; q++) {
      builder.cx(q, q + 1);
    }
    return builder.build();
  }

  @ParameterizedTest
  @EnumSource(
      value = Equivalence.Method.class,
      names = {"UNITARY", "TABLEAU", "STATE", "READINGS"})
  void givenARightAndAWrongCircuit_whenCompared_thenEachIsTold(Equivalence.Method method) {
    for (int i = 0; i < 5; i++) {
      Seed seed = Seed.of(40 + i);
      Circuit circuit = circuit(method, seed);
      Transpiled right =
          Transpiler.transpile(circuit, DEVICE, TranspileOptions.DEFAULT.withLevel(1));

      Equivalence.Verdict verdict = Equivalence.check(circuit, right, seed);
      Equivalence.Verdict other = Equivalence.check(circuit, spoilt(right, circuit), seed);

      assertThat(verdict.method()).isEqualTo(method);
      assertThat(verdict.equivalent()).as("case %d: %s", i, verdict).isTrue();
      assertThat(other.equivalent()).as("case %d: %s", i, other).isFalse();
    }
  }

  /** A quarter turn about X where the first virtual qubit starts. */
  private static Transpiled spoilt(Transpiled right, Circuit circuit) {
    List<Instruction> instructions = new ArrayList<>(right.circuit().instructions());
    int place = right.initialLayout().getFirst();
    instructions.addFirst(new Instruction.Apply(StandardGate.SX, List.of(), List.of(place)));
    return new Transpiled(
        Properties.withInstructions(right.circuit(), instructions),
        right.initialLayout(),
        right.finalLayout(),
        right.receipt());
  }

  @Test
  void givenAWrongFinalLayout_whenCompared_thenItIsTold() {
    Circuit circuit = Circuit.builder(3).h(0).cx(0, 1).cx(1, 2).build();
    Transpiled right = Transpiler.transpile(circuit, DEVICE, TranspileOptions.DEFAULT);
    List<Integer> swapped = new ArrayList<>(right.finalLayout());
    Collections.swap(swapped, 0, 2);

    Transpiled wrong =
        new Transpiled(right.circuit(), right.initialLayout(), swapped, right.receipt());

    assertThat(Equivalence.check(circuit, right, Seed.of(1)).equivalent()).isTrue();
    assertThat(Equivalence.check(circuit, wrong, Seed.of(1)).equivalent()).isFalse();
  }

  @Test
  void givenAResetBehindASwap_whenItIsDroppedAtTheStart_thenTheReadingsAreTheSame() {
    Circuit circuit =
        Circuit.builder(3)
            .apply(StandardGate.SWAP, List.of(), 0, 2)
            .reset(2)
            .apply(StandardGate.CS, List.of(), 1, 0)
            .build();
    Transpiled right = Transpiler.transpile(circuit, DEVICE, TranspileOptions.DEFAULT);

    Equivalence.Verdict verdict = Equivalence.check(circuit, right, Seed.of(1));

    assertThat(right.circuit().counts()).doesNotContainKey("reset");
    assertThat(verdict.method()).isEqualTo(Equivalence.Method.READINGS);
    assertThat(verdict.equivalent()).isTrue();
  }

  @Test
  void givenBitsThatAreExchanged_whenCompared_thenItIsTold() {
    Circuit circuit = Circuit.builder(2).bits("c", 2).x(0).measure(0, 0).measure(1, 1).build();
    Transpiled right = Transpiler.transpile(circuit, DEVICE, TranspileOptions.DEFAULT);
    List<Instruction> exchanged =
        right.circuit().instructions().stream()
            .map(step ->
                step instanceof Instruction.Measure(int qubit, int bit)
                    ? new Instruction.Measure(qubit, 1 - bit)
                    : step)
            .toList();

    Transpiled wrong =
        new Transpiled(
            Properties.withInstructions(right.circuit(), exchanged),
            right.initialLayout(),
            right.finalLayout(),
            right.receipt());

    assertThat(Equivalence.check(circuit, wrong, Seed.of(1)).equivalent()).isFalse();
  }
}
