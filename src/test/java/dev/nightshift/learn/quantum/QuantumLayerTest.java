package dev.nightshift.learn.quantum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.gradient.Gradients;
import dev.nightshift.learn.TorchRuntime;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.oracle.FiniteDifference;
import dev.nightshift.oracle.OracleBackend;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuantumLayerTest {
  private static final int QUBITS = 2;
  private static final int ROWS = 3;
  private static final CircuitUnit UNIT = unit(1);
  private static final CircuitUnit DEEPER = sameCounts();

  private final OracleBackend oracle = new OracleBackend();
  private final Meter meter = new Meter();

  /** A ZZ feature map (two inputs, each in several angles) and real amplitudes. */
  private static CircuitUnit unit(int reps) {
    Circuit circuit =
        Circuit.builder(QUBITS)
            .append(FeatureMaps.zzFeatureMap(QUBITS, 1, Entanglement.LINEAR))
            .append(Ansatz.realAmplitudes(QUBITS, reps, Entanglement.LINEAR))
            .build();
    return unit(circuit, "ZZ");
  }

  /** Another circuit with as many inputs and weights. */
  private static CircuitUnit sameCounts() {
    Circuit circuit =
        Circuit.builder(QUBITS)
            .append(FeatureMaps.zFeatureMap(QUBITS, 1))
            .append(Ansatz.realAmplitudes(QUBITS, 1, Entanglement.LINEAR))
            .build();
    return unit(circuit, "IZ");
  }

  private static CircuitUnit unit(Circuit circuit, String observable) {
    List<String> names = circuit.parameters();
    return new CircuitUnit(
        circuit,
        Observable.of(observable),
        names.subList(0, QUBITS),
        names.subList(QUBITS, names.size()));
  }

  static Stream<Arguments> methodsAndSwitches() {
    return Stream.of(GradientMethod.values())
        .filter(GradientMethod::exact)
        .flatMap(method -> Stream.of(true, false).map(inputs -> Arguments.of(method, inputs)));
  }

  @ParameterizedTest
  @MethodSource("methodsAndSwitches")
  void valuesAndGradientsEqualFiniteDifferences(GradientMethod method, boolean inputGradients) {
    List<CircuitUnit> units = List.of(UNIT, DEEPER);
    QuantumLayer layer = layer(units, oracle, method, inputGradients);
    SplittableRandom random = new SplittableRandom(11);
    float[] inputs = numbers(random, ROWS * 2 * QUBITS);
    float[] factors = numbers(random, ROWS * 2);
    try (NDManager manager = TorchRuntime.newManager()) {
      layer.initialize(manager, DataType.FLOAT32, new Shape(ROWS, 2, QUBITS));
      NDArray theta = layer.weights().getArray();
      float[] weights = theta.toFloatArray();
      NDArray x = manager.create(inputs, new Shape(ROWS, 2, QUBITS));
      x.setRequiresGradient(true);
      float[] values;
      try (GradientCollector tape = Engine.getInstance().newGradientCollector()) {
        NDArray y =
            layer
                .forward(new ParameterStore(manager, false), new NDList(x), true, null)
                .singletonOrThrow();
        values = y.toFloatArray();
        tape.backward(y.mul(manager.create(factors, new Shape(ROWS, 2))).sum());
      }

      int perUnit = weights.length / 2;
      double[] expectedTheta = new double[weights.length];
      double[] expectedInputs = new double[inputs.length];
      for (int row = 0; row < ROWS; row++) {
        for (int unit = 0; unit < 2; unit++) {
          CircuitUnit which = units.get(unit);
          double[] at = new double[QUBITS + perUnit];
          for (int i = 0; i < QUBITS; i++) {
            at[i] = inputs[(row * 2 + unit) * QUBITS + i];
          }
          for (int i = 0; i < perUnit; i++) {
            at[QUBITS + i] = weights[unit * perUnit + i];
          }
          assertThat((double) values[row * 2 + unit])
              .isCloseTo(
                  DenseOracle.expectation(which.circuit(), which.observable(), at), within(1e-6));
          float factor = factors[row * 2 + unit];
          for (int i = 0; i < at.length; i++) {
            double slope =
                factor
                    * FiniteDifference.derivative(
                        point ->
                            DenseOracle.expectation(which.circuit(), which.observable(), point),
                        at,
                        i);
            if (i < QUBITS) {
              expectedInputs[(row * 2 + unit) * QUBITS + i] += slope;
            } else {
              expectedTheta[unit * perUnit + i - QUBITS] += slope;
            }
          }
        }
      }
      assertClose(theta.getGradient().toFloatArray(), expectedTheta);
      assertClose(
          x.getGradient().toFloatArray(),
          inputGradients ? expectedInputs : new double[inputs.length]);
    }
  }

  private static void assertClose(float[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).as("number %d", i).isCloseTo(expected[i], within(2e-6));
    }
  }

  @Test
  void aPassIsOneJobWithEqualRowsOnceAndAllShiftsInIt() {
    QuantumLayer layer =
        layer(List.of(UNIT, UNIT, DEEPER), oracle, GradientMethod.PARAMETER_SHIFT, false);
    try (NDManager manager = TorchRuntime.newManager()) {
      layer.initialize(manager, DataType.FLOAT32, new Shape(4, 3, QUBITS));
      // Units 0 and 1 share circuit and row 0's input, not their weights; rows 2 and 3 are equal.
      double[] row = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.5, 0.6};
      double[] inputs = new double[3 * row.length];
      for (int unit = 0; unit < 3; unit++) {
        System.arraycopy(row, 0, inputs, unit * row.length, row.length);
      }
      ParameterStore store = new ParameterStore(manager, false);

      NDArray y = layer.apply(manager, inputs, 4, store, true);

      assertThat(y.getShape()).isEqualTo(new Shape(3, 4));
      float[] values = y.toFloatArray();
      assertThat(values[2]).isEqualTo(values[3]);
      assertThat(oracle.requests).hasSize(1);
      JobRequest job = oracle.requests.getFirst();
      int shifts = 1 + 2 * layer.evaluator().weights();
      assertThat(job.pubs()).hasSize(2);
      assertThat(job.pubs().get(0).bindings().rows()).isEqualTo(2 * 3 * shifts);
      assertThat(job.pubs().get(1).bindings().rows()).isEqualTo(3 * shifts);
      assertThat(meter.get(Meter.Count.DUPLICATES)).isEqualTo(3);

      layer.apply(manager, inputs, 4, store, false);

      assertThat(oracle.requests).hasSize(2);
      assertThat(oracle.requests.getLast().pubs().get(0).bindings().rows()).isEqualTo(6);
    }
  }

  @Test
  void withSpsaARowIsTwoCircuitsOfItsOwnDirectionAndTheirMeanItsValue() {
    CircuitEvaluator evaluator =
        new CircuitEvaluator(
            List.of(UNIT, UNIT, DEEPER),
            oracle,
            GradientMethod.SPSA,
            0.3,
            OptionalInt.empty(),
            meter,
            new Ladder(Ladder.PAUSE_ONLY),
            new StandardErrors());
    int weights = evaluator.weights();
    // Rows 0 and 1 of unit 0 are equal; units 0 and 1 differ by their weights.
    double[] inputs = new double[3 * 3 * QUBITS];
    Arrays.setAll(inputs, i -> i < 2 * QUBITS ? 0.5 : 0.1 * i);
    double[] theta = new double[3 * weights];
    Arrays.setAll(theta, i -> 0.2 * i - 0.7);
    CircuitEvaluator.Wanted wanted = CircuitEvaluator.Wanted.ALL_GRADIENTS;

    CircuitEvaluator.Evaluation found = evaluator.evaluate(inputs, theta, 3, wanted, 41);

    JobRequest job = oracle.requests.getFirst();
    assertThat(oracle.requests).hasSize(1);
    assertThat(job.pubs()).hasSize(2);
    assertThat(job.pubs().get(0).bindings().rows()).isEqualTo(2 * 5);
    assertThat(job.pubs().get(1).bindings().rows()).isEqualTo(2 * 3);
    assertThat(meter.get(Meter.Count.DUPLICATES)).isEqualTo(1);
    double[] first = row(job, 0);
    double[] second = row(job, 1);
    double plus = DenseOracle.expectation(UNIT.circuit(), UNIT.observable(), first);
    double minus = DenseOracle.expectation(UNIT.circuit(), UNIT.observable(), second);
    assertThat(found.values()[0]).isCloseTo((plus + minus) / 2, within(1e-12));
    assertThat(found.values()[1]).isEqualTo(found.values()[0]);
    for (int i = 0; i < QUBITS + weights; i++) {
      assertThat((first[i] + second[i]) / 2)
          .isCloseTo(i < QUBITS ? inputs[i] : theta[i - QUBITS], within(1e-12));
      double slope = (plus - minus) / (first[i] - second[i]);
      assertThat(i < QUBITS ? found.inputJacobian()[i] : found.weightJacobian()[i - QUBITS])
          .isCloseTo(slope, within(1e-12));
    }
    assertThat(evaluator.evaluate(inputs, theta, 3, wanted, 41))
        .usingRecursiveComparison()
        .isEqualTo(found);
    assertThat(evaluator.evaluate(inputs, theta, 3, wanted, 42).values())
        .isNotEqualTo(found.values());

    evaluator.evaluate(inputs, theta, 3, CircuitEvaluator.Wanted.VALUES, 41);

    assertThat(oracle.requests.getLast().pubs().get(0).bindings().rows()).isEqualTo(5);
    assertThat(row(oracle.requests.getLast(), 0)).startsWith(0.5, 0.5).endsWith(theta[3]);
  }

  @Test
  void aFrozenStepAsksForValuesAndItsDerivativesAreZeroAndSaidToBe() {
    Ladder ladder = new Ladder(List.of(Ladder.Rung.FROZEN));
    ladder.recall(List.of(new Ladder.Event(0, 1, Ladder.Rung.FROZEN, "enough")));
    CircuitEvaluator evaluator =
        new CircuitEvaluator(
            List.of(UNIT),
            oracle,
            GradientMethod.PARAMETER_SHIFT,
            0.1,
            OptionalInt.empty(),
            meter,
            ladder,
            new StandardErrors());
    double[] theta = new double[evaluator.weights()];
    ladder.begin(4);

    CircuitEvaluator.Evaluation found =
        evaluator.evaluate(new double[QUBITS], theta, 1, CircuitEvaluator.Wanted.ALL_GRADIENTS, 1);

    assertThat(oracle.requests).hasSize(1);
    assertThat(oracle.requests.getFirst().pubs().getFirst().bindings().rows()).isEqualTo(1);
    assertThat(found.values()[0])
        .isCloseTo(
            DenseOracle.expectation(
                UNIT.circuit(), UNIT.observable(), new double[QUBITS + theta.length]),
            within(1e-12));
    assertThat(found.weightJacobian()).containsOnly(0).hasSize(theta.length);
    assertThat(found.inputJacobian()).containsOnly(0).hasSize(QUBITS);
    assertThat(found.frozen()).isTrue();
    assertThat(
            evaluator
                .evaluate(new double[QUBITS], theta, 1, CircuitEvaluator.Wanted.VALUES, 1)
                .frozen())
        .isFalse();
  }

  @Test
  void standardErrorsAreTheMeansOfWhatCameBack() {
    StandardErrors errors = new StandardErrors();
    assertThat(errors.values()).isEmpty();
    errors.add(new Gradients(new double[2], new double[3], new double[2], new double[3]));
    assertThat(errors.values()).isEmpty();
    assertThat(errors.derivatives()).isEmpty();

    errors.add(
        new Gradients(new double[2], new double[1], new double[] {0.3, 0.5}, new double[] {0.4}));

    assertThat(errors.values().orElseThrow()).isCloseTo(0.2, within(1e-15));
    assertThat(errors.derivatives().orElseThrow()).isCloseTo(0.1, within(1e-15));
  }

  private static double[] row(JobRequest job, int row) {
    double[] values = new double[job.pubs().getFirst().bindings().columns()];
    Arrays.setAll(values, column -> job.pubs().getFirst().bindings().value(row, column));
    return values;
  }

  @Test
  void withoutGradientsTheAdjointMethodIsNotAsked() {
    QuantumLayer layer = layer(List.of(UNIT), oracle, GradientMethod.ADJOINT, false);
    try (NDManager manager = TorchRuntime.newManager()) {
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, 1, QUBITS));
      ParameterStore store = new ParameterStore(manager, false);

      layer.apply(manager, new double[] {0.1, 0.2}, 1, store, false);
      layer.apply(manager, new double[] {0.1, 0.2}, 1, store, true);

      assertThat(oracle.requests).hasSize(1);
      assertThat(oracle.adjointCalls).isEqualTo(1);
    }
  }

  @Test
  void shotsAreSeededAndEachRoundHasASeedOfItsOwn() {
    CircuitEvaluator evaluator =
        new CircuitEvaluator(
            List.of(UNIT), oracle, GradientMethod.PARAMETER_SHIFT, OptionalInt.of(1024), meter);

    evaluator.evaluate(
        new double[2], new double[evaluator.weights()], 1, CircuitEvaluator.Wanted.VALUES, -5);

    assertThat(oracle.requests.getFirst().options().defaultShots()).hasValue(1024);
    assertThat(oracle.requests.getFirst().options().seedSimulator()).hasValue(0x7ffffffbL);
  }

  @Test
  void adjointGradientsAreRefusedWhereTheyCannotBe() {
    Backend without = new Scripted(0.5);

    assertRefused(
        () -> layer(List.of(UNIT), without, GradientMethod.ADJOINT, false),
        ErrorCode.GRADIENT_UNSUPPORTED,
        "backend scripted has no adjoint gradients; set quantum.gradient to parameter-shift");
    assertRefused(
        () ->
            new CircuitEvaluator(
                List.of(UNIT), oracle, GradientMethod.ADJOINT, OptionalInt.of(100), meter),
        ErrorCode.GRADIENT_UNSUPPORTED,
        "adjoint gradients are exact, but 100 shots are asked for; set quantum.gradient to"
            + " parameter-shift or leave shots out");
  }

  @Test
  void aValueThatIsNoNumberStopsTheStep() {
    CircuitEvaluator evaluator =
        new CircuitEvaluator(
            List.of(UNIT),
            new Scripted(Double.NaN),
            GradientMethod.PARAMETER_SHIFT,
            OptionalInt.empty(),
            meter);

    assertRefused(
        () ->
            evaluator.evaluate(
                new double[2],
                new double[evaluator.weights()],
                1,
                CircuitEvaluator.Wanted.VALUES,
                0),
        ErrorCode.NOT_FINITE,
        "backend scripted gave the value NaN at position 0; a training step needs finite numbers");
  }

  @Test
  void unitsMustAgreeInTheirCounts() {
    assertRefused(
        () -> layer(List.of(UNIT, unit(2)), oracle, GradientMethod.ADJOINT, false),
        ErrorCode.CIRCUIT_INVALID,
        "unit 1 of a layer has 2 inputs and 6 weights, unit 0 has 2 and 4; make them equal");
    assertRefused(
        () -> new CircuitUnit(UNIT.circuit(), UNIT.observable(), UNIT.inputs(), List.of()),
        ErrorCode.CIRCUIT_INVALID,
        "a unit names the inputs [x0000, x0001] and weights [], its circuit has the parameters"
            + " [x0000, x0001, y0000, y0001, y0002, y0003]; name each once");
  }

  private static void assertRefused(Runnable action, ErrorCode code, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            NightshiftException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private QuantumLayer layer(
      List<CircuitUnit> units, Backend backend, GradientMethod method, boolean inputGradients) {
    return new QuantumLayer(
        new CircuitEvaluator(units, backend, method, OptionalInt.empty(), meter),
        inputGradients,
        (manager, shape, type) -> {
          float[] numbers = numbers(new SplittableRandom(3), (int) shape.size());
          return manager.create(numbers, shape);
        });
  }

  private static float[] numbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextDouble(-1.5, 1.5);
    }
    return numbers;
  }

  /** Answers every row with one number and has no gradients of its own. */
  private record Scripted(double value) implements Backend {
    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public JobResult run(JobRequest request) {
      List<PubResult> results =
          request.pubs().stream()
              .<PubResult>map(pub -> {
                double[] evs = new double[pub.shape().size()];
                Arrays.fill(evs, value);
                return new PubResult.Estimated(pub.shape(), evs, new double[evs.length], 0);
              })
              .toList();
      return new JobResult("scripted", results);
    }

    @Override
    public Optional<AdjointEstimator> adjoint() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
