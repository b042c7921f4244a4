package dev.nightshift.sim;

import dev.nightshift.circuit.Circuit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A circuit ready to run: its steps, and where each step finds its angles. What is made of it later
 * (lanes, gradients) is kept with it. Thread-safe.
 */
final class Compiled {
  private static final int CACHED_GRADIENTS = 16;

  private final Circuit circuit;
  private final List<Step> steps;
  private final Angles angles;
  private final List<int[]> slots;
  private final Lazy<LaneProgram> lanes = new Lazy<>(() -> LaneProgram.of(this));
  private final Map<List<String>, Adjoint> adjoints = new ConcurrentHashMap<>();

  private Compiled(Circuit circuit, List<Step> steps, Angles angles, List<int[]> slots) {
    this.circuit = circuit;
    this.steps = steps;
    this.angles = angles;
    this.slots = slots;
  }

  static Compiled of(Circuit circuit) {
    List<Step> steps = Lowering.lower(circuit);
    Angles angles = new Angles(circuit.parameters());
    List<int[]> slots =
        steps.stream()
            .map(step -> step.angles().stream().mapToInt(angles::slot).toArray())
            .toList();
    return new Compiled(circuit, steps, angles, slots);
  }

  Circuit circuit() {
    return circuit;
  }

  List<Step> steps() {
    return steps;
  }

  Angles angles() {
    return angles;
  }

  /** One array a step: the slot of each of its angles. */
  List<int[]> slots() {
    return slots;
  }

  int qubits() {
    return circuit.qubits();
  }

  boolean isUnitary() {
    return steps.stream().allMatch(Step::isUnitary);
  }

  /** The circuit in lanes; only where {@link LaneProgram#fits}. */
  LaneProgram lanes() {
    return lanes.get();
  }

  /** The circuit with the derivatives by some parameters. */
  Adjoint adjoint(List<String> wanted) {
    if (adjoints.size() > CACHED_GRADIENTS) {
      adjoints.clear();
    }
    return adjoints.computeIfAbsent(List.copyOf(wanted), names -> Adjoint.of(circuit, names));
  }
}
