package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.backend.NoisyOptions.Method;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.FinalMeasurements;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.DensityOracle;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.RandomNoise;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class NoisySimulatorTest {
  private static final NoisyOptions OPTIONS = NoisyOptions.defaults().withThreads(2);

  private static NoiseModel model(long seed, int qubits) {
    return RandomNoise.model(Seed.of(seed).split("noise").random(), qubits);
  }

  private static List<Observable> observables(int qubits) {
    return List.of(
        Observable.of("Z".repeat(qubits)),
        Observable.of("I".repeat(qubits)),
        new Observable(
            List.of(
                new Observable.Term("XYZX".substring(0, qubits), 0.7),
                new Observable.Term("YYYI".substring(0, qubits), -1.3),
                new Observable.Term("IIZZ".substring(0, qubits), 2.5),
                new Observable.Term("XIII".substring(0, qubits), 0.4),
                new Observable.Term("IIII".substring(0, qubits), -0.2))));
  }

  private static double expectation(double[] rho, Observable observable) {
    return observable.terms().stream()
        .mapToDouble(term -> term.coefficient() * DensityOracle.expectation(rho, term.pauli()))
        .sum();
  }

  @Test
  void randomCircuitsWithRandomErrorsHaveTheExpectationsOfTheOracle() {
    for (int qubits = 1; qubits <= 4; qubits++) {
      int width = qubits;
      NoiseModel model = model(qubits, qubits);
      NoisySimulator simulator = new NoisySimulator(model, OPTIONS);
      Properties.forAll(
          100 + qubits,
          25,
          CircuitGenerator.unitary(qubits, 20, 3)
              .with(Feature.POWER, Feature.MEASURE, Feature.RESET),
          (circuit, values) -> {
            double[] rho = DensityOracle.matrix(circuit, model, values);
            List<Observable> observables = observables(width);

            double[] found =
                simulator.expectations(
                    circuit, observables, Bindings.row(circuit.parameters(), values));

            assertThatNumbers(found)
                .isCloseTo(
                    observables.stream().mapToDouble(o -> expectation(rho, o)).toArray(), 1e-12);
          });
    }
  }

  @Test
  void randomCircuitsWithRandomErrorsHaveTheProbabilitiesOfTheOracle() {
    for (int qubits = 1; qubits <= 4; qubits++) {
      NoiseModel model = model(10 + qubits, qubits);
      NoisySimulator simulator = new NoisySimulator(model, OPTIONS);
      Properties.forAll(
          200 + qubits,
          25,
          CircuitGenerator.unitary(qubits, 20, 3).with(Feature.MEASURE, Feature.RESET),
          (circuit, values) -> {
            Map<String, Double> expected = DensityOracle.distribution(circuit, model, values);

            Map<String, Double> found =
                simulator.probabilities(circuit, Bindings.row(circuit.parameters(), values), 0);

            assertThatNumbers(all(found, circuit.bits()))
                .isCloseTo(all(expected, circuit.bits()), 1e-12);
          });
    }
  }

  private static double[] all(Map<String, Double> distribution, int bits) {
    double[] all = new double[1 << bits];
    distribution.forEach((text, weight) -> all[Integer.parseInt(text, 2)] = weight);
    return all;
  }

  /**
   * Five standard errors for each of some 500 frequencies: a false alarm with probability 3e-4 a
   * change of the seeds, which are fixed. Frequencies of a probability p near 0 are not normal; 25
   * divided by the shots is added, which a Poisson number of mean below 1 exceeds with less than
   * 1e-20.
   */
  @Test
  void trajectoriesAndDensitiesSampleTheOraclesDistribution() {
    int shots = 4000;
    for (Method method : List.of(Method.STATEVECTOR, Method.DENSITY_MATRIX)) {
      NoiseModel model = model(21, 3);
      NoisySimulator simulator = new NoisySimulator(model, OPTIONS.withMethod(method));
      Properties.forAll(
          300,
          30,
          CircuitGenerator.unitary(3, 18, 2).with(Feature.MEASURE, Feature.RESET),
          (circuit, values) -> {
            double[] expected =
                all(DensityOracle.distribution(circuit, model, values), circuit.bits());

            BitArray found =
                simulator
                    .sample(circuit, Bindings.row(circuit.parameters(), values), shots, Seed.of(4))
                    .firstEntry()
                    .getValue();

            double[] shares = new double[expected.length];
            found
                .counts(0)
                .forEach(
                    (bits, count) -> shares[Integer.parseInt(bits, 2)] = count / (double) shots);
            for (int i = 0; i < expected.length; i++) {
              double error = Math.sqrt(expected[i] * (1 - expected[i]) / shots);
              assertThat(Math.abs(shares[i] - expected[i]))
                  .as("%s: share of %d is %s, expected %s", method, i, shares[i], expected[i])
                  .isLessThan(5 * error + (expected[i] * shots < 25 ? 25.0 / shots : 1e-12));
            }
          });
    }
  }

  /** Five standard errors, as sampled, for 180 numbers: 1e-4 a change of the seeds. */
  @Test
  void sampledEstimatesLieWithinFiveOfTheirErrors() {
    for (Method method : List.of(Method.STATEVECTOR, Method.DENSITY_MATRIX)) {
      NoiseModel model = model(31, 3);
      NoisySimulator simulator =
          new NoisySimulator(model, OPTIONS.withMethod(method).withMisreadEstimates(false));
      Properties.forAll(
          400,
          30,
          CircuitGenerator.unitary(3, 15, 2).with(Feature.RESET),
          (circuit, values) -> {
            double[] rho = DensityOracle.matrix(circuit, model, values);
            List<Observable> observables = observables(3);

            Simulator.Estimates found =
                simulator.estimate(
                    circuit,
                    observables,
                    Bindings.row(circuit.parameters(), values),
                    2000,
                    Seed.of(9));

            assertThat(found.settings()).containsExactly(1, 0, 2);
            for (int k = 0; k < observables.size(); k++) {
              double exact = expectation(rho, observables.get(k));
              assertThat(Math.abs(found.values()[k] - exact))
                  .as("%s: %s, expected %s", method, found.values()[k], exact)
                  .isLessThan(5 * found.stds()[k] + 1e-3);
            }
          });
    }
  }

  @Test
  void theSameSeedGivesTheSameShotsOnAnyNumberOfThreads() {
    Circuit circuit = deep(6);
    NoiseModel model = model(41, 6);
    for (Method method : Method.values()) {
      Bindings rows = Bindings.rows(List.of("a"), new double[] {0.1, 0.7, 2.1});
      NoisySimulator one = new NoisySimulator(model, OPTIONS.withMethod(method).withThreads(1));
      NoisySimulator four = new NoisySimulator(model, OPTIONS.withMethod(method).withThreads(4));

      SequencedMap<String, BitArray> first = one.sample(circuit, rows, 300, Seed.of(5));

      assertThat(four.sample(circuit, rows, 300, Seed.of(5))).isEqualTo(first);
      assertThat(four.sample(circuit, rows, 300, Seed.of(6))).isNotEqualTo(first);
      assertThat(four.estimate(circuit, observables6(), rows, 200, Seed.of(5)).values())
          .isEqualTo(one.estimate(circuit, observables6(), rows, 200, Seed.of(5)).values());
    }
  }

  private static List<Observable> observables6() {
    return List.of(Observable.of("ZZZZZZ"), Observable.of("XIIYIZ"));
  }

  private static Circuit deep(int qubits) {
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int layer = 0; layer < 6; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        builder.ry(ParameterExpression.parameter("a"), qubit).h(qubit);
      }
      for (int qubit = layer % 2; qubit + 1 < qubits; qubit += 2) {
        builder.cx(qubit, qubit + 1);
      }
    }
    return builder.measureAll().build();
  }

  @Test
  void givenFiveQubitsOfAWideDevice_thenFiveAreSimulated() {
    CircuitBuilder builder = Circuit.builder(156);
    builder.h(20);
    for (int qubit : new int[] {20, 50, 51, 100}) {
      builder.cx(qubit, qubit == 20 ? 50 : qubit == 50 ? 51 : qubit == 51 ? 100 : 155);
    }
    for (int qubit = 0; qubit < 156; qubit++) {
      builder.add(new Instruction.Barrier(List.of(qubit)));
    }
    Circuit ghz = builder.build();
    NoiseModel model = NoiseModel.builder().error("cx", QuantumError.depolarizing(0.1, 2)).build();
    NoisySimulator small = new NoisySimulator(model, OPTIONS.withMaxBytes(8L << 2 * 5));
    char[] letters = "I".repeat(156).toCharArray();
    for (int qubit : new int[] {20, 50, 51, 100, 155}) {
      letters[155 - qubit] = 'X';
    }
    letters[155 - 7] = 'Z';
    String idle = new String(letters);
    letters[155 - 7] = 'Y';

    double[] found =
        small.expectations(
            ghz, List.of(Observable.of(idle), Observable.of(new String(letters))), Bindings.none());

    // XXXXX has the value 1 but for depolarisation of each of four gates; qubit 7 is in |0>.
    assertThatNumbers(found).isCloseTo(new double[] {Math.pow(0.9, 4), 0}, 1e-14);
    Circuit measured = Circuit.builder(156).append(ghz).measureAll().build();
    assertThat(
            small
                .sample(measured, Bindings.none(), 50, Seed.of(1))
                .firstEntry()
                .getValue()
                .counts(0))
        .allSatisfy((bits, _) -> assertThat(bits.charAt(155 - 7)).isEqualTo('0'));
  }

  @Test
  void whatNobodyReadsIsNotSimulated() {
    CircuitBuilder builder = Circuit.builder(40).bits("c", 1);
    builder.h(0).measure(0, 0);
    for (int qubit = 0; qubit + 1 < 40; qubit++) {
      builder.h(qubit).cx(qubit, qubit + 1);
    }
    NoisySimulator small =
        new NoisySimulator(
            NoiseModel.builder().error("h", QuantumError.depolarizing(0.1, 1)).build(),
            OPTIONS.withMaxBytes(64));

    assertThat(small.probabilities(builder.build(), Bindings.none(), 0)).containsOnlyKeys("0", "1");
  }

  @Test
  void givenGatesOnManyQubits_thenTheyActAsThemselves() {
    Circuit circuit =
        Circuit.builder(5)
            .h(0)
            .h(1)
            .h(2)
            .h(3)
            .ry(ParameterExpression.of(0.4), 4)
            .apply(
                new ModifiedGate.Controlled(
                    new ModifiedGate.Controlled(StandardGate.CCX, false), true),
                List.of(),
                3,
                0,
                1,
                4,
                2)
            .apply(StandardGate.CSWAP, List.of(), 4, 0, 2)
            .ry(ParameterExpression.of(0.3), 2)
            .build();
    NoiseModel model = model(51, 5);
    double[] rho = DensityOracle.matrix(circuit, model);
    List<Observable> observables =
        List.of(Observable.of("ZXZXZ"), Observable.of("IYXIZ"), Observable.of("XXXXX"));

    double[] found =
        new NoisySimulator(model, OPTIONS).expectations(circuit, observables, Bindings.none());

    assertThatNumbers(found)
        .isCloseTo(observables.stream().mapToDouble(o -> expectation(rho, o)).toArray(), 1e-13);
  }

  @Test
  void givenNoErrors_thenValuesAreTheIdealSimulators() {
    Simulator ideal = new Simulator(2);
    for (Method method : Method.values()) {
      NoisySimulator simulator = new NoisySimulator(NoiseModel.IDEAL, OPTIONS.withMethod(method));
      Properties.forAll(
          500,
          20,
          CircuitGenerator.unitary(4, 20, 3),
          (circuit, values) -> {
            Bindings row = Bindings.row(circuit.parameters(), values);

            assertThatNumbers(simulator.expectations(circuit, observables(4), row))
                .isCloseTo(ideal.expectations(circuit, observables(4), row), 1e-12);
            Circuit measured = Circuit.builder(4).append(circuit).measureAll().build();
            assertThatNumbers(all(simulator.probabilities(measured, row, 0), 4))
                .isCloseTo(all(ideal.probabilities(measured, row, 0), 4), 1e-12);
          });
    }
  }

  @Test
  void readoutErrorsMisreadEveryBitOnItsOwn() {
    Circuit twice = Circuit.builder(1).bits("c", 2).x(0).measure(0, 0).measure(0, 1).build();
    NoiseModel model = NoiseModel.builder().readout(0, new ReadoutError(0.1, 0.3)).build();

    assertThatNumbers(
            all(new NoisySimulator(model, OPTIONS).probabilities(twice, Bindings.none(), 0), 2))
        .isCloseTo(new double[] {0.09, 0.21, 0.21, 0.49}, 1e-15);
  }

  /** One number each at five standard errors, 1e-6. */
  @Test
  void estimatesAreMisreadUnlessToldOtherwise() {
    Circuit flipped = Circuit.builder(1).x(0).build();
    NoiseModel model = NoiseModel.builder().readout(new ReadoutError(0.02, 0.1)).build();
    double error = Math.sqrt((1 - 0.8 * 0.8) / 10_000);

    double misread = estimate(new NoisySimulator(model, OPTIONS), flipped);
    double read = estimate(new NoisySimulator(model, OPTIONS.withMisreadEstimates(false)), flipped);

    assertThatNumbers(misread).isWithinStandardErrors(new double[] {-0.8}, new double[] {error}, 5);
    assertThat(read).isEqualTo(-1);
    assertThatNumbers(
            new NoisySimulator(model, OPTIONS)
                .expectations(flipped, List.of(Observable.of("Z")), Bindings.none()))
        .isCloseTo(new double[] {-1}, 1e-15);
  }

  private static double estimate(NoisySimulator simulator, Circuit circuit) {
    return simulator.estimate(
            circuit, List.of(Observable.of("Z")), Bindings.none(), 10_000, Seed.of(3))
        .values()[0];
  }

  @Test
  void givenWhatDoesNotFit_thenItIsRefusedBeforeItIsMade() {
    Circuit wide = FinalMeasurements.removed(deep(16));
    Bindings row = Bindings.row(List.of("a"), 0.3);
    List<Observable> all = List.of(Observable.of("Z".repeat(16)));
    NoiseModel model = NoiseModel.builder().error("h", QuantumError.depolarizing(0.1, 1)).build();

    refuses(
        () -> new NoisySimulator(model, OPTIONS).expectations(wide, all, row),
        ErrorCode.CIRCUIT_TOO_WIDE,
        "the density matrix of 16 qubits takes 2^35 bytes, 1 of them are needed;");
    refuses(
        () ->
            new NoisySimulator(model, OPTIONS.withMaxBytes(1 << 10))
                .sample(deep(8), row, 10, Seed.of(1)),
        ErrorCode.CIRCUIT_TOO_WIDE,
        "a state of 8 qubits takes 2^12 bytes; 6 qubits fit into the 0 MB that may be used:");
    refuses(
        () ->
            new NoisySimulator(model, OPTIONS.withMethod(Method.STATEVECTOR))
                .expectations(wide, all, row),
        ErrorCode.OPTION_VALUE,
        "exact values of a circuit with errors, resets or measurements in mid-circuit do not come"
            + " from state vectors; use the method density_matrix or automatic, or ask for shots");
    refuses(
        () -> new NoisySimulator(model, OPTIONS).sample(wide, row, 0, Seed.of(1)),
        ErrorCode.OPTION_VALUE,
        "0 shots cannot be taken; give at least 1");
    Circuit endless =
        Circuit.builder(1)
            .ry(ParameterExpression.parameter("a").over(ParameterExpression.parameter("b")), 0)
            .build();
    refuses(
        () ->
            new NoisySimulator(model, OPTIONS)
                .expectations(
                    endless, List.of(Observable.of("Z")), Bindings.row(List.of("a", "b"), 1, 0)),
        ErrorCode.BINDING_VALUE,
        "the angle of ry on qubits [0], an expression of [a, b], is Infinity at row 0 of the"
            + " bindings; give values at which it is finite");
  }

  private static void refuses(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageStartingWith(message);
  }

  /** Little memory: shots share a beginning in smaller groups, large states take all threads. */
  @Test
  void givenLittleMemory_thenTheShotsAreStillTaken() {
    Circuit circuit = deep(6);
    NoiseModel model = model(61, 6);
    long three = 3 * (16L << 6);

    BitArray found =
        new NoisySimulator(model, OPTIONS.withMethod(Method.STATEVECTOR).withMaxBytes(three))
            .sample(circuit, Bindings.row(List.of("a"), 0.4), 100, Seed.of(2))
            .firstEntry()
            .getValue();

    assertThat(found.counts(0).values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
    assertThat(Arrays.stream(new int[] {found.shots()})).containsExactly(100);
  }
}
