package dev.nightshift.transpile.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.transpile.proof.Equivalence;
import dev.nightshift.transpile.schedule.Decoupling.Sequence;
import dev.nightshift.transpile.schedule.Decoupling.Slack;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecouplingTest {
  private static final Path BY_QISKIT =
      Path.of("src/test/resources/golden/transpile/pulses-by-qiskit.txt");

  private static final Target LINE = Schedules.line(2, 10, 40, 200);

  @ParameterizedTest
  @CsvSource({
    // 100 - 20 = 80: 20, 40, 20
    "XX, MIDDLE, 0, 100, 10, 1, 20 70",
    "XX, EDGES, 0, 100, 10, 1, 20 70",
    // 103 - 20 = 83: 20, 41, 20 and 2 more
    "XX, MIDDLE, 0, 103, 10, 1, 20 73",
    "XX, EDGES, 0, 103, 10, 1, 21 72",
    // 1000 - 40 = 960: 120, 3 x 240, 120
    "XY4, MIDDLE, 500, 1500, 10, 1, 620 870 1120 1370",
    // on a grid of 16: 1003 - 4 x 160 = 363 is too little; 1300 - 640 = 660: 80, 3 x 160, 80 and 20
    "XY4, MIDDLE, 0, 1003, 160, 16, ''",
    "XY4, MIDDLE, 0, 1300, 160, 16, 80 400 736 1056",
    "XY4, EDGES, 0, 1300, 160, 16, 80 400 720 1040",
    // a window that begins between the marks, with pulses that end between them
    "XX, MIDDLE, 5, 205, 30, 16, 32 144",
    // exactly as long as its pulses twice, and one less
    "XpXm, MIDDLE, 0, 40, 10, 1, 5 25",
    "XpXm, MIDDLE, 0, 39, 10, 1, ''",
  })
  void givenAnIdleTime_whenPulsesArePlaced_thenSpacesAreEqualAndTheRestIsWhereItBelongs(
      String sequence, Slack slack, long from, long to, long length, int grid, String expected) {
    Decoupling decoupling = new Decoupling(Sequence.named(sequence).orElseThrow(), slack, false);

    assertThat(decoupling.starts(from, to, length, grid))
        .containsExactly(
            expected.isEmpty()
                ? new long[0]
                : Arrays.stream(expected.split(" ")).mapToLong(Long::parseLong).toArray());
  }

  @Test
  void givenIdleTimes_whenPulsesArePlaced_thenTheyStandWhereQiskitPutsThem() throws IOException {
    int compared = 0;
    for (String line : Files.readAllLines(BY_QISKIT)) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] word = line.split("[ :]+");
      Decoupling decoupling =
          new Decoupling(
              Sequence.named(word[0]).orElseThrow(), Slack.named(word[1]).orElseThrow(), false);

      assertThat(
              decoupling.starts(
                  Long.parseLong(word[2]),
                  Long.parseLong(word[3]),
                  Long.parseLong(word[4]),
                  Integer.parseInt(word[5])))
          .as(line)
          .containsExactly(Arrays.stream(word).skip(6).mapToLong(Long::parseLong).toArray());
      compared++;
    }
    assertThat(compared).isEqualTo(60);
  }

  @Test
  void givenXY4_whenPadded_thenOnlyXAndRzStandBetweenTheDelays() {
    Circuit circuit = Circuit.builder(2).x(0).x(1).cz(0, 1).add(delay(200, 0)).cz(0, 1).build();

    Circuit padded =
        Schedule.of(circuit, LINE, Method.ALAP)
            .padded(new Decoupling(Sequence.XY4, Slack.EDGES, true));

    assertThat(Schedules.body(padded))
        .containsExactly(
            "x q[0]",
            "x q[1]",
            "cz q[0], q[1]",
            "delay[20dt] q[0]",
            "x q[0]",
            "delay[40dt] q[0]",
            "rz(-pi / 2) q[0]",
            "x q[0]",
            "delay[40dt] q[0]",
            "rz(-pi / 2) q[0]",
            "x q[0]",
            "delay[40dt] q[0]",
            "rz(-pi / 2) q[0]",
            "x q[0]",
            "delay[20dt] q[0]",
            "rz(3 * pi / 2) q[0]",
            "delay[20dt] q[1]",
            "x q[1]",
            "delay[40dt] q[1]",
            "rz(-pi / 2) q[1]",
            "x q[1]",
            "delay[40dt] q[1]",
            "rz(-pi / 2) q[1]",
            "x q[1]",
            "delay[40dt] q[1]",
            "rz(-pi / 2) q[1]",
            "x q[1]",
            "delay[20dt] q[1]",
            "rz(3 * pi / 2) q[1]",
            "cz q[0], q[1]");
  }

  @Test
  void givenQubitsInZero_whenTheyAreToBeSkipped_thenNoPulseComesBeforeTheirFirstGate() {
    Circuit circuit =
        Circuit.builder(2)
            .x(0)
            .add(delay(200, 0))
            .reset(0)
            .add(delay(200, 0))
            .x(0)
            .cz(0, 1)
            .build();
    Schedule schedule = Schedule.of(circuit, LINE, Method.ALAP);

    assertThat(Schedules.body(schedule.padded(new Decoupling(Sequence.XX, Slack.MIDDLE, true))))
        .containsExactly(
            "x q[0]",
            "delay[45dt] q[0]",
            "x q[0]",
            "delay[90dt] q[0]",
            "x q[0]",
            "delay[45dt] q[0]",
            "reset q[0]",
            "delay[200dt] q[0]",
            "x q[0]",
            "delay[620dt] q[1]",
            "cz q[0], q[1]");
    assertThat(schedule.padded(new Decoupling(Sequence.XX, Slack.MIDDLE, false)).counts())
        .containsEntry("x", 8);
  }

  @ParameterizedTest
  @EnumSource(Sequence.class)
  void givenAnyUnitary_whenDecoupled_thenTheStateIsTheSameWithItsPhase(Sequence sequence) {
    Simulator simulator = new Simulator();
    int[] pulses = {0};
    for (int k = 0; k < 40; k++) {
      SplittableRandom random = Seed.of(20261203).split(k).random();
      Target target = Schedules.line(4, 8, 20 + random.nextInt(200), 900);
      Circuit circuit = Schedules.circuit(4, 30, false, random);
      Method method = random.nextBoolean() ? Method.ALAP : Method.ASAP;

      Circuit padded = Schedule.of(circuit, target, method).padded(Decoupling.of(sequence));

      assertThat(simulator.state(padded))
          .as("seed 20261203, case %d", k)
          .containsExactly(simulator.state(circuit), Offset.offset(1e-12));
      pulses[0] += padded.counts().getOrDefault("x", 0) - circuit.counts().getOrDefault("x", 0);
    }
    assertThat(pulses[0]).isGreaterThan(100);
  }

  @ParameterizedTest
  @EnumSource(Sequence.class)
  void givenAnyCircuit_whenTranspiledWithPulses_thenItFitsIsAsLongAndProvedEquivalent(
      Sequence sequence) {
    Target device = Schedules.device("nightshift_line5");
    for (int k = 0; k < 25; k++) {
      Seed seed = Seed.of(20261204).split(k);
      boolean dynamic = k % 2 == 1;
      Circuit circuit = Schedules.circuit(4, 25, dynamic, seed.random());
      Method method = k % 3 == 0 ? Method.ASAP : Method.ALAP;
      Slack slack = k % 5 == 0 ? Slack.EDGES : Slack.MIDDLE;
      TranspileOptions plain = TranspileOptions.DEFAULT.withLevel(k % 4).withSeed(seed);

      Transpiled transpiled =
          Transpiler.transpile(
              circuit,
              device,
              plain.withScheduling(
                  Scheduling.of(method, new Decoupling(sequence, slack, k % 7 == 0))));

      assertThat(IsaCheck.misfit(transpiled.circuit(), device)).isEmpty();
      Equivalence.Verdict verdict = Equivalence.check(circuit, transpiled, seed);
      assertThat(verdict.equivalent()).as("seed 20261204, case %d: %s", k, verdict).isTrue();
      Schedule padded = Schedule.of(transpiled.circuit(), device, Method.ASAP);
      ScheduleOracle.checkNoGap(padded);
      assertThat(padded.ticks())
          .isEqualTo(
              Schedule.of(Transpiler.transpile(circuit, device, plain).circuit(), device, method)
                  .ticks());
      assertThat(transpiled.receipt().passes().getLast().name()).isEqualTo("schedule-instructions");
    }
  }

  @Test
  void givenOtherOptions_whenTranspiled_thenTheReceiptsDigestOfThemIsAnother() {
    Circuit circuit = Circuit.builder(2).h(0).cx(0, 1).build();
    TranspileOptions plain = TranspileOptions.DEFAULT;
    List<TranspileOptions> all =
        List.of(
            plain,
            plain.withLevel(1),
            plain.withSeed(Seed.of(1)),
            plain.withInitialLayout(List.of(1, 0)),
            plain.withFractional(true),
            plain.withPasses(List.of("level-1")),
            plain.withScheduling(Scheduling.of(Method.ASAP)),
            plain.withScheduling(Scheduling.of(Method.ALAP)),
            plain.withScheduling(Scheduling.of(Method.ALAP, Decoupling.of(Sequence.XX))),
            plain.withScheduling(
                Scheduling.of(Method.ALAP, new Decoupling(Sequence.XX, Slack.EDGES, false))),
            plain.withScheduling(
                Scheduling.of(Method.ALAP, new Decoupling(Sequence.XX, Slack.MIDDLE, true))));
    Target device = Schedules.device("nightshift_line5");

    assertThat(all)
        .extracting(
            options -> Transpiler.transpile(circuit, device, options).receipt().optionsDigest())
        .doesNotHaveDuplicates()
        .allMatch(digest -> digest.matches("[0-9a-f]{64}"));
    assertThat(Transpiler.transpile(circuit, device, plain).receipt().optionsDigest())
        .isEqualTo(
            Transpiler.transpile(circuit, device, plain.withLevel(2)).receipt().optionsDigest());
  }

  @Test
  void givenADeviceWithoutX_whenDecoupled_thenItsQubitsOnlyWait() {
    Target noX =
        new Target(
            "noX",
            LINE.qubitFacts(),
            LINE.operations().stream().filter(operation -> !operation.name().equals("x")).toList(),
            LINE.dtSeconds(),
            0);
    Circuit circuit = Circuit.builder(2).cz(0, 1).add(delay(500, 0)).cz(0, 1).build();

    assertThat(Schedule.of(circuit, noX, Method.ALAP).padded(Decoupling.of(Sequence.XX)).counts())
        .isEqualTo(Map.of("cz", 2, "delay", 2));
  }

  @Test
  void givenPulsesWithoutASchedule_whenAsked_thenTheErrorSaysWhatIsMissing() {
    assertThatThrownBy(() -> Scheduling.of(Method.NONE, Decoupling.of(Sequence.XX)))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "decoupling pulses stand in idle times, which only a schedule tells; schedule asap or"
                + " alap");
  }

  private static Instruction delay(int dt, int qubit) {
    return new Instruction.Delay(dt, "dt", List.of(qubit));
  }
}
