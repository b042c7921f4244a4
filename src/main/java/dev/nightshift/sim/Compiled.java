package dev.nightshift.sim;

import dev.nightshift.circuit.Circuit;
import java.util.List;

/**
 * A circuit ready to run: its steps, and where each step finds its angles.
 *
 * @param slots one array a step: the slot of each of its angles
 */
record Compiled(Circuit circuit, List<Step> steps, Angles angles, List<int[]> slots) {

  static Compiled of(Circuit circuit) {
    List<Step> steps = Lowering.lower(circuit);
    Angles angles = new Angles(circuit.parameters());
    List<int[]> slots =
        steps.stream()
            .map(step -> step.angles().stream().mapToInt(angles::slot).toArray())
            .toList();
    return new Compiled(circuit, steps, angles, slots);
  }

  int qubits() {
    return circuit.qubits();
  }

  boolean isUnitary() {
    return steps.stream().allMatch(Step::isUnitary);
  }
}
