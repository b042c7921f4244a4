package dev.nightshift.transpile.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What holds for a schedule, looked at pair by pair. */
final class ScheduleOracle {
  private ScheduleOracle() {}

  /** Qubits as they are, bits behind them. */
  private static Set<Integer> wires(Instruction instruction, int qubits) {
    return new HashSet<>(
        switch (instruction) {
          case Instruction.Apply apply -> apply.qubits();
          case Instruction.Measure(int qubit, int bit) -> List.of(qubit, qubits + bit);
          case Instruction.Reset(int qubit) -> List.of(qubit);
          case Instruction.Barrier barrier -> barrier.qubits();
          case Instruction.Delay delay -> delay.qubits();
          case Instruction.IfElse _ -> throw new IllegalArgumentException("decisions have no time");
        });
  }

  private static long length(Instruction instruction, Target target) {
    double seconds =
        switch (instruction) {
          case Instruction.Apply apply ->
              target
                  .find(apply.gate().qasmName(), apply.qubits())
                  .orElseThrow()
                  .durationSeconds()
                  .orElseThrow();
          case Instruction.Measure(int qubit, _) ->
              target.find("measure", List.of(qubit)).orElseThrow().durationSeconds().orElseThrow();
          case Instruction.Reset(int qubit) ->
              target.find("reset", List.of(qubit)).orElseThrow().durationSeconds().orElseThrow();
          case Instruction.Barrier _ -> 0;
          // A tick is a nanosecond here.
          case Instruction.Delay delay -> delay.duration() * 1e-9;
          case Instruction.IfElse _ -> throw new IllegalArgumentException("decisions have no time");
        };
    return Math.round(seconds * 1e9);
  }

  /** Instructions on a wire follow each other, and each stands as near to a neighbour as it may. */
  static void check(Schedule schedule, Circuit circuit, Target target, Method method) {
    List<Instruction> all = circuit.instructions();
    long[] starts = schedule.starts();
    long end = 0;
    for (int i = 0; i < all.size(); i++) {
      long own = starts[i] + length(all.get(i), target);
      end = Math.max(end, own);
      boolean isGate = all.get(i) instanceof Instruction.Apply;
      boolean isFree =
          all.get(i) instanceof Instruction.Delay || all.get(i) instanceof Instruction.Barrier;
      int multiple =
          isFree ? 1 : isGate ? target.alignment().pulse() : target.alignment().acquire();
      assertThat(starts[i] % multiple).as("start %d", i).isZero();
      long before = 0;
      long after = Long.MAX_VALUE;
      for (int j = 0; j < all.size(); j++) {
        Set<Integer> shared = wires(all.get(i), circuit.qubits());
        shared.retainAll(wires(all.get(j), circuit.qubits()));
        if (shared.isEmpty() || i == j) {
          continue;
        }
        if (j < i) {
          before = Math.max(before, starts[j] + length(all.get(j), target));
        } else {
          after = Math.min(after, starts[j]);
        }
      }
      assertThat(starts[i])
          .as("start %d behind what is before it", i)
          .isGreaterThanOrEqualTo(before);
      if (method == Method.ASAP) {
        assertThat(starts[i] - before).as("start %d could be sooner", i).isLessThan(multiple);
      } else if (target.alignment().equals(Target.Alignment.NONE)) {
        assertThat(own)
            .as("end %d could be later", i)
            .isEqualTo(after == Long.MAX_VALUE ? schedule.ticks() : after);
      }
    }
    assertThat(schedule.ticks()).isEqualTo(end);
  }

  static long[] startsWithoutDelays(Schedule schedule) {
    List<Instruction> all = schedule.circuit().instructions();
    long[] starts = schedule.starts();
    return IntStream.range(0, starts.length)
        .filter(i -> !(all.get(i) instanceof Instruction.Delay))
        .mapToLong(i -> starts[i])
        .toArray();
  }

  /** Every qubit in use is busy from 0 to the end, or to the end of its last measurement. */
  static void checkNoGap(Schedule schedule) {
    Map<Integer, List<Integer>> lines = new HashMap<>();
    List<Instruction> all = schedule.circuit().instructions();
    for (int i = 0; i < all.size(); i++) {
      for (int wire : wires(all.get(i), schedule.circuit().qubits())) {
        if (wire < schedule.circuit().qubits()) {
          lines.computeIfAbsent(wire, _ -> new ArrayList<>()).add(i);
        }
      }
    }
    lines.forEach((qubit, line) -> {
      if (line.stream().allMatch(i -> all.get(i) instanceof Instruction.Barrier)) {
        return;
      }
      long at = 0;
      boolean measured = false;
      for (int i : line) {
        assertThat(schedule.start(i))
            .as("qubit %d has a gap before step %d", qubit, i)
            .isEqualTo(at);
        at = schedule.end(i);
        measured =
            all.get(i) instanceof Instruction.Measure
                || measured && all.get(i) instanceof Instruction.Barrier;
      }
      if (!measured) {
        assertThat(at).as("qubit %d to the end", qubit).isEqualTo(schedule.ticks());
      }
    });
  }
}
