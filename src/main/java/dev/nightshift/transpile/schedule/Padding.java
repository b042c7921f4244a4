package dev.nightshift.transpile.schedule;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.synth.GateSink;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A pulse about the axis at angle a is rz(a) x rz(-a), and neighbouring rz join: between two pulses
 * stands one rz by the difference of their axes. A delay turns nothing, so it does not matter on
 * which side of it the rz stands.
 */
/** Writes the idle times of a schedule out. Used once. */
final class Padding {
  private static final double RIGHT_ANGLE = Math.PI / 2;

  /** What a qubit did last. */
  private enum Last {
    NOTHING,
    RESET,
    MEASURED,
    GATE
  }

  private final Schedule schedule;
  private final Circuit circuit;
  private final Clock clock;
  private final @Nullable Decoupling decoupling;
  private final boolean[] used;
  private final long[] busyUntil;
  private final Last[] last;
  private final GateSink out = new GateSink();
  private int negatives;

  Padding(Schedule schedule, @Nullable Decoupling decoupling) {
    this.schedule = schedule;
    this.circuit = schedule.circuit();
    this.clock = schedule.clock();
    this.decoupling = decoupling;
    this.used = new boolean[circuit.qubits()];
    this.busyUntil = new long[circuit.qubits()];
    this.last = new Last[circuit.qubits()];
    Arrays.fill(last, Last.NOTHING);
  }

  Circuit run() {
    List<Instruction> instructions = circuit.instructions();
    for (Instruction instruction : instructions) {
      if (!(instruction instanceof Instruction.Barrier)) {
        qubits(instruction).forEach(qubit -> used[qubit] = true);
      }
    }
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      if (instruction instanceof Instruction.Delay) {
        // It is idle time like any other.
        continue;
      }
      for (int qubit : qubits(instruction)) {
        fill(qubit, schedule.start(i));
        busyUntil[qubit] = schedule.end(i);
        last[qubit] = after(instruction, last[qubit]);
      }
      out.add(instruction);
    }
    for (int qubit = 0; qubit < used.length; qubit++) {
      if (last[qubit] != Last.MEASURED) {
        fill(qubit, schedule.ticks());
      }
    }
    if (negatives % 2 != 0) {
      out.phase(Math.PI);
    }
    return out.like(circuit);
  }

  private static List<Integer> qubits(Instruction instruction) {
    return instruction.qubits();
  }

  private static Last after(Instruction instruction, Last before) {
    return switch (instruction) {
      case Instruction.Apply _ -> Last.GATE;
      case Instruction.Measure _ -> Last.MEASURED;
      case Instruction.Reset _ -> Last.RESET;
      case Instruction.Barrier _, Instruction.Delay _, Instruction.IfElse _ -> before;
    };
  }

  private void fill(int qubit, long to) {
    long from = busyUntil[qubit];
    if (!used[qubit] || from >= to) {
      return;
    }
    busyUntil[qubit] = to;
    if (decoupling == null || !takesPulses(qubit, decoupling)) {
      wait(qubit, from, to);
      return;
    }
    long length = clock.length("x", List.of(qubit));
    int grid = clock.alignment(new Instruction.Apply(StandardGate.X, List.of(), List.of(qubit)));
    long[] starts = decoupling.starts(from, to, length, grid);
    List<Integer> axes = decoupling.sequence().axes();
    long at = from;
    int frame = 0;
    for (int k = 0; k < starts.length; k++) {
      wait(qubit, at, starts[k]);
      turn(qubit, frame - axes.get(k));
      frame = axes.get(k);
      out.gate(StandardGate.X, qubit);
      at = starts[k] + length;
    }
    wait(qubit, at, to);
    turn(qubit, frame);
    if (starts.length > 0 && decoupling.sequence().isNegative()) {
      negatives++;
    }
  }

  private boolean takesPulses(int qubit, Decoupling asked) {
    boolean isFresh = last[qubit] == Last.NOTHING || last[qubit] == Last.RESET;
    return clock.offers("x", qubit) && clock.offers("rz", qubit) && !(asked.skipReset() && isFresh);
  }

  private void wait(int qubit, long from, long to) {
    if (to > from) {
      clock.requireDelay(qubit);
      out.add(clock.delay(to - from, qubit));
    }
  }

  private void turn(int qubit, int rightAngles) {
    if (rightAngles != 0) {
      out.gate(StandardGate.RZ, rightAngles * RIGHT_ANGLE, qubit);
    }
  }
}
