package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.NoisyOptions.Method;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Methods;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.sim.mps.MpsSimulator;
import dev.nightshift.sim.noise.DensityOracle;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoisyProgram;
import dev.nightshift.sim.noise.RandomNoise;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.sim.stabilizer.StabilizerSimulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Decisions on measured bits, in every simulator that makes them. */
class DynamicCircuitsTest {
  private static final NoisyOptions OPTIONS = NoisyOptions.defaults().withThreads(2);

  private static CircuitGenerator generator(int qubits, int instructions) {
    return CircuitGenerator.unitary(qubits, instructions, 2)
        .with(Feature.MEASURE, Feature.RESET, Feature.IF);
  }

  private static List<Instruction> gate(StandardGate gate, Integer... qubits) {
    return List.of(new Instruction.Apply(gate, List.of(), List.of(qubits)));
  }

  @Test
  void givenDecisions_thenExactProbabilitiesAndValuesAreTheOracles() {
    Simulator simulator = new Simulator(2);
    Observable observable = Observable.of(Map.of("ZXI", 0.5, "YYZ", -1.5, "IIZ", 2.0));
    Properties.forAll(
        901,
        150,
        generator(3, 14),
        (circuit, values) -> {
          Bindings row = Bindings.row(circuit.parameters(), values);
          Map<String, Double> expected = DenseOracle.distribution(circuit, values);

          Map<String, Double> found = simulator.probabilities(circuit, row, 0);
          double[] value = simulator.expectations(circuit, List.of(observable), row);

          assertThatNumbers(all(found, 3)).isCloseTo(all(expected, 3), 1e-11);
          assertThat(value[0])
              .isCloseTo(DenseOracle.expectation(circuit, observable, values), within(1e-10));
        });
  }

  /** False-alarm rate: at most 8 x 60 counts at five standard errors, 3e-4; seeds are fixed. */
  @Test
  void givenDecisions_whenSampled_thenReadingsFollowTheOracle() {
    List<CircuitSimulator> simulators =
        List.of(new Simulator(2), new MpsSimulator(MpsOptions.DEFAULT));
    for (CircuitSimulator simulator : simulators) {
      Properties.forAll(
          902,
          30,
          generator(3, 14),
          (circuit, values) ->
              assertFollows(simulator, circuit, values, DenseOracle.distribution(circuit, values)));
    }
  }

  @Test
  void givenDecisions_whenMatrixProductStatesEstimate_thenValuesAreTheOracles() {
    MpsSimulator simulator = new MpsSimulator(MpsOptions.DEFAULT);
    Observable observable = Observable.of(Map.of("ZXII", 0.5, "YIYZ", -1.5, "IIIZ", 2.0));
    Properties.forAll(
        903,
        40,
        generator(4, 14),
        (circuit, values) ->
            assertThat(
                    simulator
                        .expectations(
                            circuit,
                            List.of(observable),
                            Bindings.row(circuit.parameters(), values))[0])
                .isCloseTo(DenseOracle.expectation(circuit, observable, values), within(1e-7)));
  }

  @Test
  void givenErrorsEverywhere_thenExactProbabilitiesAreTheDensityOracles() {
    for (int qubits = 1; qubits <= 3; qubits++) {
      int width = qubits;
      NoiseModel model = RandomNoise.model(Seed.of(50 + qubits).random(), qubits);
      NoisySimulator simulator = new NoisySimulator(model, OPTIONS);
      Properties.forAll(
          910 + qubits,
          30,
          generator(qubits, 14),
          (circuit, values) -> {
            Map<String, Double> expected = DensityOracle.distribution(circuit, model, values);

            Map<String, Double> found =
                simulator.probabilities(circuit, Bindings.row(circuit.parameters(), values), 0);

            assertThatNumbers(all(found, width)).isCloseTo(all(expected, width), 1e-11);
          });
    }
  }

  /** False-alarm rate: at most 8 x 40 counts at five standard errors, 2e-4; seeds are fixed. */
  @Test
  void givenErrorsEverywhere_whenSampled_thenBothMethodsFollowTheDensityOracle() {
    NoiseModel model = RandomNoise.model(Seed.of(60).random(), 3);
    for (Method method : List.of(Method.STATEVECTOR, Method.DENSITY_MATRIX)) {
      NoisySimulator simulator = new NoisySimulator(model, OPTIONS.withMethod(method));
      Properties.forAll(
          920,
          20,
          generator(3, 14),
          (circuit, values) ->
              assertFollows(
                  simulator, circuit, values, DensityOracle.distribution(circuit, model, values)));
    }
  }

  private static void assertFollows(
      CircuitSimulator simulator, Circuit circuit, double[] values, Map<String, Double> expected) {
    int shots = 4000;
    Map<String, Integer> counts =
        simulator
            .sample(circuit, Bindings.row(circuit.parameters(), values), shots, Seed.of(8))
            .firstEntry()
            .getValue()
            .counts(0);
    assertThat(expected.keySet()).containsAll(counts.keySet());
    expected.forEach((reading, p) ->
        assertThat((double) counts.getOrDefault(reading, 0))
            .as(reading)
            // Counts of a small mean are not normal: 25 more is beyond any of them.
            .isCloseTo(
                p * shots,
                within(
                    5 * Math.sqrt(Math.max(0, p * (1 - p)) * shots)
                        + (p * shots < 25 ? 25 : 1e-6))));
  }

  private static double[] all(Map<String, Double> distribution, int bits) {
    double[] all = new double[1 << bits];
    distribution.forEach((text, weight) -> all[Integer.parseInt(text, 2)] = weight);
    return all;
  }

  @Test
  void givenTeleportationOnAWideState_thenTheStateArrivesAndGoesBack() {
    // 14 qubits are taken in blocks; what is teleported is undone at the far end.
    ParameterExpression angle = ParameterExpression.of(0.7);
    CircuitBuilder builder = Circuit.builder(14).bits("m", 2).bits("out", 1);
    builder.ry(angle, 0).rz(angle, 0).h(6).cx(6, 13).cx(0, 6).h(0).measure(0, 0).measure(6, 1);
    builder.ifElse(Condition.bit(1), gate(StandardGate.X, 13), List.of());
    builder.ifElse(Condition.bit(0), gate(StandardGate.Z, 13), List.of());
    Circuit circuit =
        builder.rz(angle.negated(), 13).ry(angle.negated(), 13).measure(13, 2).build();

    Map<String, Double> found = new Simulator(2).probabilities(circuit, Bindings.none(), 0);

    assertThat(found)
        .hasSize(4)
        .allSatisfy((bits, p) -> {
          assertThat(bits).startsWith("0");
          assertThat(p).isCloseTo(0.25, within(1e-12));
        });
  }

  @Test
  void givenAMisreadBit_whenItDecides_thenTheWrongBranchIsTaken() {
    NoiseModel model = NoiseModel.builder().readout(0, new ReadoutError(0.25, 0)).build();
    Circuit circuit =
        Circuit.builder(2)
            .bits("c", 2)
            .measure(0, 0)
            .ifElse(Condition.bit(0), gate(StandardGate.X, 1), List.of())
            .measure(1, 1)
            .build();

    Map<String, Double> found =
        new NoisySimulator(model, OPTIONS).probabilities(circuit, Bindings.none(), 0);

    assertThat(found).containsOnlyKeys("00", "11");
    assertThat(found.get("11")).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void givenADecisionOnAWideDevice_thenOnlyWhatItJoinsIsSimulatedTogether() {
    Circuit circuit =
        Circuit.builder(120)
            .bits("c", 3)
            .h(7)
            .measure(7, 0)
            .ifElse(Condition.bit(0), gate(StandardGate.X, 90), List.of())
            .measure(90, 1)
            .h(40)
            .measure(40, 2)
            .build();

    NoisyProgram program = NoisyProgram.measuring(circuit, NoiseModel.IDEAL);

    assertThat(program.parts())
        .extracting(part -> part.circuitQubits())
        .containsExactlyInAnyOrder(List.of(7, 90), List.of(40));
  }

  @Test
  void givenASeed_thenShotsAreTheSameOnAnyNumberOfThreads() {
    Circuit circuit = generator(4, 20).circuit(Seed.of(17));
    Bindings rows = Bindings.rows(circuit.parameters(), new double[] {0.1, 0.2, 0.3, 0.4});
    NoiseModel model = RandomNoise.model(Seed.of(5).random(), 4);
    assertThat(circuit.isDynamic()).isTrue();

    assertThat(new Simulator(4).sample(circuit, rows, 300, Seed.of(5)))
        .isEqualTo(new Simulator(1).sample(circuit, rows, 300, Seed.of(5)));
    for (Method method : Method.values()) {
      NoisyOptions options = OPTIONS.withMethod(method);
      assertThat(
              new NoisySimulator(model, options.withThreads(4))
                  .sample(circuit, rows, 300, Seed.of(5)))
          .isEqualTo(
              new NoisySimulator(model, options.withThreads(1))
                  .sample(circuit, rows, 300, Seed.of(5)));
    }
  }

  @Test
  void givenWhatMakesNoDecisions_thenItSaysSo() {
    Circuit circuit =
        Circuit.builder(2)
            .bits("c", 1)
            .h(0)
            .measure(0, 0)
            .ifElse(Condition.bit(0), gate(StandardGate.X, 1), List.of())
            .build();

    assertThat(Methods.automatic(circuit, Bindings.none(), 30))
        .isEqualTo(SimulationMethod.STATEVECTOR);
    assertRefused(
        () -> new StabilizerSimulator().sample(circuit, Bindings.none(), 10, Seed.of(1)),
        "instruction 2 decides on what was measured; the stabilizer method makes no decisions:"
            + " use statevector or matrix_product_state");
    JobRequest estimate =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    circuit, ObservablesArray.of(Observable.of("ZZ")), Bindings.none(), 0.0)),
            JobOptions.NONE);
    assertRefused(
        () -> new EmbeddedBackend("local", new Simulator(1), new Meter()).run(estimate),
        "the circuit decides on what it has measured, and an estimator takes no such circuit;"
            + " sample it");
    assertRefused(
        () ->
            new NoisySimulator(NoiseModel.IDEAL, OPTIONS)
                .expectations(circuit, List.of(Observable.of("ZZ")), Bindings.none()),
        "expectation values of a circuit that decides on what it has measured are not taken on a"
            + " device that errs; sample the circuit");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(ErrorCode.CIRCUIT_DYNAMIC);
  }
}
