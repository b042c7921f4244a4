package dev.nightshift.job;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.value.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long one execution of a circuit takes on a device: the longest way through its operations,
 * each begun as soon as its qubits are free. A decision on measured bits begins when these are read
 * and all its qubits are free, and takes as long as its longer branch.
 */
public final class CircuitDuration {
  private final Map<String, Map<List<Integer>, Target.Operation>> operations;
  private final Target target;

  public CircuitDuration(Target target) {
    this.target = target;
    this.operations = target.byName();
  }

  /**
   * The length of a circuit.
   *
   * @return seconds, without the pause between two executions; operations of unknown length count
   *     as 0, and so do delays in units of a clock that is not known
   */
  public double seconds(Circuit circuit) {
    double[] end = {0};
    occupy(circuit.instructions(), new HashMap<>(), end);
    return end[0];
  }

  private void occupy(List<Instruction> instructions, Map<Integer, Double> busy, double[] end) {
    for (Instruction instruction : instructions) {
      switch (instruction) {
        case Instruction.Apply apply ->
            occupy(busy, end, apply.qubits(), length(apply.gate().qasmName(), apply.qubits()));
        case Instruction.Measure(int qubit, int bit) -> {
          occupy(busy, end, List.of(qubit), measureSeconds(qubit));
          busy.put(bitWire(bit), busy.getOrDefault(qubit, 0.0));
        }
        case Instruction.Reset reset ->
            occupy(busy, end, List.of(reset.qubit()), length("reset", List.of(reset.qubit())));
        case Instruction.Barrier barrier -> occupy(busy, end, barrier.qubits(), 0);
        case Instruction.Delay delay ->
            occupy(busy, end, delay.qubits(), delay.seconds(target.dtSeconds()).orElse(0));
        case Instruction.IfElse decision -> decide(decision, busy, end);
      }
    }
  }

  /** Its qubits begin together, behind the bits it reads, and are free behind the longer branch. */
  private void decide(Instruction.IfElse decision, Map<Integer, Double> busy, double[] end) {
    double start = 0;
    for (int bit : decision.condition().reads()) {
      start = Math.max(start, busy.getOrDefault(bitWire(bit), 0.0));
    }
    for (int qubit : decision.qubits()) {
      start = Math.max(start, busy.getOrDefault(qubit, 0.0));
    }
    for (int qubit : decision.qubits()) {
      busy.put(qubit, start);
    }
    Map<Integer, Double> other = new HashMap<>(busy);
    occupy(decision.then(), busy, end);
    occupy(decision.otherwise(), other, end);
    other.forEach((wire, until) -> busy.merge(wire, until, Math::max));
    double longest = start;
    for (int qubit : decision.qubits()) {
      longest = Math.max(longest, busy.getOrDefault(qubit, 0.0));
    }
    for (int qubit : decision.qubits()) {
      busy.put(qubit, longest);
    }
  }

  /** Bits are wires below the qubits: they are known when their measurement is over. */
  private static int bitWire(int bit) {
    return -1 - bit;
  }

  private static void occupy(
      Map<Integer, Double> busy, double[] end, List<Integer> qubits, double seconds) {
    double start = 0;
    for (int qubit : qubits) {
      start = Math.max(start, busy.getOrDefault(qubit, 0.0));
    }
    for (int qubit : qubits) {
      busy.put(qubit, start + seconds);
    }
    end[0] = Math.max(end[0], start + seconds);
  }

  private double length(String name, List<Integer> qubits) {
    Map<List<Integer>, Target.Operation> byQubits = operations.getOrDefault(name, Map.of());
    Target.Operation operation = byQubits.get(qubits);
    if (operation == null) {
      operation = byQubits.get(List.of());
    }
    return operation == null ? 0 : operation.durationSeconds().orElse(0);
  }

  private double measureSeconds(int qubit) {
    double listed = length("measure", List.of(qubit));
    return listed > 0 || qubit >= target.qubits()
        ? listed
        : target.qubitFacts().get(qubit).readoutSeconds().orElse(0);
  }
}
