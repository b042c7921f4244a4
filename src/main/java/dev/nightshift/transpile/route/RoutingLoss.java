package dev.nightshift.transpile.route;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Coupling;
import java.util.Arrays;

/**
 * What a routed circuit loses by the errors of its edges: -log of the chance that all its
 * entanglers go well. Gates and swaps that follow each other on a pair are one block, which takes
 * three entanglers at most.
 */
public final class RoutingLoss {
  private RoutingLoss() {}

  /**
   * The loss.
   *
   * @param routed on the qubits of the device, each pair an edge
   */
  public static double of(Circuit routed, Coupling coupling) {
    int[] partner = new int[routed.qubits()];
    int[] size = new int[routed.qubits()];
    Arrays.fill(partner, -1);
    double loss = 0;
    for (Instruction instruction : Instruction.leaves(routed.instructions())) {
      if (instruction instanceof Instruction.Apply(var gate, _, var qubits) && qubits.size() == 2) {
        int a = qubits.getFirst();
        int b = qubits.getLast();
        int before = partner[a] == b && partner[b] == a ? size[a] : 0;
        int after =
            Sabre.block(before, Interactions.weight(instruction), gate == StandardGate.SWAP);
        loss += (after - before) * coupling.pairCost(a, b);
        partner[a] = b;
        partner[b] = a;
        size[a] = after;
        size[b] = after;
      }
    }
    return loss;
  }
}
