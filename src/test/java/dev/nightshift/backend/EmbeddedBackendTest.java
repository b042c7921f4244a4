package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EmbeddedBackendTest {
  private final Meter meter = new Meter();
  private final EmbeddedBackend backend = new EmbeddedBackend("embedded", new Simulator(2), meter);
  private final Circuit turn = Circuit.builder(1).ry(ParameterExpression.parameter("a"), 0).build();

  @Test
  void givenNoPrecision_whenEstimated_thenValuesAreExact() {
    Pub.Estimator pub =
        new Pub.Estimator(
            turn,
            ObservablesArray.of(Observable.of("Z")),
            Bindings.rows(List.of("a"), new double[] {0.3, 1.1}),
            null);

    PubResult.Estimated result =
        backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE)).estimated(0);

    assertThatNumbers(result.evs()).isCloseTo(new double[] {Math.cos(0.3), Math.cos(1.1)}, 1e-15);
    assertThatNumbers(result.stds()).isCloseTo(new double[2], 0);
    assertThat(result.shots()).isZero();
    assertThat(meter.get(Meter.Count.JOBS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.ROUNDS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.CIRCUITS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.BINDINGS)).isEqualTo(2);
    assertThat(meter.get(Meter.Count.EXECUTIONS)).isEqualTo(2);
    assertThat(meter.get(Meter.Count.SHOTS)).isZero();
    assertThat(meter.nanos(Meter.Time.SIMULATE)).isPositive();
  }

  @Test
  void givenObservablesAcrossRows_whenEstimated_thenTheyBroadcastAsNumPyDoes() {
    Bindings column = Bindings.of(List.of("a"), Shape.of(3, 1), new double[] {0.1, 0.2, 0.3});
    ObservablesArray row =
        new ObservablesArray(Shape.of(2), List.of(Observable.of("Z"), Observable.of("X")));
    ObservablesArray diagonal =
        new ObservablesArray(
            Shape.of(3, 1), List.of(Observable.of("Z"), Observable.of("X"), Observable.of("Z")));

    var result =
        backend.run(
            JobRequest.estimate(
                List.of(
                    new Pub.Estimator(turn, row, column, 0.0),
                    new Pub.Estimator(turn, diagonal, column, null)),
                JobOptions.NONE));

    assertThat(result.estimated(0).shape()).isEqualTo(Shape.of(3, 2));
    assertThatNumbers(result.estimated(0).evs())
        .isCloseTo(
            new double[] {
              Math.cos(0.1),
              Math.sin(0.1),
              Math.cos(0.2),
              Math.sin(0.2),
              Math.cos(0.3),
              Math.sin(0.3)
            },
            1e-15);
    assertThatNumbers(result.estimated(1).evs())
        .isCloseTo(new double[] {Math.cos(0.1), Math.sin(0.2), Math.cos(0.3)}, 1e-15);
  }

  /** False-alarm rate: one number at five standard errors, 6e-7; the seed is fixed. */
  @Test
  void givenAPrecision_whenEstimated_thenItsShotsAreTakenAndSeedsRepeat() {
    Pub.Estimator pub =
        new Pub.Estimator(
            turn, ObservablesArray.of(Observable.of("Z")), Bindings.row(List.of("a"), 0.9), 0.02);
    JobRequest request = JobRequest.estimate(List.of(pub), JobOptions.NONE.withSeed(5));

    PubResult.Estimated first = backend.run(request).estimated(0);
    PubResult.Estimated second = backend.run(request).estimated(0);
    PubResult.Estimated other =
        backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE.withSeed(6))).estimated(0);

    assertThat(first.shots()).isEqualTo(2500);
    assertThat(first.evs()).isEqualTo(second.evs()).isNotEqualTo(other.evs());
    assertThat(first.evs()[0]).isCloseTo(Math.cos(0.9), within(5 * Math.sin(0.9) / 50));
    assertThat(meter.get(Meter.Count.SHOTS)).isEqualTo(7500);
    assertThat(meter.get(Meter.Count.EXECUTIONS)).isEqualTo(7500);
  }

  @Test
  void givenJobDefaults_thenPubsThatNameNothingTakeThem() {
    Pub.Estimator pub =
        new Pub.Estimator(
            turn, ObservablesArray.of(Observable.of("Z")), Bindings.row(List.of("a"), 0.9), null);
    JobOptions precision =
        new JobOptions(OptionalInt.empty(), OptionalDouble.of(0.1), OptionalLong.empty());

    assertThat(
            backend
                .run(JobRequest.estimate(List.of(pub), JobOptions.NONE.withShots(77)))
                .estimated(0)
                .shots())
        .isEqualTo(77);
    assertThat(backend.run(JobRequest.estimate(List.of(pub), precision)).estimated(0).shots())
        .isEqualTo(100);
  }

  @Test
  void givenSamplerPubs_thenShotsComeFromThePubTheJobOrAer() {
    Circuit circuit = Circuit.builder(2).x(1).measureAll().build();
    Pub.Sampler own = new Pub.Sampler(circuit, Bindings.none(), 10);
    Pub.Sampler plain = new Pub.Sampler(circuit, Bindings.none(), null);

    var some = backend.run(JobRequest.sample(List.of(own, plain), JobOptions.NONE.withShots(20)));
    var none = backend.run(JobRequest.sample(List.of(plain), JobOptions.NONE));

    assertThat(some.sampled(0).registers().firstEntry().getValue().counts(0))
        .containsOnly(org.assertj.core.api.Assertions.entry("10", 10));
    assertThat(some.sampled(1).registers().firstEntry().getValue().shots()).isEqualTo(20);
    assertThat(none.sampled(0).registers().firstEntry().getValue().shots()).isEqualTo(1024);
    assertThat(meter.get(Meter.Count.SHOTS)).isEqualTo(10 + 20 + 1024);
  }

  @Test
  void gradientsComeFromTheAdjointDoor() {
    var gradients =
        backend
            .adjoint()
            .orElseThrow()
            .valuesAndGradients(
                turn,
                Observable.of("Z"),
                Bindings.rows(List.of("a"), new double[] {0.3, 1.1}),
                List.of("a"));

    assertThatNumbers(gradients.values())
        .isCloseTo(new double[] {Math.cos(0.3), Math.cos(1.1)}, 1e-15);
    assertThatNumbers(gradients.jacobian())
        .isCloseTo(new double[] {-Math.sin(0.3), -Math.sin(1.1)}, 1e-15);
  }

  @Test
  void givenAPrecisionBeyondCounting_thenItIsRefused() {
    Pub.Estimator pub =
        new Pub.Estimator(
            turn, ObservablesArray.of(Observable.of("Z")), Bindings.row(List.of("a"), 0.9), 1e-6);

    assertThatThrownBy(() -> backend.run(JobRequest.estimate(List.of(pub), JobOptions.NONE)))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "precision 1.0E-6 needs 1000000000000 shots a value; give 2e-05 or more, or 0 for"
                + " exact values");
    assertThat(meter.get(Meter.Count.FAILED)).isEqualTo(1);
  }

  private static Circuit chain(int qubits) {
    var builder = Circuit.builder(qubits).h(0);
    for (int qubit = 1; qubit < qubits; qubit++) {
      builder.cx(qubit - 1, qubit);
    }
    return builder.build();
  }

  private JobResult parity(int qubits, SimulationMethod method) {
    return backend.run(
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    chain(qubits),
                    ObservablesArray.of(Observable.of("X".repeat(qubits))),
                    Bindings.none(),
                    0.0)),
            JobOptions.NONE.withSimulator(SimulatorOptions.DEFAULT.withMethod(method))));
  }

  @Test
  void givenAMethod_whenEstimated_thenEveryMethodHasTheSameValue() {
    for (SimulationMethod method : SimulationMethod.ideal()) {
      assertThat(parity(5, method).estimated(0).evs()[0]).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void givenACliffordCircuitWiderThanAnyStateVector_whenAutomatic_thenItRuns() {
    assertThat(parity(200, SimulationMethod.AUTOMATIC).estimated(0).evs()).containsExactly(1);
    assertThatThrownBy(() -> parity(200, SimulationMethod.STATEVECTOR))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CIRCUIT_TOO_WIDE));
  }

  @Test
  void givenAWideCircuitThatIsNotClifford_whenAutomatic_thenItRunsAsAMatrixProductState() {
    Circuit circuit =
        Circuit.builder(60).append(chain(60)).ry(ParameterExpression.of(0.4), 59).build();

    double[] evs =
        backend
            .run(
                JobRequest.estimate(
                    List.of(
                        new Pub.Estimator(
                            circuit,
                            ObservablesArray.of(Observable.of("Z" + "I".repeat(58) + "Z")),
                            Bindings.none(),
                            0.0)),
                    JobOptions.NONE))
            .estimated(0)
            .evs();

    assertThat(evs[0]).isCloseTo(Math.cos(0.4), within(1e-7));
  }

  @Test
  void givenTheDensityMatrix_thenAStateWithoutNoiseIsItsOwn() {
    assertThat(parity(4, SimulationMethod.DENSITY_MATRIX).estimated(0).evs()[0])
        .isCloseTo(1, within(1e-12));
  }
}
