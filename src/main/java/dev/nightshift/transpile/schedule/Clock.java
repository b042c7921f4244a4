package dev.nightshift.transpile.schedule;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.PerTarget;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lengths of a device's instructions in whole ticks of its clock. Immutable. */
public final class Clock {
  /** Where the device states no clock. */
  private static final double PICOSECOND = 1e-12;

  private static final double PICOSECONDS_IN_NS = 1000;

  /** Changes of frame: no length stated means none. */
  private static final Set<String> FRAMES = Set.of("rz", "p", "u1");

  private static final PerTarget<Clock> KNOWN = new PerTarget<>();

  private final Target target;
  private final Map<String, Map<List<Integer>, Operation>> operations;
  private final boolean hasDt;
  private final double tickSeconds;

  public static Clock of(Target target) {
    return KNOWN.get(target, Clock::new);
  }

  private Clock(Target target) {
    this.target = target;
    this.operations = target.byName();
    this.hasDt = target.dtSeconds().isPresent();
    this.tickSeconds = target.dtSeconds().orElse(PICOSECOND);
  }

  public double tickSeconds() {
    return tickSeconds;
  }

  /** Whether ticks are the device's own dt. */
  public boolean isDt() {
    return hasDt;
  }

  /** A delay of so many ticks, in dt, or in ns where the device states no dt. */
  Instruction.Delay delay(long ticks, int qubit) {
    return hasDt
        ? new Instruction.Delay(ticks, "dt", List.of(qubit))
        : new Instruction.Delay(ticks / PICOSECONDS_IN_NS, "ns", List.of(qubit));
  }

  /** Of which number of ticks the instruction's start is to be a multiple. */
  int alignment(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Apply apply -> apply.qubits().isEmpty() ? 1 : target.alignment().pulse();
      case Instruction.Measure _, Instruction.Reset _ -> target.alignment().acquire();
      case Instruction.Barrier _, Instruction.Delay _ -> 1;
      case Instruction.IfElse _ -> throw undecided();
    };
  }

  /**
   * How many ticks an instruction takes.
   *
   * @throws NightshiftException GATE_UNSUPPORTED for one that the device does not have on its
   *     qubits, TARGET_UNSUITABLE where the device does not say how long it takes
   */
  long length(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Apply(var gate, _, var qubits) ->
          qubits.isEmpty() ? 0 : length(gate.qasmName(), qubits);
      case Instruction.Measure(int qubit, _) -> length("measure", List.of(qubit));
      case Instruction.Reset(int qubit) -> length("reset", List.of(qubit));
      case Instruction.Barrier _ -> 0;
      case Instruction.Delay delay -> length(delay);
      case Instruction.IfElse _ -> throw undecided();
    };
  }

  private long length(Instruction.Delay delay) {
    if (delay.unit().equals("dt") && hasDt) {
      return (long) Math.rint(delay.duration());
    }
    OptionalDouble seconds = delay.seconds(target.dtSeconds());
    if (seconds.isEmpty()) {
      throw new NightshiftException(
          ErrorCode.TARGET_UNSUITABLE,
          "a delay of %s dt has no length on %s, which states no dt; give ns"
              .formatted(delay.duration(), target.name()));
    }
    return ticks(seconds.getAsDouble());
  }

  /** How many ticks a gate of a name takes on its qubits. */
  long length(String name, List<Integer> qubits) {
    Operation operation = find(name, qubits);
    if (operation == null) {
      throw new NightshiftException(
          ErrorCode.GATE_UNSUPPORTED,
          "%s has no %s on qubits %s, so that it cannot be scheduled; transpile the circuit first"
              .formatted(target.name(), name, qubits));
    }
    OptionalDouble seconds = operation.durationSeconds();
    if (seconds.isEmpty() && name.equals("measure")) {
      seconds = target.qubitFacts().get(qubits.getFirst()).readoutSeconds();
    }
    if (seconds.isEmpty() && !FRAMES.contains(name)) {
      throw new NightshiftException(
          ErrorCode.TARGET_UNSUITABLE,
          "%s does not say how long %s on qubits %s takes, which scheduling must know; add its"
                  .formatted(target.name(), name, qubits)
              + " gate_length to the device's properties, or do not schedule");
    }
    return ticks(seconds.orElse(0));
  }

  /**
   * @throws NightshiftException TARGET_UNSUITABLE where the device has no delays on a qubit
   */
  void requireDelay(int qubit) {
    if (!offers("delay", qubit)) {
      throw new NightshiftException(
          ErrorCode.TARGET_UNSUITABLE,
          "%s has no delay on qubit %d, so that its idle times cannot be written out; do not"
                  .formatted(target.name(), qubit)
              + " schedule");
    }
  }

  /** Whether a qubit has an operation and may use it. */
  boolean offers(String name, int qubit) {
    Operation operation = find(name, List.of(qubit));
    return operation != null && !operation.isDead();
  }

  private @Nullable Operation find(String name, List<Integer> qubits) {
    Map<List<Integer>, Operation> places = operations.getOrDefault(name, Map.of());
    Operation own = places.get(qubits);
    return own == null ? places.get(List.<Integer>of()) : own;
  }

  private long ticks(double seconds) {
    return (long) Math.rint(seconds / tickSeconds);
  }

  /** A decision on measured bits has no length before it is made. */
  private static IllegalStateException undecided() {
    return new IllegalStateException("circuits with decisions are not scheduled");
  }
}
