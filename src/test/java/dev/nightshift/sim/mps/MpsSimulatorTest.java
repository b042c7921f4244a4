package dev.nightshift.sim.mps;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.stabilizer.StabilizerSimulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random circuits, and shots, come from the seeds in the tests. */
class MpsSimulatorTest {
  /** Without truncation, so that a difference is an error. */
  private static final MpsOptions EXACT = new MpsOptions(0, MpsOptions.UNLIMITED);

  private final MpsSimulator simulator = new MpsSimulator(EXACT);

  private static List<Observable> observables(int qubits) {
    List<Observable> observables = new ArrayList<>();
    for (String letters :
        List.of("ZZZZZZ", "XIIIIX", "IYZIXI", "ZIIIII", "IIIIIZ", "XYZXYZ", "IIXXII", "IIIIII")) {
      observables.add(Observable.of(letters.substring(0, qubits)));
    }
    observables.add(
        new Observable(
            List.of(
                new Observable.Term("YYYYYY".substring(0, qubits), 0.7),
                new Observable.Term("ZXZXZX".substring(0, qubits), -1.3))));
    return observables;
  }

  private static double[] expected(Circuit circuit, List<Observable> all, double... values) {
    return all.stream()
        .mapToDouble(observable -> DenseOracle.expectation(circuit, observable, values))
        .toArray();
  }

  @Test
  void randomCircuitsOfAllGatesHaveTheOraclesExpectations() {
    for (int qubits = 1; qubits <= 6; qubits++) {
      List<Observable> all = observables(qubits);
      Properties.forAll(
          30 + qubits,
          20,
          CircuitGenerator.unitary(qubits, 25, 3),
          (circuit, values) ->
              assertThatNumbers(
                      simulator.expectations(
                          circuit, all, Bindings.row(circuit.parameters(), values)))
                  .isCloseTo(expected(circuit, all, values), 1e-11));
    }
  }

  /** A gate's weight below 1e-16 is cut off, which moves a value by 2e-8 at most. */
  @Test
  void theDefaultTruncationMovesValuesByNoMoreThanItsBound() {
    MpsSimulator standard = new MpsSimulator(MpsOptions.DEFAULT);
    List<Observable> all = observables(6);
    Properties.forAll(
        41,
        15,
        CircuitGenerator.unitary(6, 40, 2),
        (circuit, values) ->
            assertThatNumbers(
                    standard.expectations(circuit, all, Bindings.row(circuit.parameters(), values)))
                .isCloseTo(expected(circuit, all, values), 1e-7));
  }

  @Test
  void measurementsAndResetsInMidCircuitGiveTheMixtureOfTheOracle() {
    List<Observable> all = observables(4);
    Properties.forAll(
        51,
        40,
        CircuitGenerator.unitary(4, 16, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) ->
            assertThatNumbers(
                    simulator.expectations(
                        circuit, all, Bindings.row(circuit.parameters(), values)))
                .isCloseTo(expected(circuit, all, values), 1e-11));
  }

  /** False-alarm rate: at most 16 x 30 counts at five standard errors, 3e-4; seeds are fixed. */
  @Test
  void sampledBitsFollowTheDistributionOfTheOracle() {
    Properties.forAll(
        61,
        30,
        CircuitGenerator.unitary(4, 18, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> {
          int shots = 4000;
          Map<String, Integer> counts =
              simulator
                  .sample(circuit, Bindings.row(circuit.parameters(), values), shots, Seed.of(8))
                  .firstEntry()
                  .getValue()
                  .counts(0);
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
  void wideCliffordCircuitsHaveTheExpectationsOfTheStabilizers() {
    int qubits = 24;
    StabilizerSimulator stabilizers = new StabilizerSimulator();
    for (int seed = 0; seed < 6; seed++) {
      SplittableRandom random = Seed.of(seed).split("pairs").random();
      CircuitBuilder builder = Circuit.builder(qubits);
      for (int i = 0; i < 60; i++) {
        int a = random.nextInt(qubits);
        int b = Math.min(qubits - 1, a + 1 + random.nextInt(3));
        builder.h(random.nextInt(qubits)).apply(StandardGate.S, List.of(), a);
        if (a != b) {
          builder.cx(a, b);
        }
      }
      // Back again but for the first gates: what is left has values that are not 0.
      List<Instruction> gates = builder.build().instructions();
      for (Instruction gate : gates.subList(20, gates.size()).reversed()) {
        Instruction.Apply apply = (Instruction.Apply) gate;
        builder.apply(new ModifiedGate.Inverse(apply.gate()), List.of(), apply.qubits());
      }
      Circuit circuit = builder.build();
      List<Observable> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        StringBuilder letters = new StringBuilder("I".repeat(qubits));
        for (int k = 0; k < 1 + i % 2; k++) {
          letters.setCharAt(random.nextInt(qubits), "XYZ".charAt(random.nextInt(3)));
        }
        all.add(Observable.of(letters.toString()));
      }

      double[] expected = stabilizers.expectations(circuit, all, Bindings.none());
      assertThat(Arrays.stream(expected).filter(value -> value != 0).count()).isGreaterThan(9);
      assertThatNumbers(simulator.expectations(circuit, all, Bindings.none()))
          .isCloseTo(expected, 1e-11);
    }
  }

  /** A brickwork of rotations and CX, from seed 3. */
  private static Circuit brickwork(int qubits, int layers) {
    SplittableRandom random = Seed.of(3).random();
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int layer = 0; layer < layers; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        builder
            .ry(ParameterExpression.of(random.nextDouble(-3, 3)), qubit)
            .rz(ParameterExpression.of(random.nextDouble(-3, 3)), qubit);
      }
      for (int qubit = layer % 2; qubit + 1 < qubits; qubit += 2) {
        builder.cx(qubit, qubit + 1);
      }
    }
    return builder.build();
  }

  @Test
  void brickworkHasTheExpectationsOfTheStateVector() {
    Circuit circuit = brickwork(16, 8);
    List<Observable> all =
        List.of(
            Observable.of("Z".repeat(16)),
            Observable.of("X" + "I".repeat(14) + "Y"),
            Observable.of("IIIIIIIXYZIIIIII"));

    assertThatNumbers(
            new MpsSimulator(MpsOptions.DEFAULT).expectations(circuit, all, Bindings.none()))
        .isCloseTo(new Simulator().expectations(circuit, all, Bindings.none()), 1e-7);
  }

  /** False-alarm rate of the count: 6e-7; the seed is fixed. */
  @Test
  void givenAGhzStateOf50Qubits_thenEveryShotIsAllZerosOrAllOnes() {
    CircuitBuilder builder = Circuit.builder(50).h(0);
    // From one control to all: its qubit has to travel along the line.
    for (int qubit = 1; qubit < 50; qubit++) {
      builder.cx(0, qubit);
    }
    Circuit circuit = builder.measureAll().build();

    Map<String, Integer> counts =
        simulator
            .sample(circuit, Bindings.none(), 1024, Seed.of(2))
            .firstEntry()
            .getValue()
            .counts(0);

    assertThat(counts).containsOnlyKeys("0".repeat(50), "1".repeat(50));
    assertThat((double) counts.getOrDefault("1".repeat(50), 0)).isCloseTo(512, within(80.0));
  }

  @Test
  void givenABondDimensionOfTwo_thenGhzStaysWholeAndBrickworkIsApproximate() {
    MpsSimulator narrow = new MpsSimulator(new MpsOptions(1e-16, 2));
    Circuit ghz = Circuit.builder(3).h(0).cx(0, 1).cx(1, 2).build();
    Circuit bricks = brickwork(10, 8);
    List<Observable> z = List.of(Observable.of("IIIIIIZIII"));

    double exact = simulator.expectations(bricks, z, Bindings.none())[0];
    double found = narrow.expectations(bricks, z, Bindings.none())[0];

    assertThatNumbers(narrow.expectations(ghz, List.of(Observable.of("XXX")), Bindings.none()))
        .isCloseTo(new double[] {1}, 1e-12);
    assertThat(found).isBetween(-1.0, 1.0).isNotCloseTo(exact, within(1e-6));
  }

  /**
   * False-alarm rate: 4 numbers at five standard errors, 2e-6; the seed is fixed. Four coefficients
   * are far too few here, but what they leave is a state still.
   */
  @Test
  void whatTruncationLeavesIsAStateWhoseSamplesAndValuesAgree() {
    MpsSimulator narrow = new MpsSimulator(new MpsOptions(1e-16, 4));
    Circuit circuit = brickwork(12, 14);
    List<Observable> all = new ArrayList<>();
    for (String letters : List.of("ZIIIIIIIIIII", "IIIIXIIIIIII", "IIIIIIYZIIII", "ZZIIIIIIIIZZ")) {
      all.add(Observable.of(letters));
    }

    double[] values = narrow.expectations(circuit, all, Bindings.none());
    Simulator.Estimates sampled =
        narrow.estimate(circuit, all, Bindings.none(), 20_000, Seed.of(5));

    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isBetween(-1.0, 1.0);
      assertThat(sampled.values()[i]).isCloseTo(values[i], within(5 * sampled.stds()[i]));
    }
  }

  @Test
  void givenAnyNumberOfThreads_thenTheSamplesAreTheSame() {
    Circuit circuit =
        CircuitGenerator.unitary(5, 30, 2).with(Feature.MEASURE, Feature.RESET).circuit(Seed.of(7));
    Bindings rows =
        Bindings.rows(circuit.parameters(), Seed.of(1).random().doubles(2 * 9, -3, 3).toArray());

    BitArray one =
        new MpsSimulator(1, 1 << 26, EXACT).sample(circuit, rows, 200, Seed.of(9)).get("c");
    BitArray four =
        new MpsSimulator(4, 1 << 26, EXACT).sample(circuit, rows, 200, Seed.of(9)).get("c");

    assertThat(four).isEqualTo(one);
    assertThat(simulator.sample(circuit, rows, 200, Seed.of(10)).get("c")).isNotEqualTo(one);
  }

  /** False-alarm rate: 2 numbers at five standard errors, 1e-6; the seed is fixed. */
  @Test
  void estimatesLieWithinFiveStandardErrorsOfTheExactValues() {
    Circuit circuit = brickwork(6, 4);
    List<Observable> all = observables(6).subList(7, 9);

    Simulator.Estimates found = simulator.estimate(circuit, all, Bindings.none(), 4000, Seed.of(4));

    double[] exact = expected(circuit, all);
    for (int i = 0; i < exact.length; i++) {
      assertThat(found.values()[i]).isCloseTo(exact[i], within(5 * found.stds()[i] + 1e-12));
    }
    assertThat(found.settings()).containsExactly(0, 2);
  }

  @Test
  void givenMoreEntanglementThanMemory_thenTheErrorSaysWhatToSet() {
    MpsSimulator small = new MpsSimulator(1, 100_000, MpsOptions.DEFAULT);

    assertThatThrownBy(() ->
            small.expectations(
                brickwork(16, 16), List.of(Observable.of("Z".repeat(16))), Bindings.none()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CIRCUIT_TOO_WIDE))
        .hasMessageMatching(
            "the circuit entangles its 16 qubits up to a bond dimension of \\d+, which needs \\d+"
                + " MB of the 0 MB that the simulator may use; set"
                + " matrix_product_state_max_bond_dimension or give a larger heap \\(-Xmx\\)");
  }

  @Test
  void givenAGateOnSixQubits_thenItIsRefusedByName() {
    ModifiedGate wide =
        new ModifiedGate.Controlled(
            new ModifiedGate.Controlled(new ModifiedGate.Controlled(StandardGate.CCX, true), true),
            true);
    Circuit circuit = Circuit.builder(6).apply(wide, List.of(), List.of(0, 1, 2, 3, 4, 5)).build();

    assertThatThrownBy(() ->
            simulator.expectations(circuit, List.of(Observable.of("ZZZZZZ")), Bindings.none()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.METHOD_UNSUPPORTED))
        .hasMessage(
            "ctrl @ ctrl @ ctrl @ ccx on qubits [0, 1, 2, 3, 4, 5] acts on 6 qubits at once; the"
                + " matrix product state method takes gates on at most 5: write it with narrower"
                + " gates, or use statevector");
  }

  @Test
  void givenTooManyBranches_thenExactValuesAreRefusedAndSamplesAreNot() {
    CircuitBuilder builder = Circuit.builder(1).bits("c", 14);
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
  void givenOptionsOutOfRange_thenTheErrorNamesThem() {
    assertThatThrownBy(() -> new MpsOptions(-0.1, 2))
        .hasMessage("matrix_product_state_truncation_threshold is -0.1; give 0 or more, below 1");
    assertThatThrownBy(() -> new MpsOptions(0.1, 0))
        .hasMessage("matrix_product_state_max_bond_dimension is 0; give at least 1");
  }

  @Test
  void givenAnInterruptedThread_thenTheSimulationStopsAndTheFlagStays() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() ->
            simulator.expectations(
                brickwork(4, 4), List.of(Observable.of("ZZZZ")), Bindings.none()))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }
}
