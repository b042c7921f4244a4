package dev.nightshift.transpile.schedule;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.value.Target;
import java.util.Arrays;
import java.util.List;

/**
 * When each instruction of a circuit begins on its device. Immutable.
 *
 * <p>As soon as possible: each instruction when its qubits and bits are free. As late as possible:
 * the same from the end, so that qubits stay in |0> longest. Where starts are aligned, they move to
 * the next multiple, and what follows moves with them.
 */
public final class Schedule {
  private final Circuit circuit;
  private final Clock clock;
  private final long[] starts;
  private final long[] lengths;
  private final long ticks;

  private Schedule(Circuit circuit, Clock clock, long[] starts, long[] lengths, long ticks) {
    this.circuit = circuit;
    this.clock = clock;
    this.starts = starts;
    this.lengths = lengths;
    this.ticks = ticks;
  }

  /**
   * Schedules a circuit in the device's instruction set.
   *
   * @throws NightshiftException GATE_UNSUPPORTED for an instruction that the device does not have,
   *     TARGET_UNSUITABLE where the length of one is not known, CIRCUIT_DYNAMIC where it decides on
   *     what it has measured
   */
  public static Schedule of(Circuit circuit, Target target, Scheduling.Method method) {
    if (circuit.isDynamic()) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_DYNAMIC,
          "the circuit decides on what it has measured, so how long its qubits wait shows only when"
              + " it runs; leave the schedule and dynamical decoupling out");
    }
    Clock clock = Clock.of(target);
    List<Instruction> instructions = circuit.instructions();
    long[] lengths = new long[instructions.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = clock.length(instructions.get(i));
    }
    long[] earliest =
        method == Scheduling.Method.ALAP ? latest(circuit, lengths) : new long[lengths.length];
    long[] starts = new long[lengths.length];
    long[] free = new long[circuit.qubits() + circuit.bits()];
    long end = 0;
    for (int i = 0; i < starts.length; i++) {
      int[] wires = instructions.get(i).wires(circuit.qubits());
      starts[i] =
          next(Math.max(earliest[i], most(free, wires)), clock.alignment(instructions.get(i)));
      set(free, wires, starts[i] + lengths[i]);
      end = Math.max(end, starts[i] + lengths[i]);
    }
    return new Schedule(circuit, clock, starts, lengths, end);
  }

  /** The starts as late as possible, whatever the alignment. */
  private static long[] latest(Circuit circuit, long[] lengths) {
    long[] starts = new long[lengths.length];
    long[] left = new long[circuit.qubits() + circuit.bits()];
    long all = 0;
    for (int i = lengths.length - 1; i >= 0; i--) {
      int[] wires = circuit.instructions().get(i).wires(circuit.qubits());
      starts[i] = most(left, wires) + lengths[i];
      set(left, wires, starts[i]);
      all = Math.max(all, starts[i]);
    }
    for (int i = 0; i < starts.length; i++) {
      starts[i] = all - starts[i];
    }
    return starts;
  }

  /** The first multiple that is not before a time. */
  static long next(long time, int multiple) {
    return multiple == 1 ? time : Math.ceilDiv(time, multiple) * multiple;
  }

  private static long most(long[] times, int[] wires) {
    long most = 0;
    for (int wire : wires) {
      most = Math.max(most, times[wire]);
    }
    return most;
  }

  private static void set(long[] times, int[] wires, long time) {
    for (int wire : wires) {
      times[wire] = time;
    }
  }

  public Circuit circuit() {
    return circuit;
  }

  /** What the times are counted in. */
  public Clock clock() {
    return clock;
  }

  /** The start of each instruction of the circuit, in their order, ticks. */
  public long[] starts() {
    return Arrays.copyOf(starts, starts.length);
  }

  /** How long the whole takes, ticks. */
  public long ticks() {
    return ticks;
  }

  public double seconds() {
    return ticks * clock.tickSeconds();
  }

  /**
   * The circuit with every idle time of a qubit in use written as a delay, from the beginning to
   * the end of the whole; behind a last measurement nothing waits. Delays that the circuit has
   * become part of these.
   */
  public Circuit padded() {
    return new Padding(this, null).run();
  }

  /** As {@link #padded()}, with pulses in the idle times that have room for them. */
  public Circuit padded(Decoupling decoupling) {
    return new Padding(this, decoupling).run();
  }

  long start(int instruction) {
    return starts[instruction];
  }

  long end(int instruction) {
    return starts[instruction] + lengths[instruction];
  }
}
