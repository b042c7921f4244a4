package dev.nightshift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.Mitigation.ReadoutLearning;
import dev.nightshift.job.Mitigation.Twirling;
import dev.nightshift.job.Mitigation.ZeroNoise;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TariffTest {
  private static final Target LINE = new DeviceCatalog(List.of()).find("nightshift_line5").target();
  private static final Tariff TARIFF = new Tariff(LINE);

  /** Two qubits of the line with one angle, in its own gates. */
  private static Circuit circuit() {
    return Circuit.builder(5)
        .apply(StandardGate.SX, List.of(), 0)
        .apply(StandardGate.RZ, List.of(ParameterExpression.parameter("a")), 0)
        .apply(StandardGate.SX, List.of(), 0)
        .apply(StandardGate.CZ, List.of(), 0, 1)
        .build();
  }

  private static JobRequest estimate(int rows, JobOptions options) {
    double[] angles = new double[rows];
    for (int i = 0; i < rows; i++) {
      angles[i] = 0.1 * i;
    }
    Observable twoTerms =
        new Observable(
            List.of(new Observable.Term("IIIZZ", 1.0), new Observable.Term("IIIXX", 0.5)));
    return JobRequest.estimate(
        List.of(
            new Pub.Estimator(
                circuit(),
                new ObservablesArray(Shape.of(2, 1), List.of(Observable.of("IIIZI"), twoTerms)),
                Bindings.of(List.of("a"), Shape.of(rows), angles),
                null)),
        options);
  }

  private static JobOptions shots(int shots) {
    return JobOptions.NONE.withShots(shots).withSeed(5);
  }

  private static JobResult ran(JobRequest request) {
    try (Backend noisy = new NoisyBackend("line", LINE, NoisyOptions.defaults(), new Meter())) {
      return noisy.run(request);
    }
  }

  @Test
  void givenAJobOfTwoRows_whenPriced_thenTheSumIsTheServicesFormula() {
    double length = new CircuitDuration(LINE).seconds(circuit());
    double each = LINE.repDelaySeconds() + length;

    QpuSeconds cost = TARIFF.before(estimate(2, shots(10_000)));

    // Two observables and two rows: four values of 10,000 shots.
    assertThat(length).isPositive();
    assertThat(cost.likely()).isCloseTo(2 + 40_000 * each, within(1e-9));
    assertThat(cost.base() + cost.pauses() + cost.circuits())
        .isCloseTo(cost.likely(), within(1e-9));
    assertThat(cost.low()).isEqualTo(Math.floor(cost.likely()));
    assertThat(cost.high())
        .isEqualTo(Math.ceil(2 + 40_000 * (LINE.repDelaySeconds() + Tariff.CAUTIOUS_SECONDS)));
  }

  @Test
  void givenAPauseOfTheJobsOwn_whenPriced_thenItCounts() {
    JobOptions own =
        new JobOptions(
            OptionalInt.of(1_000),
            OptionalDouble.empty(),
            shots(1).seedSimulator(),
            SimulatorOptions.DEFAULT,
            Mitigation.NONE,
            OptionalDouble.of(1e-3));

    assertThat(TARIFF.before(estimate(1, own)).pauses()).isCloseTo(2.0, within(1e-9));
  }

  static Stream<JobOptions> unmitigated() {
    return Stream.of(
        JobOptions.NONE,
        shots(100),
        new JobOptions(OptionalInt.empty(), OptionalDouble.of(0.03), shots(1).seedSimulator()));
  }

  @ParameterizedTest
  @MethodSource("unmitigated")
  void givenNothingMitigated_whenRun_thenThePlanIsTheBill(JobOptions options) {
    JobRequest request = estimate(3, options);

    JobResult result = ran(request);

    assertThat(TARIFF.before(request).likely())
        .isCloseTo(TARIFF.seconds(request, result), within(1e-9));
    assertThat(Workload.asked(request)).isEqualTo(Workload.of(request, result));
  }

  static Stream<Mitigation> mitigated() {
    List<Mitigation> all = new ArrayList<>();
    for (Twirling twirling :
        List.of(
            Twirling.NONE,
            Twirling.of(true, true),
            new Twirling(true, false, OptionalInt.of(7), OptionalInt.empty()),
            new Twirling(false, true, OptionalInt.empty(), OptionalInt.of(30)))) {
      for (boolean readout : List.of(false, true)) {
        for (boolean zero : List.of(false, true)) {
          all.add(
              new Mitigation(
                  twirling,
                  readout ? Optional.of(ReadoutLearning.DEFAULT) : Optional.empty(),
                  zero
                      ? Optional.of(
                          new ZeroNoise(
                              Mitigation.Amplifier.GATE_FOLDING,
                              List.of(1.0, 2.2, 4.0),
                              List.of(Mitigation.Extrapolator.LINEAR),
                              List.of(0.0)))
                      : Optional.empty()));
        }
      }
    }
    return all.stream().filter(mitigation -> !mitigation.isNone());
  }

  @ParameterizedTest
  @MethodSource("mitigated")
  void givenErrorsMitigated_whenRun_thenTheBillIsWithinTheBounds(Mitigation mitigation) {
    for (JobOptions options : List.of(shots(100), shots(1_000), JobOptions.NONE.withSeed(5))) {
      JobRequest request = estimate(2, options.withMitigation(mitigation));

      JobResult result = ran(request);

      double bill = TARIFF.seconds(request, result);
      UpperBound bound = UpperBound.of(request, TARIFF);
      long executed = result.executed().stream().mapToLong(JobResult.Executed::times).sum();
      assertThat(bill).isLessThanOrEqualTo(TARIFF.before(request).likely() + 1e-2);
      assertThat(bound.qpuSeconds()).isGreaterThanOrEqualTo((long) Math.ceil(bill));
      assertThat(bound.executions()).isGreaterThanOrEqualTo(executed);
      if (options.defaultShots().isPresent()) {
        assertThat(bound.shots()).isEqualTo(bound.executions());
      } else {
        assertThat(bound.shots()).isZero();
      }
    }
  }

  @Test
  void givenSamples_whenBounded_thenShotsAreThoseAskedFor() {
    Circuit measured =
        Circuit.builder(5).bits("c", 1).apply(StandardGate.X, List.of(), 0).measure(0, 0).build();
    JobRequest request =
        JobRequest.sample(
            List.of(
                new Pub.Sampler(measured, Bindings.none(), 3_000),
                new Pub.Sampler(measured, Bindings.none(), null)),
            JobOptions.NONE);

    UpperBound bound = UpperBound.of(request, TARIFF);

    assertThat(bound).isEqualTo(new UpperBound(4_024, 4_024, 4));
    assertThat(Map.of("low", TARIFF.before(request).low())).containsEntry("low", 3.0);
  }
}
