package dev.nightshift.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.transpile.schedule.Decoupling;
import dev.nightshift.transpile.schedule.Decoupling.Sequence;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetunedSimulatorTest {
  private static final Target LINE =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_line5").target();

  private static final double T_US = 20;
  private static final double WAIT_US = 10;

  /** On the equator for half the time in which a factor e is lost. */
  private static final Circuit WAITING =
      Circuit.builder(1)
          .apply(StandardGate.SX, List.of(), 0)
          .add(new Instruction.Delay(WAIT_US, "us", List.of(0)))
          .build();

  private static final Observable Y = Observable.of("Y");

  private static PubResult run(NoiseModel model, JobRequest request, int threads) {
    DeviceTime time = new DeviceTime(LINE, Optional.of(new SlowDephasing(T_US * 1e-6)));
    NoisyOptions options = NoisyOptions.defaults().withThreads(threads);
    try (NoisyBackend twin =
        new NoisyBackend("line5", model, Optional.of(time), options, new Meter())) {
      return twin.run(request).pubs().getFirst();
    }
  }

  private static PubResult.Estimated estimate(
      NoiseModel model, Circuit circuit, double precision, JobOptions job) {
    return (PubResult.Estimated)
        run(
            model,
            JobRequest.estimate(
                List.of(
                    new Pub.Estimator(circuit, ObservablesArray.of(Y), Bindings.none(), precision)),
                job),
            2);
  }

  private static double coherence(NoiseModel model, double precision, JobOptions job) {
    return -estimate(model, WAITING, precision, job).evs()[0];
  }

  /**
   * cos of a normal angle of variance 2 (t/T)² = 1/2 has mean exp(-1/4) = 0.78 and standard
   * deviation 0.28; the mean of 64 has one of 0.035.
   */
  @Test
  void givenAQubitThatWaits_whenFrequenciesWander_thenCoherenceFallsAsAGaussian() {
    double exact = coherence(NoiseModel.IDEAL, 0, JobOptions.NONE);
    PubResult.Estimated sampled =
        estimate(NoiseModel.IDEAL, WAITING, 1 / 64.0, JobOptions.NONE.withSeed(7));

    double expected = Math.exp(-WAIT_US * WAIT_US / T_US / T_US);
    assertThat(exact).isCloseTo(expected, Offset.offset(5 * 0.035));
    assertThat(-sampled.evs()[0]).isCloseTo(expected, Offset.offset(5 * 0.038));
    // Blocks differ by more than their shots do, and the error says so.
    assertThat(sampled.stds()[0]).isBetween(0.02, 0.06);
  }

  @ParameterizedTest
  @EnumSource(Sequence.class)
  void givenNoOtherError_whenDecoupled_thenTheCoherenceIsBack(Sequence sequence) {
    JobOptions pulsed =
        JobOptions.NONE.withScheduling(Scheduling.of(Method.ALAP, Decoupling.of(sequence)));

    // A tick too much in the middle space is all that can be left.
    assertThat(coherence(NoiseModel.IDEAL, 0, pulsed)).isCloseTo(1, Offset.offset(1e-6));
  }

  @Test
  void givenADevice_whenDecoupled_thenPulsesBringMoreThanTheyCost() {
    NoiseModel model = NoiseModel.of(LINE, NoiseOptions.ALL);
    JobOptions pulsed =
        JobOptions.NONE.withScheduling(Scheduling.of(Method.ALAP, Decoupling.of(Sequence.XY4)));

    double without = coherence(model, 0, JobOptions.NONE);
    double with = coherence(model, 0, pulsed);

    double t2 = LINE.qubitFacts().get(0).t2Seconds().orElseThrow();
    double memoryless = Math.exp(-WAIT_US * 1e-6 / t2);
    assertThat(with).isGreaterThan(without + 0.05).isBetween(memoryless - 0.01, memoryless);
  }

  @Test
  void givenAnUnscheduledCircuit_whenFrequenciesWander_thenItsIdleTimesCountAllTheSame() {
    // Qubit 1 waits for 100 pulses on qubit 0, without a delay in the program.
    var builder = Circuit.builder(2).apply(StandardGate.SX, List.of(), 1).cz(0, 1);
    for (int k = 0; k < 100; k++) {
      builder.x(0);
    }
    Circuit circuit = builder.cz(0, 1).build();
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    circuit, ObservablesArray.of(Observable.of("YI")), Bindings.none(), 0.0)),
            JobOptions.NONE);

    double value = -((PubResult.Estimated) run(NoiseModel.IDEAL, request, 2)).evs()[0];

    // exp(-(3.2/20)²) = 0.975
    assertThat(value).isBetween(0.95, 0.99);
  }

  @Test
  void givenASeed_whenSampledOnOtherThreads_thenShotsAreTheSameAndAllThere() {
    Circuit circuit =
        Circuit.builder(1)
            .bits("c", 1)
            .apply(StandardGate.SX, List.of(), 0)
            .add(new Instruction.Delay(WAIT_US, "us", List.of(0)))
            .apply(StandardGate.SX, List.of(), 0)
            .measure(0, 0)
            .build();
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(circuit, Bindings.none(), 5000)), JobOptions.NONE.withSeed(5));

    BitArray one = bits(run(NoiseModel.IDEAL, request, 1));
    BitArray two = bits(run(NoiseModel.IDEAL, request, 2));

    assertThat(one.bytes()).isEqualTo(two.bytes());
    assertThat(one.shots()).isEqualTo(5000);
    double ones = one.counts(0).getOrDefault("1", 0) / 5000.0;
    assertThat(ones).isCloseTo((1 + Math.exp(-0.25)) / 2, Offset.offset(5 * 0.02));
  }

  @Test
  void givenTwirledReadouts_whenFrequenciesWander_thenEachRandomCircuitIsABlock() {
    NoiseModel model = NoiseModel.of(LINE, NoiseOptions.ALL);
    Mitigation trex =
        new Mitigation(
            new Mitigation.Twirling(false, true, OptionalInt.empty(), OptionalInt.empty()),
            Optional.of(Mitigation.ReadoutLearning.DEFAULT),
            Optional.empty());

    PubResult.Estimated found =
        estimate(model, WAITING, 1 / 64.0, JobOptions.NONE.withSeed(11).withMitigation(trex));

    assertThat(found.mitigated().orElseThrow().randomizations()).isEqualTo(32);
    double t2 = LINE.qubitFacts().get(0).t2Seconds().orElseThrow();
    assertThat(-found.evs()[0])
        .isCloseTo(Math.exp(-0.25 - WAIT_US * 1e-6 / t2), Offset.offset(5 * 0.06));
  }

  @Test
  void givenATimeThatIsNone_whenMade_thenTheErrorSaysSo() {
    assertThatThrownBy(() -> new SlowDephasing(0))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("slow dephasing takes 0.0 s; give a time above 0");
  }

  private static BitArray bits(PubResult result) {
    return ((PubResult.Sampled) result).registers().firstEntry().getValue();
  }
}
