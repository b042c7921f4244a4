package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.backend.mitigation.Folding;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.Tariff;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.transpile.schedule.Decoupling;
import dev.nightshift.transpile.schedule.Decoupling.Sequence;
import dev.nightshift.transpile.schedule.Decoupling.Slack;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScheduledSimulatorTest {
  private static final Path BY_AER =
      Path.of("src/test/resources/golden/transpile/decoupled-by-aer.txt");

  private static final Target LINE =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_line5").target();
  private static final NoiseModel MODEL = NoiseModel.of(LINE, NoiseOptions.ALL);
  private static final NoisyOptions OPTIONS = NoisyOptions.defaults().withThreads(2);
  private static final Scheduling XY4 = Scheduling.of(Method.ALAP, Decoupling.of(Sequence.XY4));

  private static JobResult run(JobRequest request) {
    try (NoisyBackend twin = new NoisyBackend("line5", LINE, OPTIONS, new Meter())) {
      return twin.run(request);
    }
  }

  private static JobRequest exact(Circuit circuit, List<Observable> observables, JobOptions job) {
    return JobRequest.estimate(
        List.of(new Pub.Estimator(circuit, ObservablesArray.of(observables), Bindings.none(), 0.0)),
        job);
  }

  private static double[] values(Circuit circuit, List<Observable> observables, Scheduling asked) {
    JobResult result = run(exact(circuit, observables, JobOptions.NONE.withScheduling(asked)));
    return ((PubResult.Estimated) result.pubs().getFirst()).evs();
  }

  @Test
  void givenScheduledCircuits_whenATwinRunsThem_thenValuesAreAers() throws IOException {
    List<String> lines = Files.readAllLines(BY_AER);
    int compared = 0;
    for (int at = 0; at < lines.size(); at++) {
      if (!lines.get(at).startsWith("circuit ")) {
        continue;
      }
      String[] asked = lines.get(at).split(" ");
      Method method = Method.named(asked[1]).orElseThrow();
      Optional<Decoupling> decoupling =
          Sequence.named(asked[2])
              .map(sequence ->
                  new Decoupling(
                      sequence,
                      Slack.named(asked[3]).orElseThrow(),
                      asked[4].equals("True") || asked[4].equals("true")));
      String[] numbers = lines.get(at + 1).split(" ");
      List<Observable> observables = new ArrayList<>();
      List<Double> expected = new ArrayList<>();
      for (int k = 1; k < numbers.length; k += 2) {
        observables.add(Observable.of(numbers[k]));
        expected.add(Double.parseDouble(numbers[k + 1]));
      }
      int end = lines.subList(at, lines.size()).indexOf("end") + at;
      Circuit circuit = Qasm.read("golden", String.join("\n", lines.subList(at + 2, end)));

      assertThatNumbers(values(circuit, observables, new Scheduling(method, decoupling)))
          .as(lines.get(at))
          .isCloseTo(expected.stream().mapToDouble(Double::doubleValue).toArray(), 1e-9);
      compared++;
    }
    assertThat(compared).isEqualTo(6);
  }

  @Test
  void givenAQubitThatWaits_whenDecoupled_thenPulsesCostAndUndoNothing() {
    // A qubit stands on the equator for 4 us.
    Circuit circuit =
        Circuit.builder(2)
            .apply(StandardGate.SX, List.of(), 1)
            .add(new Instruction.Delay(4, "us", List.of(1)))
            .build();
    List<Observable> y = List.of(Observable.of("YI"));

    double gateAlone =
        Math.abs(
            values(
                Circuit.builder(2).apply(StandardGate.SX, List.of(), 1).build(),
                y,
                Scheduling.NONE)[0]);
    double waiting = Math.abs(values(circuit, y, Scheduling.of(Method.ALAP))[0]);
    double pulsed = Math.abs(values(circuit, y, XY4)[0]);

    double t2 = LINE.qubitFacts().get(1).t2Seconds().orElseThrow();
    assertThat(waiting / gateAlone).isCloseTo(Math.exp(-4e-6 / t2), Offset.offset(1e-9));
    // Four pulses, whose errors are 1.8e-4 each, of which relaxation takes a part in any case.
    assertThat(waiting - pulsed).isBetween(2e-4, 1.5e-3);
  }

  @Test
  void givenAQubitInZero_whenDecoupled_thenItIsExcitedAndRelaxes() {
    // Qubit 0 has been used and is in |0>; pulses hold it in |1> half of 4 us.
    Circuit circuit =
        Circuit.builder(2).x(0).x(0).add(new Instruction.Delay(4, "us", List.of(0))).build();
    List<Observable> z = List.of(Observable.of("IZ"));

    double waiting = values(circuit, z, Scheduling.of(Method.ALAP))[0];
    double pulsed = values(circuit, z, XY4)[0];

    double t1 = LINE.qubitFacts().get(0).t1Seconds().orElseThrow();
    assertThat(waiting - pulsed).isCloseTo(2 * 2e-6 / t1, Offset.offset(3e-3));
  }

  @Test
  void givenFoldedCircuits_whenScheduled_thenEachIsAsLongAsItIs() {
    Circuit circuit =
        Circuit.builder(3)
            .apply(StandardGate.SX, List.of(), 0)
            .apply(StandardGate.SX, List.of(), 2)
            .cz(0, 1)
            .cz(1, 2)
            .apply(StandardGate.SX, List.of(), 1)
            .build();
    List<Observable> observables = List.of(Observable.of("IIY"), Observable.of("YZI"));
    Mitigation.ZeroNoise zero = Mitigation.ZeroNoise.DEFAULT;
    JobOptions job =
        JobOptions.NONE
            .withScheduling(XY4)
            .withMitigation(
                new Mitigation(Mitigation.Twirling.NONE, Optional.empty(), Optional.of(zero)));

    PubResult.Estimated found =
        (PubResult.Estimated) run(exact(circuit, observables, job)).pubs().getFirst();

    double[] curve = found.mitigated().orElseThrow().curve().orElseThrow().evs();
    NoisySimulator plain = new NoisySimulator(MODEL, OPTIONS);
    for (int f = 0; f < zero.factors().size(); f++) {
      Circuit folded =
          Folding.amplified(circuit, zero.factors().get(f), zero.amplifier(), Seed.of(1));
      double[] expected = plain.expectations(XY4.apply(folded, LINE), observables, Bindings.none());
      for (int k = 0; k < observables.size(); k++) {
        assertThat(curve[k * zero.factors().size() + f])
            .as("observable %d at factor %s", k, zero.factors().get(f))
            .isCloseTo(expected[k], Offset.offset(1e-12));
      }
    }
  }

  @Test
  void givenASeed_whenSampled_thenTheBitsAreThoseOfTheCircuitWithItsPulses() {
    Circuit circuit =
        Circuit.builder(2)
            .bits("c", 2)
            .apply(StandardGate.SX, List.of(), 0)
            .cz(0, 1)
            .add(new Instruction.Delay(2, "us", List.of(1)))
            .cz(0, 1)
            .measure(0, 0)
            .measure(1, 1)
            .build();
    JobRequest asked =
        JobRequest.sample(
            List.of(new Pub.Sampler(circuit, Bindings.none(), 500)),
            JobOptions.NONE.withSeed(9).withScheduling(XY4));
    JobRequest written =
        JobRequest.sample(
            List.of(new Pub.Sampler(XY4.apply(circuit, LINE), Bindings.none(), 500)),
            JobOptions.NONE.withSeed(9));

    PubResult.Sampled found = (PubResult.Sampled) run(asked).pubs().getFirst();
    PubResult.Sampled expected = (PubResult.Sampled) run(written).pubs().getFirst();

    assertThat(found.registers().firstEntry().getValue().counts(0))
        .isEqualTo(expected.registers().firstEntry().getValue().counts(0));
    // And they are paid alike: a circuit is as long as its longest way, written out or not.
    assertThat(new Tariff(LINE).before(asked).likely())
        .isCloseTo(new Tariff(LINE).before(written).likely(), Offset.offset(1e-9));
  }

  @Test
  void givenTwirledGates_whenScheduled_thenTheValuesStayThoseOfOneRandomCircuitEach() {
    Circuit circuit = Circuit.builder(2).x(0).cz(0, 1).cz(0, 1).build();
    JobOptions job =
        JobOptions.NONE
            .withSeed(3)
            .withScheduling(XY4)
            .withMitigation(
                new Mitigation(
                    Mitigation.Twirling.of(true, false), Optional.empty(), Optional.empty()));

    PubResult.Estimated found =
        (PubResult.Estimated)
            run(exact(circuit, List.of(Observable.of("IZ")), job)).pubs().getFirst();

    // x, two cz and T1 take about 1 %; a schedule that broke a twirl would take all.
    assertThat(found.evs()[0]).isBetween(-1.0, -0.97);
  }

  @Test
  void givenNoDevice_whenAScheduleIsAsked_thenTheErrorSaysWhatIsMissing() {
    Circuit circuit = Circuit.builder(1).x(0).build();
    JobRequest request =
        exact(circuit, List.of(Observable.of("Z")), JobOptions.NONE.withScheduling(XY4));
    String message =
        "idle times are those of a device, whose gates have lengths; the backend is none: leave"
            + " schedule and dynamical decoupling out";

    try (EmbeddedBackend ideal = new EmbeddedBackend("ideal", new Simulator(), new Meter());
        NoisyBackend bare = new NoisyBackend("bare", MODEL, OPTIONS, new Meter())) {
      for (var backend : List.of(ideal, bare)) {
        assertThatThrownBy(() -> backend.run(request))
            .isInstanceOfSatisfying(
                NightshiftException.class,
                error -> assertThat(error.code()).isEqualTo(ErrorCode.OPTION_VALUE))
            .hasMessage(message);
      }
    }
  }

  @Test
  void givenATwinWithoutErrors_whenDecoupled_thenValuesAreIdeal() {
    Circuit circuit =
        Circuit.builder(2)
            .apply(StandardGate.SX, List.of(), 0)
            .cz(0, 1)
            .add(new Instruction.Delay(2, "us", List.of(1)))
            .cz(0, 1)
            .build();
    try (NoisyBackend twin =
        new NoisyBackend(
            "noiseless",
            NoiseModel.IDEAL,
            Optional.of(DeviceTime.of(LINE)),
            OPTIONS,
            new Meter())) {
      PubResult.Estimated found =
          (PubResult.Estimated)
              twin.run(
                      exact(
                          circuit,
                          List.of(Observable.of("IY")),
                          JobOptions.NONE.withScheduling(XY4)))
                  .pubs()
                  .getFirst();
      assertThat(found.evs()[0]).isCloseTo(-1, Offset.offset(1e-12));
    }
  }
}
