package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.noise.GoldenNoise;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoisyBackendTest {
  private final Meter meter = new Meter();
  private final NoiseModel halving =
      NoiseModel.builder().error("ry", QuantumError.depolarizing(0.5, 1)).build();
  private final NoisyBackend backend =
      new NoisyBackend("noisy", halving, NoisyOptions.defaults().withThreads(2), meter);
  private final Circuit turn = Circuit.builder(1).ry(ParameterExpression.parameter("a"), 0).build();

  @Test
  void givenNoPrecision_thenValuesAreThoseOfTheNoisyState() {
    Bindings column = Bindings.of(List.of("a"), Shape.of(3, 1), new double[] {0.1, 0.2, 0.3});
    ObservablesArray row =
        new ObservablesArray(Shape.of(2), List.of(Observable.of("Z"), Observable.of("X")));

    PubResult.Estimated result =
        backend
            .run(
                JobRequest.estimate(
                    List.of(new Pub.Estimator(turn, row, column, 0.0)), JobOptions.NONE))
            .estimated(0);

    assertThat(result.shape()).isEqualTo(Shape.of(3, 2));
    assertThatNumbers(result.evs())
        .isCloseTo(
            new double[] {
              Math.cos(0.1) / 2,
              Math.sin(0.1) / 2,
              Math.cos(0.2) / 2,
              Math.sin(0.2) / 2,
              Math.cos(0.3) / 2,
              Math.sin(0.3) / 2
            },
            1e-15);
    assertThatNumbers(result.stds()).isCloseTo(new double[6], 0);
    assertThat(meter.get(Meter.Count.EXECUTIONS)).isEqualTo(3);
    assertThat(meter.get(Meter.Count.SHOTS)).isZero();
  }

  /** One number at five standard errors, 6e-7; the seed is fixed. */
  @Test
  void givenAPrecision_thenItsShotsAreTakenAndSeedsRepeat() {
    Pub.Estimator pub =
        new Pub.Estimator(
            turn, ObservablesArray.of(Observable.of("Z")), Bindings.row(List.of("a"), 0.9), 0.02);
    JobRequest request = JobRequest.estimate(List.of(pub), JobOptions.NONE.withSeed(5));
    double exact = Math.cos(0.9) / 2;

    PubResult.Estimated first = backend.run(request).estimated(0);
    PubResult.Estimated second = backend.run(request).estimated(0);

    assertThat(first.shots()).isEqualTo(2500);
    assertThat(first.evs()).isEqualTo(second.evs());
    assertThatNumbers(first.evs())
        .isWithinStandardErrors(
            new double[] {exact}, new double[] {Math.sqrt((1 - exact * exact) / 2500)}, 5);
    assertThat(meter.get(Meter.Count.SHOTS)).isEqualTo(5000);
  }

  @Test
  void givenASamplerPub_thenItHasItsShotsAndAJobsDefault() {
    Circuit circuit = Circuit.builder(2).x(1).measureAll().build();

    var result =
        backend.run(
            JobRequest.sample(
                List.of(
                    new Pub.Sampler(circuit, Bindings.none(), 10),
                    new Pub.Sampler(circuit, Bindings.none(), null)),
                JobOptions.NONE));

    assertThat(result.sampled(0).registers().firstEntry().getValue().counts(0))
        .containsOnly(entry("10", 10));
    assertThat(result.sampled(1).registers().firstEntry().getValue().shots()).isEqualTo(1024);
    assertThat(result.jobId()).startsWith("noisy-");
  }

  @Test
  void theTwinOfADeviceErrsAsItsFiguresSay() {
    List<String> golden = GoldenNoise.lines("sim/noise/parity.txt");
    GoldenNoise.Case last = GoldenNoise.cases(golden).getLast();
    NoisyBackend twin =
        new NoisyBackend(
            "twin", GoldenNoise.device(golden), NoisyOptions.defaults().withThreads(2), meter);

    PubResult.Estimated result =
        twin.run(
                JobRequest.estimate(
                    List.of(
                        new Pub.Estimator(
                            last.body(),
                            ObservablesArray.of(
                                last.values().keySet().stream().map(Observable::of).toList()),
                            Bindings.none(),
                            null)),
                    JobOptions.NONE))
            .estimated(0);

    assertThat(last.body().qubits()).isEqualTo(10);
    assertThatNumbers(result.evs())
        .isCloseTo(
            last.values().values().stream().mapToDouble(Double::doubleValue).toArray(), 1e-9);
  }
}
