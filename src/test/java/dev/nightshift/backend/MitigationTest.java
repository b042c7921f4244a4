package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Mitigation.Amplifier;
import dev.nightshift.job.Mitigation.Extrapolator;
import dev.nightshift.job.Mitigation.ReadoutLearning;
import dev.nightshift.job.Mitigation.Twirling;
import dev.nightshift.job.Mitigation.ZeroNoise;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.Channel;
import dev.nightshift.sim.noise.Mixture;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MitigationTest {
  private static final NoisyOptions OPTIONS = NoisyOptions.defaults().withThreads(2);

  /** Readouts that err much, and one way more than the other. */
  private static final NoiseModel BAD_READOUTS =
      NoiseModel.builder()
          .readout(0, new ReadoutError(0.02, 0.15))
          .readout(1, new ReadoutError(0.05, 0.2))
          .readout(2, new ReadoutError(0.01, 0.1))
          .build();

  private static final NoiseModel BAD_GATES =
      NoiseModel.builder().error("cz", QuantumError.depolarizing(0.05, 2)).build();

  private static Twirling twirling(boolean gates, boolean measurements) {
    return new Twirling(gates, measurements, OptionalInt.empty(), OptionalInt.empty());
  }

  private static final Mitigation TREX =
      new Mitigation(twirling(false, true), Optional.of(ReadoutLearning.DEFAULT), Optional.empty());

  private static JobResult run(NoiseModel model, JobRequest request) {
    try (NoisyBackend backend = new NoisyBackend("twin", model, OPTIONS, new Meter())) {
      return backend.run(request);
    }
  }

  private static JobRequest estimate(
      Circuit circuit, List<Observable> observables, double precision, Mitigation mitigation) {
    return JobRequest.estimate(
        List.of(
            new Pub.Estimator(
                circuit,
                new ObservablesArray(Shape.of(observables.size()), observables),
                Bindings.none(),
                precision)),
        JobOptions.NONE.withSeed(3).withMitigation(mitigation));
  }

  private static Circuit entangled() {
    return Circuit.builder(3)
        .ry(ParameterExpression.of(0.4), 0)
        .cx(0, 1)
        .ry(ParameterExpression.of(2.5), 2)
        .cx(1, 2)
        .build();
  }

  private static Circuit random(Seed seed) {
    SplittableRandom random = seed.random();
    CircuitBuilder builder = Circuit.builder(4);
    StandardGate[] gates = {StandardGate.CX, StandardGate.CZ, StandardGate.ECR};
    for (int k = 0; k < 12; k++) {
      builder.ry(ParameterExpression.of(random.nextDouble(6)), random.nextInt(4));
      builder.rz(ParameterExpression.of(random.nextDouble(6)), random.nextInt(4));
      int first = random.nextInt(4);
      int second = (first + 1 + random.nextInt(3)) % 4;
      builder.apply(gates[random.nextInt(3)], List.of(), first, second);
    }
    return builder.build();
  }

  @Test
  void aTwirledCircuitMeansTheSame() {
    List<Observable> observables =
        List.of(Observable.of("XYZX"), Observable.of("ZIIY"), Observable.of("IZXI"));
    for (long seed = 0; seed < 40; seed++) {
      Circuit circuit = random(Seed.of(seed));
      NoisySimulator simulator = new NoisySimulator(NoiseModel.IDEAL, OPTIONS);

      double[] twirled =
          simulator
              .twirled(Seed.of(1000 + seed))
              .expectations(circuit, observables, Bindings.none());

      assertThatNumbers(twirled)
          .as("seed %d", seed)
          .isCloseTo(new Simulator().expectations(circuit, observables, Bindings.none()), 1e-12);
    }
  }

  /**
   * An over-rotation about Z behind cz turns X into Y by sin θ. Twirled, its sign is random: the
   * mean over 400 circuits has a standard deviation of sin θ / 20, of which 5 are allowed.
   */
  @Test
  void twirlingTurnsACoherentErrorIntoOneWithoutDirection() {
    double angle = 0.3;
    NoiseModel model =
        NoiseModel.builder()
            .error("cz", List.of(0, 1), QuantumError.of(2, rotation(angle)))
            .build();
    Circuit circuit = Circuit.builder(2).h(0).cz(0, 1).build();
    Mitigation twirled =
        new Mitigation(
            new Twirling(true, false, OptionalInt.of(400), OptionalInt.empty()),
            Optional.empty(),
            Optional.empty());
    List<Observable> observables = List.of(Observable.of("IX"), Observable.of("IY"));

    double[] plain =
        run(model, estimate(circuit, observables, 0, Mitigation.NONE)).estimated(0).evs();
    double[] mean = run(model, estimate(circuit, observables, 0, twirled)).estimated(0).evs();

    assertThatNumbers(plain).isCloseTo(new double[] {Math.cos(angle), Math.sin(angle)}, 1e-12);
    assertThat(mean[0]).isCloseTo(Math.cos(angle), within(1e-12));
    assertThat(mean[1]).isCloseTo(0, within(5 * Math.sin(angle) / 20));
  }

  private static Mixture rotation(double angle) {
    double cos = Math.cos(angle / 2);
    double sin = Math.sin(angle / 2);
    return Mixture.certainly(
        new Channel.Unitary(new double[] {cos, -sin, 0, 0, 0, 0, cos, sin}, List.of(0)));
  }

  /** Both readings of a qubit are equally wrong on average, and zeros and ones even out. */
  @Test
  void twirledSamplesMisreadBothWaysAlike() {
    ReadoutError error = new ReadoutError(0.02, 0.18);
    NoiseModel model = NoiseModel.builder().readout(0, error).build();
    Circuit circuit = Circuit.builder(1).bits("c", 1).x(0).measure(0, 0).build();
    int shots = 64_000;
    Mitigation many =
        new Mitigation(
            new Twirling(false, true, OptionalInt.of(1000), OptionalInt.empty()),
            Optional.empty(),
            Optional.empty());
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(circuit, Bindings.none(), shots)),
            JobOptions.NONE.withSeed(7).withMitigation(many));

    BitArray bits = run(model, request).sampled(0).registers().firstEntry().getValue();

    double zeros = 0;
    for (int shot = 0; shot < shots; shot++) {
      zeros += 1 - (bits.bytes()[shot] & 1);
    }
    // The share of flipped circuits has 0.5 / sqrt(1000), which moves the mean by 0.16 of that.
    double allowed = 5 * Math.hypot(0.16 * 0.5 / Math.sqrt(1000), Math.sqrt(0.09 / shots));
    assertThat(zeros / shots).isCloseTo(0.1, within(allowed));
  }

  @Test
  void readoutsAreDividedOut() {
    List<Observable> observables =
        List.of(
            Observable.of("ZZZ"),
            Observable.of("IIZ"),
            Observable.of("XXX"),
            new Observable(
                List.of(
                    new Observable.Term("ZZI", 1.5),
                    new Observable.Term("IIX", -0.5),
                    new Observable.Term("III", 2))));
    double[] truth = new Simulator().expectations(entangled(), observables, Bindings.none());

    PubResult.Estimated raw =
        run(BAD_READOUTS, estimate(entangled(), observables, 0.005, Mitigation.NONE)).estimated(0);
    PubResult.Estimated mitigated =
        run(BAD_READOUTS, estimate(entangled(), observables, 0.005, TREX)).estimated(0);

    for (int k = 0; k < truth.length; k++) {
      // The learning has 32 x 1,250 shots: its error is about that of the values.
      double allowed = 5 * 2 * Math.max(mitigated.stds()[k], 0.005);
      assertThat(mitigated.evs()[k]).as("observable %d", k).isCloseTo(truth[k], within(allowed));
    }
    assertThat(Math.abs(raw.evs()[0] - truth[0])).isGreaterThan(0.2);
    assertThat(mitigated.stds()[0]).isGreaterThan(raw.stds()[0]);
    assertThat(mitigated.mitigated().orElseThrow().randomizations()).isEqualTo(32);
    assertThat(mitigated.mitigated().orElseThrow().readout()).isTrue();
  }

  @Test
  void theLearningIsOneOfTheCircuitsThatWereRun() {
    List<Observable> observables = List.of(Observable.of("ZIZ"), Observable.of("IXI"));

    JobResult result = run(BAD_READOUTS, estimate(entangled(), observables, 0.015625, TREX));

    assertThat(result.executed())
        .extracting(JobResult.Executed::times)
        .containsExactly(32L * 128, 2L * 4096);
    assertThat(result.executed().getFirst().circuit().counts()).containsEntry("measure", 3);
    assertThat(result.executed().getLast().circuit()).isEqualTo(entangled());
  }

  /** A stabiliser of the state decays by 1 - λ with each cz: the exponential is exact. */
  @Test
  void zeroNoiseExtrapolationFindsTheIdealValueOfAnExponentialDecay() {
    Circuit circuit = Circuit.builder(2).h(0).h(1).cz(0, 1).build();
    Mitigation zne =
        new Mitigation(Twirling.NONE, Optional.empty(), Optional.of(ZeroNoise.DEFAULT));

    PubResult.Estimated found =
        run(BAD_GATES, estimate(circuit, List.of(Observable.of("XZ")), 0, zne)).estimated(0);

    PubResult.NoiseCurve curve = found.mitigated().orElseThrow().curve().orElseThrow();
    assertThatNumbers(curve.evs())
        .isCloseTo(new double[] {0.95, Math.pow(0.95, 3), Math.pow(0.95, 5)}, 1e-12);
    assertThat(found.evs()[0]).isCloseTo(1, within(1e-9));
    assertThat(curve.evsExtrapolated()).hasSize(2 * 4);
    assertThat(curve.evsExtrapolated()[1]).as("exponential at 1").isCloseTo(0.95, within(1e-9));
    assertThat(curve.evsExtrapolated()[4]).as("linear at 0").isBetween(0.985, 0.995);
  }

  @Test
  void levelTwoBringsSampledValuesNearerToTheTruth() {
    NoiseModel model =
        NoiseModel.builder()
            .error("cx", QuantumError.depolarizing(0.06, 2))
            .readout(new ReadoutError(0.03, 0.08))
            .build();
    Mitigation level2 =
        new Mitigation(
            twirling(true, true),
            Optional.of(ReadoutLearning.DEFAULT),
            Optional.of(ZeroNoise.DEFAULT));
    List<Observable> observables = List.of(Observable.of("IZZ"), Observable.of("ZII"));
    double[] truth = new Simulator().expectations(entangled(), observables, Bindings.none());

    PubResult.Estimated raw =
        run(model, estimate(entangled(), observables, 0.005, Mitigation.NONE)).estimated(0);
    PubResult.Estimated found =
        run(model, estimate(entangled(), observables, 0.005, level2)).estimated(0);

    for (int k = 0; k < truth.length; k++) {
      assertThat(found.evs()[k])
          .as("observable %d", k)
          .isCloseTo(truth[k], within(5 * found.stds()[k] + 0.01));
      assertThat(Math.abs(raw.evs()[k] - truth[k])).isGreaterThan(0.05);
    }
  }

  @Test
  void theSameSeedGivesTheSameValuesOnAnyNumberOfThreads() {
    Mitigation level2 =
        new Mitigation(
            twirling(true, true),
            Optional.of(ReadoutLearning.DEFAULT),
            Optional.of(ZeroNoise.DEFAULT));
    List<double[]> values = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      try (NoisyBackend backend =
          new NoisyBackend("twin", BAD_GATES, OPTIONS.withThreads(threads), new Meter())) {
        values.add(
            backend
                .run(estimate(random(Seed.of(1)), List.of(Observable.of("XZZY")), 0.05, level2))
                .estimated(0)
                .evs());
      }
    }

    assertThat(values.getFirst()).isEqualTo(values.getLast());
  }

  @Test
  void shotsBeyondThoseAskedForAreRunAndNotReported() {
    Circuit circuit = Circuit.builder(1).bits("c", 1).h(0).measure(0, 0).build();
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(circuit, Bindings.none(), 100)),
            JobOptions.NONE.withMitigation(
                new Mitigation(twirling(true, true), Optional.empty(), Optional.empty())));

    JobResult result = run(NoiseModel.IDEAL, request);

    assertThat(result.sampled(0).registers().firstEntry().getValue().shots()).isEqualTo(100);
    assertThat(result.executed()).extracting(JobResult.Executed::times).containsExactly(128L);
  }

  @ParameterizedTest
  @CsvSource({
    "4096,,, 128, 32",
    "1000,,, 64, 16",
    "100,,, 64, 2",
    "4096, 10,, 410, 10",
    "4096,, 1000, 1000, 5",
    "4096, 3, 500, 500, 9",
    "1, , , 64, 1"
  })
  void shotsAreSplitAsTheServiceSplitsThem(
      int shots, Integer randomizations, Integer shotsEach, int each, int circuits) {
    Twirling twirling =
        new Twirling(
            true,
            false,
            randomizations == null ? OptionalInt.empty() : OptionalInt.of(randomizations),
            shotsEach == null ? OptionalInt.empty() : OptionalInt.of(shotsEach));

    assertThat(twirling.shotsEach(shots)).isEqualTo(each);
    assertThat(twirling.circuits(shots)).isEqualTo(circuits);
  }

  @Test
  void anIdealBackendHasNothingToMitigate() {
    try (EmbeddedBackend ideal = new EmbeddedBackend("ideal", new Simulator(), new Meter())) {
      assertThatThrownBy(
              () -> ideal.run(estimate(entangled(), List.of(Observable.of("ZZZ")), 0.1, TREX)))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_VALUE))
          .hasMessageContaining("the backend is an ideal simulator");
    }
  }

  @Test
  void readoutsOfWhichNothingIsLeftAreNamed() {
    NoiseModel model = NoiseModel.builder().readout(1, new ReadoutError(0.6, 0.6)).build();

    assertThatThrownBy(
            () -> run(model, estimate(entangled(), List.of(Observable.of("IZI")), 0.05, TREX)))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOISE_INVALID))
        .hasMessageStartingWith("the readouts of IZI err so often that nothing is left of it");
  }

  @Test
  void impossibleExtrapolationsAreRefusedWhenTheyAreMade() {
    assertThatThrownBy(() ->
            new ZeroNoise(
                Amplifier.GATE_FOLDING,
                List.of(1.0, 3.0),
                List.of(Extrapolator.DOUBLE_EXPONENTIAL),
                List.of(0.0)))
        .hasMessage("double_exponential takes at least 4 noise factors, found 2");
    assertThatThrownBy(() ->
            new ZeroNoise(
                Amplifier.GATE_FOLDING,
                List.of(0.5, 3.0),
                List.of(Extrapolator.LINEAR),
                List.of(0.0)))
        .hasMessage("a noise factor is 0.5; give 1 to 1000");
    assertThatThrownBy(() ->
            new ZeroNoise(
                Amplifier.GATE_FOLDING,
                List.of(3.0, 3.0),
                List.of(Extrapolator.LINEAR),
                List.of(0.0)))
        .hasMessage("the noise factors [3.0, 3.0] hold one twice; give each once");
  }
}
