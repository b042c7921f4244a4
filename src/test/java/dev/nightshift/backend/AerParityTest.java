package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.backend.aer.AerOptions;
import dev.nightshift.backend.aer.AerPool;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.circuit.library.Circuits;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.GoldenNoise;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.sim.noise.RandomNoise;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The same jobs through our engine and through qiskit-aer. Runs where NIGHTSHIFT_PYTHON names a
 * Python that has it; {@code .ci/run} makes one.
 */
class AerParityTest {
  private static final int SHOTS = 4096;
  private static final List<String> GOLDEN = GoldenNoise.lines("sim/noise/parity.txt");
  private static final List<GoldenNoise.Case> CASES = GoldenNoise.cases(GOLDEN);
  private static final NoiseModel TWIN =
      NoiseModel.of(GoldenNoise.device(GOLDEN), NoiseOptions.ALL);

  private static @Nullable AerPool opened;

  @BeforeAll
  static void open() {
    Assumptions.assumeTrue(
        System.getenv("NIGHTSHIFT_PYTHON") != null,
        "NIGHTSHIFT_PYTHON names no Python with qiskit-aer");
    opened = AerPool.open(AerOptions.standard(System.getenv(), _ -> {}));
  }

  @AfterAll
  static void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static Backend aer(NoiseModel model) {
    return new AerBackend("aer", Objects.requireNonNull(opened), model, new Meter());
  }

  private static Backend ours(NoiseModel model) {
    return model.isIdeal()
        ? new EmbeddedBackend("ours", new Simulator(), new Meter())
        : new NoisyBackend("ours", model, NoisyOptions.defaults().withThreads(2), new Meter());
  }

  private static double[] values(
      Backend backend, Circuit circuit, List<Observable> observables, Bindings bindings) {
    // Observables along the first axis, bindings along the second: one pub, and one call of Aer.
    int rows = bindings.rows();
    Pub.Estimator pub =
        new Pub.Estimator(
            circuit,
            new ObservablesArray(Shape.of(observables.size(), 1), observables),
            Bindings.of(bindings.parameters(), Shape.of(1, rows), bindings.values()),
            0.0);
    return backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE)).estimated(0).evs();
  }

  private static BitArray samples(Backend backend, Circuit circuit, JobOptions options) {
    return backend
        .run(JobRequest.sample(List.of(new Pub.Sampler(circuit, Bindings.none(), SHOTS)), options))
        .sampled(0)
        .registers()
        .firstEntry()
        .getValue();
  }

  private static List<Observable> observables(int qubits, SplittableRandom random) {
    List<Observable> observables = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      List<Observable.Term> terms = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        StringBuilder label = new StringBuilder();
        for (int qubit = 0; qubit < qubits; qubit++) {
          label.append("IXYZ".charAt(random.nextInt(4)));
        }
        terms.add(new Observable.Term(label.toString(), random.nextDouble(-1, 1)));
      }
      observables.add(new Observable(terms));
    }
    return observables;
  }

  @Test
  void exactValuesOfAnyGatesAtManyBindingsAreEqual() {
    for (int k = 0; k < 40; k++) {
      Seed seed = Seed.of(401).split(k);
      int qubits = 1 + k % 5;
      Circuit circuit =
          CircuitGenerator.unitary(qubits, 25, k % 4).with(Feature.POWER).circuit(seed);
      int rows = circuit.parameters().isEmpty() ? 1 : 3;
      double[] angles =
          seed.random().doubles((long) rows * circuit.parameters().size(), -3, 3).toArray();
      Bindings bindings = Bindings.rows(circuit.parameters(), angles);
      List<Observable> observables = observables(qubits, seed.random());

      double[] found = values(aer(NoiseModel.IDEAL), circuit, observables, bindings);

      assertThatNumbers(found)
          .as("seed 401/%d: %s", k, Qasm.print(circuit))
          .isCloseTo(values(ours(NoiseModel.IDEAL), circuit, observables, bindings), 1e-9);
    }
  }

  @Test
  void exactValuesWithMeasurementsAndResetsOnTheWayAreEqual() {
    for (int k = 0; k < 20; k++) {
      Seed seed = Seed.of(402).split(k);
      Circuit circuit =
          CircuitGenerator.unitary(3, 20, 0).with(Feature.MEASURE, Feature.RESET).circuit(seed);
      List<Observable> observables = observables(3, seed.random());

      double[] found = values(aer(NoiseModel.IDEAL), circuit, observables, Bindings.none());

      assertThatNumbers(found)
          .as("seed 402/%d: %s", k, circuit.instructions())
          .isCloseTo(values(ours(NoiseModel.IDEAL), circuit, observables, Bindings.none()), 1e-9);
    }
  }

  @Test
  void exactValuesUnderErrorsOfEveryKindAreEqual() {
    for (int k = 0; k < 30; k++) {
      Seed seed = Seed.of(403).split(k);
      NoiseModel model = RandomNoise.model(seed.split("noise").random(), 3);
      Circuit circuit =
          CircuitGenerator.unitary(3, 15, 2).with(Feature.MEASURE, Feature.RESET).circuit(seed);
      Bindings bindings =
          Bindings.row(circuit.parameters(), CircuitGenerator.values(circuit, seed));
      List<Observable> observables = observables(3, seed.random());

      double[] found = values(aer(model), circuit, observables, bindings);

      assertThatNumbers(found)
          .as("seed 403/%d: %s", k, circuit.instructions())
          .isCloseTo(values(ours(model), circuit, observables, bindings), 1e-9);
    }
  }

  @Test
  void exactValuesOfThirtyCircuitsOnATwinAreEqual() {
    assertThat(CASES).hasSizeGreaterThanOrEqualTo(30);
    for (GoldenNoise.Case golden : CASES) {
      List<Observable> observables = golden.values().keySet().stream().map(Observable::of).toList();

      double[] found = values(aer(TWIN), golden.body(), observables, Bindings.none());

      assertThatNumbers(found)
          .as(golden.text())
          .isCloseTo(values(ours(TWIN), golden.body(), observables, Bindings.none()), 1e-9);
    }
  }

  /** The bound of {@link NoisyParityTest}, a false alarm in 1e7 changes of the seed. */
  @Test
  void samplesOfThirtyCircuitsOnATwinLieWithinTheBoundOfSampling() {
    for (int k = 0; k < CASES.size(); k++) {
      GoldenNoise.Case golden = CASES.get(k);
      int size = golden.probabilities().length;

      BitArray found = samples(aer(TWIN), golden.circuit(), JobOptions.NONE.withSeed(77 + k));

      double[] shares = new double[size];
      found
          .counts(0)
          .forEach((bits, count) -> shares[Integer.parseInt(bits, 2)] = count / (double) SHOTS);
      double distance = 0;
      for (int value = 0; value < size; value++) {
        distance += Math.abs(shares[value] - golden.probabilities()[value]) / 2;
      }
      double bound = Math.sqrt(size / (double) SHOTS) / 2 + Math.sqrt(Math.log(1e9) / (2 * SHOTS));
      assertThat(distance).as(golden.text()).isLessThan(bound);
    }
  }

  /** The bound of {@link NoisyParityTest}, a false alarm in 1e7 changes of the seed. */
  @Test
  void samplesOfCircuitsThatDecideLieWithinTheBoundOfSampling() {
    CircuitGenerator generator =
        CircuitGenerator.unitary(3, 14, 1).with(Feature.MEASURE, Feature.RESET, Feature.IF);
    NoiseModel noisy = RandomNoise.model(Seed.of(31).random(), 3);
    int decided = 0;
    for (int k = 0; k < 12; k++) {
      Circuit circuit = generator.circuit(Seed.of(500 + k));
      Bindings rows =
          Bindings.rows(circuit.parameters(), new double[] {0.3, -1.1})
              .inOrder(circuit.parameters());
      decided += circuit.isDynamic() ? 1 : 0;
      for (NoiseModel model : List.of(NoiseModel.IDEAL, noisy)) {
        BitArray found =
            aer(model)
                .run(
                    JobRequest.sample(
                        List.of(new Pub.Sampler(circuit, rows, SHOTS)),
                        JobOptions.NONE.withSeed(70 + k)))
                .sampled(0)
                .registers()
                .firstEntry()
                .getValue();

        for (int row = 0; row < 2; row++) {
          Map<String, Double> exact =
              new NoisySimulator(model, NoisyOptions.defaults().withThreads(2))
                  .probabilities(circuit, rows, row);
          Map<String, Integer> counts = found.counts(row);
          Set<String> readings = new TreeSet<>(exact.keySet());
          readings.addAll(counts.keySet());
          double distance = 0;
          for (String reading : readings) {
            double share = counts.getOrDefault(reading, 0) / (double) SHOTS;
            distance += Math.abs(share - exact.getOrDefault(reading, 0.0)) / 2;
          }
          double bound = Math.sqrt(8.0 / SHOTS) / 2 + Math.sqrt(Math.log(1e9) / (2 * SHOTS));
          assertThat(distance).as(Qasm.print(circuit)).isLessThan(bound);
        }
      }
    }
    assertThat(decided).isGreaterThan(8);
  }

  /**
   * Six standard errors of the difference for some 50 values: false alarms with probability 1e-7 a
   * change of the seed, which is fixed.
   */
  @Test
  void sampledValuesOfBothEnginesDifferByStandardErrors() {
    JobOptions options = JobOptions.NONE.withSeed(5);
    for (int k = 0; k < 8; k++) {
      GoldenNoise.Case golden = CASES.get(k);
      List<Pub.Estimator> pubs =
          golden.values().keySet().stream()
              .map(label ->
                  new Pub.Estimator(
                      golden.body(),
                      ObservablesArray.of(Observable.of(label)),
                      Bindings.none(),
                      1 / 64.0))
              .toList();

      JobResult found = aer(TWIN).run(JobRequest.estimate(pubs, options));
      JobResult expected = ours(TWIN).run(JobRequest.estimate(pubs, options));

      for (int i = 0; i < pubs.size(); i++) {
        double error = Math.hypot(found.estimated(i).stds()[0], expected.estimated(i).stds()[0]);
        // A value of almost 1 may have shown no spread at all.
        assertThat(found.estimated(i).evs()[0] - expected.estimated(i).evs()[0])
            .as("%s, pub %d", golden.text(), i)
            .isBetween(-6 * error - 4.0 / SHOTS, 6 * error + 4.0 / SHOTS);
      }
    }
  }

  @Test
  void givenASeed_thenTheSameShotsComeTwice_andOthersWithAnotherSeed() {
    Circuit circuit = CASES.getFirst().circuit();

    BitArray first = samples(aer(TWIN), circuit, JobOptions.NONE.withSeed(1));

    assertThat(samples(aer(TWIN), circuit, JobOptions.NONE.withSeed(1))).isEqualTo(first);
    assertThat(samples(aer(TWIN), circuit, JobOptions.NONE.withSeed(2))).isNotEqualTo(first);
  }

  @Test
  void givenAWideGhz_whenSampledByStabilizersOrProductStates_thenAllBitsAgree() {
    Circuit circuit = measured(Circuits.ghz(60));
    for (SimulationMethod method :
        List.of(SimulationMethod.STABILIZER, SimulationMethod.MATRIX_PRODUCT_STATE)) {
      BitArray found =
          samples(
              aer(NoiseModel.IDEAL),
              circuit,
              JobOptions.NONE
                  .withSeed(3)
                  .withSimulator(SimulatorOptions.DEFAULT.withMethod(method)));

      assertThat(found.counts(0).keySet()).containsExactly("0".repeat(60), "1".repeat(60));
      // Five standard errors of a fair coin: a false alarm in 1.7e6 seeds.
      assertThat(found.counts(0).get("1".repeat(60))).isBetween(2048 - 160, 2048 + 160);
    }
  }

  private static Circuit measured(Circuit circuit) {
    var builder = Circuit.builder(circuit.qubits()).bits("c", circuit.qubits()).append(circuit);
    for (int qubit = 0; qubit < circuit.qubits(); qubit++) {
      builder.measure(qubit, qubit);
    }
    return builder.build();
  }

  @Test
  void givenAGateThatAMethodHasNot_thenTheJobFailsInAersWords_andTheNextOneRuns() {
    Backend aer = aer(NoiseModel.IDEAL);
    Circuit circuit = measured(Circuit.builder(1).h(0).apply(StandardGate.T, List.of(), 0).build());
    JobOptions stabilizer =
        JobOptions.NONE.withSimulator(
            SimulatorOptions.DEFAULT.withMethod(SimulationMethod.STABILIZER));

    assertThatThrownBy(() -> samples(aer, circuit, stabilizer))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_REFUSED))
        .hasMessageStartingWith("qiskit-aer does not run this job: ")
        .hasMessageContaining("\"stabilizer\" method");
    assertThat(samples(aer, circuit, JobOptions.NONE).shots()).isEqualTo(SHOTS);
  }

  /** Random circuits are the same, so exact values with gates twirled are too. */
  @Test
  void exactValuesWithTwirledGatesAreEqual() {
    for (int k = 0; k < 10; k++) {
      GoldenNoise.Case golden = CASES.get(k);
      NoiseModel twirled = TWIN.twirled(Seed.of(61).split(k));
      List<Observable> observables = golden.values().keySet().stream().map(Observable::of).toList();

      double[] found = values(aer(twirled), golden.body(), observables, Bindings.none());

      assertThatNumbers(found)
          .as(golden.text())
          .isCloseTo(values(ours(twirled), golden.body(), observables, Bindings.none()), 1e-9);
    }
  }

  /** Six standard errors for 6 values: false alarms with probability 1e-8 a change of the seed. */
  @Test
  void givenTwirledReadoutsThatAreMitigated_thenValuesDifferByStandardErrors() {
    Mitigation mitigation =
        new Mitigation(
            new Mitigation.Twirling(false, true, OptionalInt.of(32), OptionalInt.empty()),
            Optional.of(new Mitigation.ReadoutLearning(32, OptionalInt.of(256))),
            Optional.empty());
    JobOptions options = JobOptions.NONE.withSeed(11).withMitigation(mitigation);
    for (int k = 0; k < 6; k++) {
      GoldenNoise.Case golden = CASES.get(k);
      String label = golden.values().keySet().iterator().next();
      Pub.Estimator pub =
          new Pub.Estimator(
              golden.body(), ObservablesArray.of(Observable.of(label)), Bindings.none(), 1 / 64.0);

      PubResult.Estimated found =
          aer(TWIN).run(JobRequest.estimate(List.of(pub), options)).estimated(0);

      PubResult.Estimated expected =
          ours(TWIN).run(JobRequest.estimate(List.of(pub), options)).estimated(0);
      double error = Math.hypot(found.stds()[0], expected.stds()[0]);
      // What was learned of the readouts differs too: some percent of a value, 8,192 shots a qubit.
      assertThat(found.evs()[0] - expected.evs()[0])
          .as(golden.text())
          .isBetween(-6 * error - 0.05, 6 * error + 0.05);
    }
  }
}
