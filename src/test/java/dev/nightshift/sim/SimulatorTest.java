package dev.nightshift.sim;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.oracle.FiniteDifference;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class SimulatorTest {
  private final Simulator simulator = new Simulator(2);

  private static Circuit nano() {
    return Circuit.builder(4)
        .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
        .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
        .build();
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void givenTheNanoCircuit_whenEvaluated_thenValuesAndGradientsEqualQiskits() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/resources/golden/circuit/nano.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    double[] rows =
        lines.stream().flatMapToDouble(l -> Arrays.stream(numbers(l.split("\\|")[0]))).toArray();
    double[] values =
        lines.stream().flatMapToDouble(l -> Arrays.stream(numbers(l.split("\\|")[1]))).toArray();
    double[] slopes =
        lines.stream()
            .flatMapToDouble(l -> Arrays.stream(numbers(l.split("\\|")[3] + l.split("\\|")[2])))
            .toArray();
    Circuit circuit = nano();
    Bindings bindings = Bindings.rows(circuit.parameters(), rows);

    double[] found = simulator.expectations(circuit, List.of(Observable.of("ZZZZ")), bindings);
    Simulator.Gradients gradients =
        simulator.gradients(circuit, Observable.of("ZZZZ"), bindings, circuit.parameters());

    assertThat(lines).hasSizeGreaterThan(5);
    assertThatNumbers(found).isCloseTo(values, 1e-12);
    assertThatNumbers(gradients.values()).isCloseTo(values, 1e-12);
    assertThatNumbers(gradients.jacobian()).isCloseTo(slopes, 1e-12);
  }

  @Test
  void randomCircuitsGiveTheStateOfTheOracle() {
    for (int qubits = 1; qubits <= 5; qubits++) {
      Properties.forAll(
          11 + qubits,
          30,
          CircuitGenerator.unitary(qubits, 25, 3),
          (circuit, values) ->
              assertThatNumbers(simulator.state(circuit, values))
                  .isCloseTo(DenseOracle.state(circuit, values), 1e-12));
    }
  }

  @Test
  void randomCircuitsGiveTheExpectationsOfTheOracle() {
    Properties.forAll(
        21,
        60,
        CircuitGenerator.unitary(4, 25, 3),
        (circuit, values) -> {
          List<Observable> observables = observables(4);
          double[] expected =
              observables.stream()
                  .mapToDouble(observable -> DenseOracle.expectation(circuit, observable, values))
                  .toArray();

          assertThatNumbers(
                  simulator.expectations(
                      circuit, observables, Bindings.row(circuit.parameters(), values)))
              .isCloseTo(expected, 1e-11);
        });
  }

  private static List<Observable> observables(int qubits) {
    List<Observable> list = new ArrayList<>();
    list.add(Observable.of("Z".repeat(qubits)));
    list.add(Observable.of("I".repeat(qubits)));
    list.add(
        new Observable(
            List.of(
                new Observable.Term("XYZX".substring(0, qubits), 0.7),
                new Observable.Term("YYYI".substring(0, qubits), -1.3),
                new Observable.Term("XZZX".substring(0, qubits), 0.4),
                new Observable.Term("IIZZ".substring(0, qubits), 2.5),
                new Observable.Term("IIII".substring(0, qubits), -0.2))));
    return list;
  }

  @Test
  void measurementsAndResetsInMidCircuitGiveTheMixtureOfTheOracle() {
    Properties.forAll(
        31,
        60,
        CircuitGenerator.unitary(3, 14, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> {
          Bindings row = Bindings.row(circuit.parameters(), values);
          List<Observable> observables = observables(3);
          double[] expected =
              observables.stream()
                  .mapToDouble(observable -> DenseOracle.expectation(circuit, observable, values))
                  .toArray();
          SortedMap<String, Double> found = simulator.probabilities(circuit, row, 0);
          Map<String, Double> distribution = DenseOracle.distribution(circuit, values);

          assertThatNumbers(simulator.expectations(circuit, observables, row))
              .isCloseTo(expected, 1e-11);
          distribution.forEach((bits, weight) ->
              assertThat(found.getOrDefault(bits, 0.0)).isCloseTo(weight, within(1e-12)));
          assertThat(found.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-11));
        });
  }

  @Test
  void adjointGradientsAreTheDifferenceQuotients() {
    Observable observable = observables(3).getLast();
    Properties.forAll(
        41,
        60,
        CircuitGenerator.unitary(3, 20, 3).without(Feature.EXPRESSIONS),
        (circuit, values) -> {
          double[] expected = new double[values.length];
          for (int i = 0; i < values.length; i++) {
            expected[i] =
                FiniteDifference.derivative(
                    at -> DenseOracle.expectation(circuit, observable, at), values, i);
          }

          Simulator.Gradients found =
              simulator.gradients(
                  circuit,
                  observable,
                  Bindings.row(circuit.parameters(), values),
                  circuit.parameters());

          assertThatNumbers(found.jacobian()).isCloseTo(expected, 1e-8);
        });
  }

  @Test
  void powersOfGatesWithAnglesHaveGradients() {
    ParameterExpression a = ParameterExpression.parameter("a");
    Circuit circuit =
        Circuit.builder(2)
            .h(0)
            .h(1)
            .apply(new ModifiedGate.Power(StandardGate.RX, 2), List.of(a), 0)
            .apply(
                new ModifiedGate.Controlled(
                    new ModifiedGate.Inverse(new ModifiedGate.Power(StandardGate.RZ, 3)), true),
                List.of(a.times(2)),
                0,
                1)
            .ry(a, 0)
            .build();
    Observable observable = Observable.of("XY");

    Simulator.Gradients found =
        simulator.gradients(circuit, observable, Bindings.row(List.of("a"), 0.37), List.of("a"));

    assertThat(found.jacobian()[0])
        .isCloseTo(
            FiniteDifference.derivative(
                at -> DenseOracle.expectation(circuit, observable, at), new double[] {0.37}, 0),
            within(1e-8));
  }

  @Test
  void givenAnyNumberOfThreadsAndAnyBatch_thenARowGivesTheSameBits() {
    Circuit circuit = nano();
    double[] rows = Seed.of(51).random().doubles(16 * 301, -4, 4).toArray();
    Bindings all = Bindings.rows(circuit.parameters(), rows);
    List<Observable> observables = observables(4);

    double[] two = simulator.expectations(circuit, observables, all);
    double[] one = new Simulator(1).expectations(circuit, observables, all);
    double[] five = new Simulator(5).expectations(circuit, observables, all);
    double[] apart = new double[one.length];
    double[] shots = simulator.estimate(circuit, observables, all, 100, Seed.of(3)).values();
    for (int row = 0; row < 301; row++) {
      Bindings own =
          Bindings.row(circuit.parameters(), Arrays.copyOfRange(rows, 16 * row, 16 * row + 16));
      System.arraycopy(simulator.expectations(circuit, observables, own), 0, apart, 3 * row, 3);
    }

    assertThat(two).isEqualTo(one);
    assertThat(five).isEqualTo(one);
    assertThat(apart).isEqualTo(one);
    assertThat(new Simulator(1).estimate(circuit, observables, all, 100, Seed.of(3)).values())
        .isEqualTo(shots);
    assertThat(
            simulator
                .gradients(circuit, observables.getLast(), all, circuit.parameters())
                .jacobian())
        .isEqualTo(
            new Simulator(1)
                .gradients(circuit, observables.getLast(), all, circuit.parameters())
                .jacobian());
  }

  @Test
  void givenRowsThatBeginAlike_thenSharingTheirBeginningChangesNoBit() {
    Circuit circuit =
        Circuit.builder(6)
            .append(FeatureMaps.zzFeatureMap(6, 2, Entanglement.FULL))
            .append(Ansatz.efficientSU2(6, 2, Entanglement.LINEAR))
            .build();
    int columns = circuit.parameters().size();
    double[] rows = Seed.of(55).random().doubles(columns * 60L, -4, 4).toArray();
    for (int row = 0; row < 60; row++) {
      // Four samples of fifteen rows each: the same inputs, other weights.
      System.arraycopy(rows, row / 15 * 15 * columns, rows, row * columns, 6);
    }
    Bindings all = Bindings.rows(circuit.parameters(), rows);
    List<Observable> observables = List.of(Observable.of("ZZZZZZ"), Observable.of("XIYIZI"));

    double[] together = simulator.expectations(circuit, observables, all);

    double[] apart = new double[together.length];
    for (int row = 0; row < 60; row++) {
      double[] own = Arrays.copyOfRange(rows, columns * row, columns * (row + 1));
      System.arraycopy(
          simulator.expectations(circuit, observables, Bindings.row(circuit.parameters(), own)),
          0,
          apart,
          2 * row,
          2);
    }
    assertThat(together).isEqualTo(apart);
  }

  /** False-alarm rate: 3 x 40 numbers at five standard errors, 7e-5; the seed is fixed. */
  @Test
  void sampledExpectationsLieWithinFiveStandardErrors() {
    Circuit circuit = nano();
    double[] rows = Seed.of(61).random().doubles(16 * 40, -4, 4).toArray();
    Bindings bindings = Bindings.rows(circuit.parameters(), rows);
    List<Observable> observables = observables(4);

    Simulator.Estimates found =
        simulator.estimate(circuit, observables, bindings, 1024, Seed.of(7));

    double[] exact = simulator.expectations(circuit, observables, bindings);
    for (int i = 0; i < exact.length; i++) {
      assertThat(found.values()[i])
          .isCloseTo(exact[i], within(5 * Math.max(found.stds()[i], 1e-3)));
    }
    assertThat(found.stds()[0])
        .isCloseTo(Math.sqrt((1 - exact[0] * exact[0]) / 1024), within(0.002));
    assertThat(found.stds()[1]).isZero();
    assertThat(found.settings()).containsExactly(1, 0, 4);
  }

  /** False-alarm rate: at most 8 x 30 counts at five standard errors, 1.4e-4; seeds are fixed. */
  @Test
  void sampledBitsFollowTheDistributionOfTheOracle() {
    Properties.forAll(
        71,
        30,
        CircuitGenerator.unitary(3, 14, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> {
          int shots = 4000;
          BitArray bits =
              simulator
                  .sample(circuit, Bindings.row(circuit.parameters(), values), shots, Seed.of(8))
                  .firstEntry()
                  .getValue();
          Map<String, Integer> counts = bits.counts(0);
          Map<String, Double> expected = DenseOracle.distribution(circuit, values);

          assertThat(expected.keySet()).containsAll(counts.keySet());
          expected.forEach((reading, p) ->
              assertThat((double) counts.getOrDefault(reading, 0))
                  .as(reading)
                  .isCloseTo(
                      p * shots, within(5 * Math.sqrt(Math.max(0, p * (1 - p)) * shots) + 1e-6)));
        });
  }

  @Test
  void givenTwoRegisters_whenSampled_thenEachHoldsItsOwnBits() {
    Circuit circuit =
        Circuit.builder()
            .qubits("q", 2)
            .bits("low", 1)
            .bits("high", 9)
            .x(1)
            .measure(0, 0)
            .measure(1, 9)
            .build();

    SequencedMap<String, BitArray> registers =
        simulator.sample(circuit, Bindings.none(), 5, Seed.of(1));

    assertThat(registers.keySet()).containsExactly("low", "high");
    assertThat(registers.get("low")).isEqualTo(new BitArray(Shape.SCALAR, 5, 1, new byte[5]));
    assertThat(registers.lastEntry().getValue().counts(0)).isEqualTo(Map.of("100000000", 5));
  }

  @Test
  void givenACircuitWiderThanTheMemory_thenTheErrorSaysHowManyQubitsFit() {
    Simulator small = new Simulator(1, 1 << 20);

    assertThat(small.maxQubits()).isEqualTo(16);
    assertThatThrownBy(() ->
            small.expectations(
                Circuit.builder(17).h(0).build(),
                List.of(Observable.of("Z".repeat(17))),
                Bindings.none()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CIRCUIT_TOO_WIDE))
        .hasMessage(
            "a circuit of 17 qubits needs 2097152 bytes a state; 16 qubits fit into the 1 MB that"
                + " the simulator may use; use fewer qubits or a larger heap (-Xmx)");
    assertThatThrownBy(
            () -> simulator.sample(Circuit.builder(127).build(), Bindings.none(), 1, Seed.of(1)))
        .hasMessageContaining("a circuit of 127 qubits needs 2^131 bytes a state");
  }

  @Test
  void givenAnAngleThatIsNotFinite_thenTheErrorNamesGateParameterAndRow() {
    ParameterExpression a = ParameterExpression.parameter("a");
    Circuit circuit = Circuit.builder(1).rx(ParameterExpression.of(1).over(a), 0).build();

    assertThatThrownBy(() ->
            simulator.expectations(
                circuit,
                List.of(Observable.of("Z")),
                Bindings.rows(List.of("a"), new double[] {1, 0, 2})))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINDING_VALUE))
        .hasMessage(
            "the angle of rx on qubits [0], an expression of [a], is Infinity at row 1 of the"
                + " bindings; give values at which it is finite");
  }

  @Test
  void givenTooManyBranches_thenExactValuesAreRefusedAndSamplesAreNot() {
    var builder = Circuit.builder(1).bits("c", 14);
    for (int i = 0; i < 14; i++) {
      builder.h(0).measure(0, i);
    }
    Circuit circuit = builder.h(0).build();

    assertThatThrownBy(
            () -> simulator.expectations(circuit, List.of(Observable.of("Z")), Bindings.none()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CIRCUIT_BRANCHES));
    assertThat(
            simulator
                .sample(circuit, Bindings.none(), 1000, Seed.of(1))
                .firstEntry()
                .getValue()
                .counts(0))
        .hasSizeGreaterThan(900);
  }

  @Test
  void givenAnInterruptedThread_thenTheSimulationStopsAndTheFlagStays() {
    Circuit circuit = nano();
    Bindings bindings = Bindings.rows(circuit.parameters(), new double[16 * 2000]);

    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () -> simulator.expectations(circuit, List.of(Observable.of("ZZZZ")), bindings))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }
}
