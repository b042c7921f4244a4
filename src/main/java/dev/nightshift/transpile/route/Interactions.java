package dev.nightshift.transpile.route;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What routing needs to know of a circuit: its two-qubit gates and whatever else holds several
 * wires, as a graph of who waits for whom. Steps on a single wire wait on none but their own, so
 * they are left out and come back when the routed circuit is written.
 *
 * <p>A wire is a qubit or, behind the qubits, a bit: measurements into one bit keep their order.
 */
public final class Interactions {
  private final Circuit circuit;
  private final int[] instructions;
  private final int[] first;
  private final int[] second;
  private final int[] weights;
  private final int[][] successors;
  private final int[][] predecessors;

  /** The graph of a circuit of gates on one and two qubits. */
  public static Interactions of(Circuit circuit) {
    int qubits = circuit.qubits();
    int[] last = new int[qubits + circuit.bits()];
    Arrays.fill(last, -1);
    List<int[]> nodes = new ArrayList<>();
    List<List<Integer>> after = new ArrayList<>();
    List<int[]> before = new ArrayList<>();
    for (int i = 0; i < circuit.instructions().size(); i++) {
      Instruction instruction = circuit.instructions().get(i);
      int[] wires = wires(instruction, qubits);
      if (wires.length < 2) {
        continue;
      }
      int node = nodes.size();
      boolean gate = instruction instanceof Instruction.Apply;
      nodes.add(new int[] {i, gate ? wires[0] : -1, gate ? wires[1] : -1, weight(instruction)});
      after.add(new ArrayList<>());
      int[] waits =
          Arrays.stream(wires).map(wire -> last[wire]).filter(k -> k >= 0).distinct().toArray();
      before.add(waits);
      for (int k : waits) {
        after.get(k).add(node);
      }
      for (int wire : wires) {
        last[wire] = node;
      }
    }
    return new Interactions(
        circuit,
        nodes.stream().mapToInt(node -> node[0]).toArray(),
        nodes.stream().mapToInt(node -> node[1]).toArray(),
        nodes.stream().mapToInt(node -> node[2]).toArray(),
        nodes.stream().mapToInt(node -> node[3]).toArray(),
        after.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new),
        before.toArray(int[][]::new));
  }

  private Interactions(
      Circuit circuit,
      int[] instructions,
      int[] first,
      int[] second,
      int[] weights,
      int[][] successors,
      int[][] predecessors) {
    this.circuit = circuit;
    this.instructions = instructions;
    this.first = first;
    this.second = second;
    this.weights = weights;
    this.successors = successors;
    this.predecessors = predecessors;
  }

  /** The same graph run backwards. */
  Interactions reversed() {
    return new Interactions(
        circuit, instructions, first, second, weights, predecessors, successors);
  }

  static int[] wires(Instruction instruction, int qubits) {
    return switch (instruction) {
      case Instruction.Apply(_, _, var operands) -> ints(operands);
      case Instruction.Measure(int qubit, int bit) -> new int[] {qubit, qubits + bit};
      case Instruction.Reset(int qubit) -> new int[] {qubit};
      case Instruction.Barrier(var operands) -> ints(operands);
      case Instruction.Delay(_, _, var operands) -> ints(operands);
    };
  }

  /** How many entanglers a gate takes at most. */
  private static int weight(Instruction instruction) {
    if (!(instruction instanceof Instruction.Apply apply)) {
      return 0;
    }
    return switch (apply.gate().qasmName()) {
      case "cx", "cy", "cz", "ch", "ecr" -> 1;
      case "swap" -> 3;
      default -> 2;
    };
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  public Circuit circuit() {
    return circuit;
  }

  public int qubits() {
    return circuit.qubits();
  }

  int size() {
    return instructions.length;
  }

  /** Index of a node's instruction in the circuit. */
  int instruction(int node) {
    return instructions[node];
  }

  /** Whether the node is a two-qubit gate; else it is a barrier, a delay or a measurement. */
  boolean isGate(int node) {
    return first[node] >= 0;
  }

  int first(int node) {
    return first[node];
  }

  int second(int node) {
    return second[node];
  }

  int weight(int node) {
    return weights[node];
  }

  int[] successors(int node) {
    return successors[node];
  }

  int waits(int node) {
    return predecessors[node].length;
  }

  /** Entanglers between each two qubits, by pair. */
  public int[][] pairs() {
    int[][] counts = new int[qubits()][qubits()];
    for (int node = 0; node < size(); node++) {
      if (isGate(node)) {
        counts[first[node]][second[node]] += weights[node];
        counts[second[node]][first[node]] += weights[node];
      }
    }
    return counts;
  }
}
