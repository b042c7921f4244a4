package dev.nightshift.transpile.route;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Coupling;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a branch of a decision on a device. It begins in the layout that the decision is reached in
 * and ends there, whichever branch was taken: gates whose qubits are apart are brought together on
 * a shortest way, and behind the last of them all swaps are undone, the latest first.
 *
 * <p>Swaps that the next gates need again anyway stay until the end. What was swapped aside is back
 * in its place behind the branch, so qubits that the branch does not name may be passed through.
 */
final class BranchRouter {
  private final Coupling coupling;
  private final int[] layout;
  private final List<Instruction> out = new ArrayList<>();
  private final List<int[]> swaps = new ArrayList<>();

  private BranchRouter(Coupling coupling, int[] layout) {
    this.coupling = coupling;
    this.layout = layout.clone();
  }

  /**
   * A branch on physical qubits.
   *
   * @param layout physical qubit of each virtual one, before and behind it
   */
  static List<Instruction> route(List<Instruction> branch, Coupling coupling, int[] layout) {
    BranchRouter router = new BranchRouter(coupling, layout);
    branch.forEach(router::add);
    for (int[] pair : router.swaps.reversed()) {
      router.put(pair[0], pair[1]);
    }
    return router.out;
  }

  private void add(Instruction instruction) {
    switch (instruction) {
      case Instruction.IfElse(var condition, var then, var otherwise) ->
          out.add(
              new Instruction.IfElse(
                  condition, route(then, coupling, layout), route(otherwise, coupling, layout)));
      case Instruction.Apply(_, _, var on) when on.size() == 2 -> {
        join(on.get(0), on.get(1));
        out.add(instruction.placed(v -> layout[v]));
      }
      case Instruction.Apply _,
          Instruction.Measure _,
          Instruction.Reset _,
          Instruction.Barrier _,
          Instruction.Delay _ ->
          out.add(instruction.placed(v -> layout[v]));
    }
  }

  /** Walks both qubits towards each other, in turn, until an edge joins them. */
  private void join(int v, int w) {
    boolean first = true;
    while (coupling.distance(layout[v], layout[w]) > 1) {
      int from = layout[first ? v : w];
      int to = layout[first ? w : v];
      for (int next : coupling.neighbours(from)) {
        if (coupling.distance(next, to) < coupling.distance(from, to)) {
          swap(from, next);
          break;
        }
      }
      first = !first;
    }
  }

  private void swap(int a, int b) {
    for (int v = 0; v < layout.length; v++) {
      layout[v] = layout[v] == a ? b : layout[v] == b ? a : layout[v];
    }
    swaps.add(new int[] {a, b});
    put(a, b);
  }

  private void put(int a, int b) {
    out.add(new Instruction.Apply(StandardGate.SWAP, List.of(), List.of(a, b)));
  }
}
