package dev.nightshift.transpile.route;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What routing needs to know of a circuit: its two-qubit gates and whatever else holds several
 * wires, as a graph of who waits for whom. Steps on a single wire wait on none but their own, so
 * they are left out and come back when the routed circuit is written. Gates on one pair with no
 * other between them are one node: where one can run, all can.
 *
 * <p>A wire is a qubit or, behind the qubits, a bit: measurements into one bit keep their order,
 * and so do decisions on it. A decision whose branches hold gates on one pair only is routed as a
 * gate on this pair; any other goes where it stands, and what is apart is brought together within
 * it ({@link BranchRouter}).
 */
public final class Interactions {
  private final Circuit circuit;
  private final int[] instructions;

  /** For each instruction the next of its node, -1 behind the last. */
  private final int[] next;

  private final int[] first;
  private final int[] second;
  private final int[] weights;
  private final boolean[] bridges;
  private final Links after;
  private final Links before;

  /** For each node some others: those of node k from {@code start[k]} on, up to the next's. */
  private record Links(int[] start, int[] others) {
    /** The same links seen from the other end, in the order of the nodes. */
    Links reversed() {
      int[] own = new int[start.length];
      for (int other : others) {
        own[other + 1]++;
      }
      for (int node = 1; node < own.length; node++) {
        own[node] += own[node - 1];
      }
      int[] next = own.clone();
      int[] back = new int[others.length];
      for (int node = 0; node + 1 < start.length; node++) {
        for (int k = start[node]; k < start[node + 1]; k++) {
          back[next[others[k]]++] = node;
        }
      }
      return new Links(own, back);
    }
  }

  /** The graph of a circuit of gates on one and two qubits. */
  public static Interactions of(Circuit circuit) {
    int qubits = circuit.qubits();
    int most = circuit.instructions().size();
    int[] last = new int[qubits + circuit.bits()];
    Arrays.fill(last, -1);
    int[] instructions = new int[most];
    int[] next = new int[most];
    Arrays.fill(next, -1);
    int[] latest = new int[most];
    int[] first = new int[most];
    int[] second = new int[most];
    int[] weights = new int[most];
    int[] start = new int[most + 1];
    int[] others = new int[2 * most];
    int count = 0;
    int links = 0;
    for (int i = 0; i < most; i++) {
      Instruction instruction = circuit.instructions().get(i);
      if (isAlone(instruction)) {
        continue;
      }
      int[] wires = wires(instruction, qubits);
      boolean apply = instruction instanceof Instruction.Apply;
      boolean gate = apply || instruction instanceof Instruction.IfElse && isOnOnePair(instruction);
      int known = apply && last[wires[0]] == last[wires[1]] ? last[wires[0]] : -1;
      if (known >= 0 && isPair(wires, first[known], second[known])) {
        next[latest[known]] = i;
        latest[known] = i;
        weights[known] += weight(instruction);
        continue;
      }
      instructions[count] = i;
      latest[count] = i;
      first[count] = gate ? wires[0] : -1;
      second[count] = gate ? wires[1] : -1;
      weights[count] = weight(instruction);
      if (links + wires.length > others.length) {
        others = Arrays.copyOf(others, 2 * links + wires.length);
      }
      int from = links;
      for (int wire : wires) {
        int before = last[wire];
        last[wire] = count;
        if (before >= 0 && !contains(others, from, links, before)) {
          others[links++] = before;
        }
      }
      start[++count] = links;
    }
    Links before = new Links(Arrays.copyOf(start, count + 1), Arrays.copyOf(others, links));
    return new Interactions(
        circuit,
        Arrays.copyOf(instructions, count),
        next,
        Arrays.copyOf(first, count),
        Arrays.copyOf(second, count),
        weights,
        before.reversed(),
        before);
  }

  private static boolean isAlone(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Apply apply -> apply.qubits().size() < 2;
      case Instruction.Measure _ -> false;
      case Instruction.Reset _ -> true;
      case Instruction.Barrier(var operands) -> operands.size() < 2;
      case Instruction.Delay(_, _, var operands) -> operands.size() < 2;
      case Instruction.IfElse _ -> false;
    };
  }

  /** The pairs of qubits that the branches of a decision hold gates on, the lower qubit first. */
  private static Set<List<Integer>> pairsWithin(Instruction decision) {
    Set<List<Integer>> pairs = new LinkedHashSet<>();
    for (Instruction leaf : Instruction.leaves(List.of(decision))) {
      if (leaf instanceof Instruction.Apply(_, _, var on) && on.size() == 2) {
        pairs.add(on.stream().sorted().toList());
      }
    }
    return pairs;
  }

  private static boolean isOnOnePair(Instruction decision) {
    return pairsWithin(decision).size() == 1;
  }

  private static boolean isPair(int[] wires, int a, int b) {
    return wires[0] == a && wires[1] == b || wires[0] == b && wires[1] == a;
  }

  private static boolean contains(int[] values, int from, int to, int value) {
    for (int k = from; k < to; k++) {
      if (values[k] == value) {
        return true;
      }
    }
    return false;
  }

  private Interactions(
      Circuit circuit,
      int[] instructions,
      int[] next,
      int[] first,
      int[] second,
      int[] weights,
      Links after,
      Links before) {
    this.circuit = circuit;
    this.instructions = instructions;
    this.next = next;
    this.first = first;
    this.second = second;
    this.weights = weights;
    this.bridges = new boolean[instructions.length];
    for (int node = 0; node < bridges.length; node++) {
      bridges[node] =
          first[node] >= 0
              && next[instructions[node]] < 0
              && Bridge.takes(circuit.instructions().get(instructions[node]));
    }
    this.after = after;
    this.before = before;
  }

  /** The same graph run backwards. */
  Interactions reversed() {
    return new Interactions(circuit, instructions, next, first, second, weights, before, after);
  }

  /** Its wires; of a decision: where there is one pair of qubits to be joined it comes first. */
  private static int[] wires(Instruction instruction, int qubits) {
    if (!(instruction instanceof Instruction.IfElse decision)) {
      return instruction.wires(qubits);
    }
    Set<List<Integer>> pairs = pairsWithin(decision);
    Set<Integer> wires =
        new LinkedHashSet<>(pairs.size() == 1 ? pairs.iterator().next() : List.of());
    for (int wire : decision.wires(qubits)) {
      wires.add(wire);
    }
    return wires.stream().mapToInt(Integer::intValue).toArray();
  }

  /** How many entanglers a gate takes at most. */
  static int weight(Instruction instruction) {
    if (instruction instanceof Instruction.IfElse decision) {
      int sum = 0;
      for (Instruction leaf : Instruction.leaves(List.of(decision))) {
        sum += leaf.qubits().size() == 2 ? weight(leaf) : 0;
      }
      return sum;
    }
    if (!(instruction instanceof Instruction.Apply apply)) {
      return 0;
    }
    return switch (apply.gate().qasmName()) {
      case "cx", "cy", "cz", "ch", "ecr" -> 1;
      case "swap" -> 3;
      default -> 2;
    };
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

  /** Index of a node's first instruction in the circuit. */
  int instruction(int node) {
    return instructions[node];
  }

  /** Index of the instruction that follows another in its node, -1 behind the last. */
  int next(int instruction) {
    return next[instruction];
  }

  /** Whether the node is on a pair that must be joined; else it holds its wires and no more. */
  boolean isGate(int node) {
    return first[node] >= 0;
  }

  int first(int node) {
    return first[node];
  }

  int second(int node) {
    return second[node];
  }

  /** How many entanglers its gates take at most, each by itself. */
  int weight(int node) {
    return weights[node];
  }

  /**
   * Whether the node is one controlled gate whose square is 1, so that it runs across a qubit in
   * between as {@link Bridge} says.
   */
  boolean canBridge(int node) {
    return bridges[node];
  }

  /** Where in {@link #followers} those of a node begin; they end where the next node's begin. */
  int[] followersFrom() {
    return after.start;
  }

  /** Nodes that wait for others, by those they wait for. */
  int[] followers() {
    return after.others;
  }

  int waits(int node) {
    return before.start[node + 1] - before.start[node];
  }

  /** Entanglers between each two qubits, by pair, those in branches included. */
  public int[][] pairs() {
    int[][] counts = new int[qubits()][qubits()];
    for (int node = 0; node < size(); node++) {
      if (isGate(node)) {
        counts[first[node]][second[node]] += weights[node];
        counts[second[node]][first[node]] += weights[node];
      } else if (circuit.instructions().get(instructions[node])
          instanceof Instruction.IfElse decision) {
        for (Instruction leaf : Instruction.leaves(List.of(decision))) {
          if (leaf instanceof Instruction.Apply(_, _, var on) && on.size() == 2) {
            counts[on.get(0)][on.get(1)] += weight(leaf);
            counts[on.get(1)][on.get(0)] += weight(leaf);
          }
        }
      }
    }
    return counts;
  }
}
