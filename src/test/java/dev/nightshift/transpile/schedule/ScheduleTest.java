package dev.nightshift.transpile.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.job.CircuitDuration;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
  private static final Path BY_QISKIT =
      Path.of("src/test/resources/golden/transpile/schedules-by-qiskit.txt");

  @Test
  void givenADecisionOnAMeasuredBit_whenScheduled_thenItIsRefused() {
    Circuit circuit =
        Circuit.builder(1)
            .bits("c", 1)
            .measure(0, 0)
            .ifElse(Condition.bit(0), List.of(new Instruction.Reset(0)), List.of())
            .build();

    assertThatThrownBy(
            () -> Schedule.of(circuit, Schedules.device("nightshift_hex27"), Method.ALAP))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "the circuit decides on what it has measured, so how long its qubits wait shows only"
                + " when it runs; leave the schedule and dynamical decoupling out")
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(ErrorCode.CIRCUIT_DYNAMIC);
  }

  @Test
  void givenCircuitsOnADevice_whenScheduled_thenEveryStartIsQiskits() throws IOException {
    List<String> lines = Files.readAllLines(BY_QISKIT);
    int compared = 0;
    for (int at = 0; at < lines.size(); at++) {
      if (!lines.get(at).startsWith("circuit ")) {
        continue;
      }
      String[] head = lines.get(at).split(" ");
      int end = lines.subList(at, lines.size()).indexOf("end") + at;
      Circuit circuit = Qasm.read(head[1], String.join("\n", lines.subList(at + 3, end)));
      Target target =
          Schedules.aligned(Schedules.device("nightshift_hex27"), Integer.parseInt(head[2]));
      for (String expected : lines.subList(at + 1, at + 3)) {
        Method method = Method.named(expected.split(" ")[0]).orElseThrow();
        Schedule schedule = Schedule.of(circuit, target, method);
        long[] starts =
            Arrays.stream(expected.split(": ")[1].split(" ")).mapToLong(Long::parseLong).toArray();
        assertThat(schedule.ticks())
            .as("%s %s", head[1], method)
            .isEqualTo(Long.parseLong(expected.split("[ :]")[1]));
        for (int i = 0; i < starts.length; i++) {
          Instruction instruction = circuit.instructions().get(i);
          // Where starts are aligned, Qiskit leaves waits and barriers where they were before.
          boolean isPulse =
              !(instruction instanceof Instruction.Delay
                  || instruction instanceof Instruction.Barrier);
          if (isPulse || head[2].equals("1")) {
            assertThat(schedule.starts()[i])
                .as("%s %s, step %d, %s", head[1], method, i, instruction)
                .isEqualTo(starts[i]);
          }
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(20);
  }

  @Test
  void givenGatesOfDifferentLength_whenScheduled_thenLateQubitsWaitFirstAndEarlyOnesLast() {
    Target target = Schedules.line(3, 8, 20, 100);
    Circuit circuit =
        Qasm.read(
            "test",
            """
            OPENQASM 3.0;
            include "stdgates.inc";
            qubit[3] q;
            sx q[0];
            sx q[0];
            x q[1];
            cz q[0], q[1];
            x q[2];
            """);

    assertThat(Schedule.of(circuit, target, Method.ASAP).starts()).containsExactly(0, 8, 0, 16, 0);
    Schedule late = Schedule.of(circuit, target, Method.ALAP);
    assertThat(late.starts()).containsExactly(0, 8, 8, 16, 29);
    assertThat(late.ticks()).isEqualTo(37);
    assertThat(late.seconds()).isCloseTo(37e-9, Offset.offset(1e-15));
    assertThat(Schedules.body(late.padded()))
        .containsExactly(
            "sx q[0]",
            "sx q[0]",
            "delay[8dt] q[1]",
            "x q[1]",
            "cz q[0], q[1]",
            "delay[29dt] q[2]",
            "x q[2]");
    assertThat(Schedules.body(Schedule.of(circuit, target, Method.ASAP).padded()))
        .containsExactly(
            "sx q[0]",
            "sx q[0]",
            "x q[1]",
            "delay[8dt] q[1]",
            "cz q[0], q[1]",
            "x q[2]",
            "delay[29dt] q[2]");
  }

  @Test
  void givenABitMeasuredTwice_whenScheduled_thenTheSecondMeasurementWaitsForTheFirst() {
    Circuit circuit = Circuit.builder(2).bits("c", 1).measure(0, 0).measure(1, 0).build();
    Target target = Schedules.line(2, 8, 20, 100);

    assertThat(Schedule.of(circuit, target, Method.ASAP).starts()).containsExactly(0, 100);
    assertThat(Schedule.of(circuit, target, Method.ALAP).starts()).containsExactly(0, 100);
  }

  @Test
  void givenAStartBetweenTheMarksOfTheClock_whenScheduled_thenItMovesToTheNextMark() {
    Target target = Schedules.aligned(Schedules.line(1, 8, 20, 100), 16);
    Circuit circuit =
        Circuit.builder(1)
            .bits("c", 1)
            .x(0)
            .add(new Instruction.Delay(10, "ns", List.of(0)))
            .measure(0, 0)
            .build();

    Schedule schedule = Schedule.of(circuit, target, Method.ALAP);

    assertThat(schedule.starts()).containsExactly(0, 8, 32);
    assertThat(Schedules.body(schedule.padded()))
        .containsExactly("x q[0]", "delay[24dt] q[0]", "c[0] = measure q[0]");
  }

  @Test
  void givenADeviceWithoutAClock_whenPadded_thenDelaysAreInNanoseconds() {
    Target clocked = Schedules.line(2, 8, 20, 100);
    Target target =
        new Target(
            "unclocked",
            clocked.qubitFacts(),
            clocked.operations(),
            java.util.OptionalDouble.empty(),
            0);
    Circuit circuit =
        Circuit.builder(2)
            .x(0)
            .add(new Instruction.Delay(1.5, "ns", List.of(1)))
            .x(1)
            .cz(0, 1)
            .build();

    assertThat(Schedules.body(Schedule.of(circuit, target, Method.ASAP).padded()))
        .containsExactly(
            "x q[0]", "delay[1.5ns] q[1]", "x q[1]", "delay[1.5ns] q[0]", "cz q[0], q[1]");
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"ASAP", "ALAP"})
  void givenAnyCircuit_whenScheduled_thenNothingOverlapsAndNothingCouldMove(Method method) {
    Schedules.forAll(
        20261201,
        60,
        (circuit, target) -> {
          Schedule schedule = Schedule.of(circuit, target, method);
          ScheduleOracle.check(schedule, circuit, target, method);
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"ASAP", "ALAP"})
  void givenAnyCircuit_whenPadded_thenLinesHaveNoGapAndTheClockOfTheTariffReadsTheSame(
      Method method) {
    Schedules.forAll(
        20261202,
        60,
        (circuit, target) -> {
          Schedule schedule = Schedule.of(circuit, target, method);
          Circuit padded = schedule.padded();

          // Without a gap there is one schedule only: as soon as possible is the same.
          Schedule again = Schedule.of(padded, target, Method.ASAP);
          assertThat(ScheduleOracle.startsWithoutDelays(again))
              .containsExactly(ScheduleOracle.startsWithoutDelays(schedule));
          assertThat(again.ticks()).isEqualTo(schedule.ticks());
          ScheduleOracle.checkNoGap(again);
          assertThat(new CircuitDuration(target).seconds(padded))
              .isCloseTo(schedule.seconds(), Offset.offset(1e-9 * schedule.seconds() + 1e-18));
        });
  }

  @Test
  void givenWhatCannotBeTimed_whenScheduled_thenTheErrorSaysWhy() {
    Target target = Schedules.line(2, 8, 20, 100);
    assertError(
        Circuit.builder(2).h(0).build(),
        target,
        ErrorCode.GATE_UNSUPPORTED,
        "line2 has no h on qubits [0], so that it cannot be scheduled; transpile the circuit"
            + " first");
    Target silent =
        new Target(
            "silent",
            target.qubitFacts(),
            target.operations().stream()
                .map(operation ->
                    new Target.Operation(
                        operation.name(),
                        operation.qubits(),
                        operation.error(),
                        java.util.OptionalDouble.empty()))
                .toList(),
            java.util.OptionalDouble.empty(),
            0);
    assertError(
        Circuit.builder(2).x(0).build(),
        silent,
        ErrorCode.TARGET_UNSUITABLE,
        "silent does not say how long x on qubits [0] takes, which scheduling must know; add its"
            + " gate_length to the device's properties, or do not schedule");
    assertError(
        Circuit.builder(2).add(new Instruction.Delay(5, "dt", List.of(0))).build(),
        silent,
        ErrorCode.TARGET_UNSUITABLE,
        "a delay of 5.0 dt has no length on silent, which states no dt; give ns");
  }

  private static void assertError(Circuit circuit, Target target, ErrorCode code, String message) {
    assertThatThrownBy(() -> Schedule.of(circuit, target, Method.ALAP))
        .isInstanceOfSatisfying(
            NightshiftException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
