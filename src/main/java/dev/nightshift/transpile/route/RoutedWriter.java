package dev.nightshift.transpile.route;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Coupling;
import dev.nightshift.transpile.synth.GateSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a circuit along a routing: steps on one wire come as late as the next node on it allows.
 */
final class RoutedWriter {
  private final Circuit circuit;
  private final Coupling coupling;
  private final int qubits;
  private final int[] layout;
  private final int[] virtual;
  private final GateSink out = new GateSink();

  /** Instructions on each virtual qubit, in order, and how many are written. */
  private final List<List<Integer>> wires = new ArrayList<>();

  private final int[] written;

  /** Measurements that nothing follows: written last, so that no swap moves a qubit behind them. */
  private final boolean[] held;

  private RoutedWriter(Circuit circuit, Coupling coupling, int[] layout) {
    this.circuit = circuit;
    this.coupling = coupling;
    this.qubits = coupling.qubits();
    this.layout = layout.clone();
    this.virtual = new int[qubits];
    Arrays.fill(virtual, -1);
    for (int v = 0; v < layout.length; v++) {
      virtual[layout[v]] = v;
    }
    for (int v = 0; v < circuit.qubits(); v++) {
      wires.add(new ArrayList<>());
    }
    this.written = new int[circuit.qubits()];
    this.held = held(circuit);
  }

  private static boolean[] held(Circuit circuit) {
    List<Instruction> all = circuit.instructions();
    boolean[] held = new boolean[all.size()];
    boolean[] touched = new boolean[circuit.qubits()];
    boolean[] written = new boolean[circuit.bits()];
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i) instanceof Instruction.Measure(int qubit, int bit)) {
        held[i] = !touched[qubit] && !written[bit];
        written[bit] |= !held[i];
      } else if (all.get(i) instanceof Instruction.IfElse decision) {
        decision.bits().forEach(bit -> written[bit] = true);
      }
      for (int wire : all.get(i).wires(circuit.qubits())) {
        if (wire < circuit.qubits()) {
          touched[wire] = true;
        }
      }
    }
    return held;
  }

  static SabreTrials.Routed write(
      Interactions graph, Coupling coupling, int[] layout, int[] events) {
    RoutedWriter writer = new RoutedWriter(graph.circuit(), coupling, layout);
    List<Instruction> instructions = graph.circuit().instructions();
    for (int i = 0; i < instructions.size(); i++) {
      for (int wire : instructions.get(i).wires(graph.qubits())) {
        if (wire < graph.qubits()) {
          writer.wires.get(wire).add(i);
        }
      }
    }
    for (int event : events) {
      if (event >= 0) {
        for (int i = graph.instruction(event); i >= 0; i = graph.next(i)) {
          writer.node(i);
        }
      } else {
        writer.swap(-1 - event);
      }
    }
    for (int v = 0; v < graph.qubits(); v++) {
      writer.flush(v, Integer.MAX_VALUE);
    }
    for (int i = 0; i < instructions.size(); i++) {
      if (writer.held[i]) {
        writer.put(i);
      }
    }
    return new SabreTrials.Routed(
        writer.out.onQubits(writer.qubits, graph.circuit()),
        Arrays.stream(layout).boxed().toList(),
        Arrays.stream(writer.layout).boxed().toList());
  }

  private void node(int instruction) {
    for (int wire : circuit.instructions().get(instruction).wires(circuit.qubits())) {
      if (wire < circuit.qubits()) {
        flush(wire, instruction);
        written[wire]++;
      }
    }
    if (!held[instruction]) {
      put(instruction);
    }
  }

  /** Writes what stands on a wire before an instruction. */
  private void flush(int wire, int before) {
    List<Integer> own = wires.get(wire);
    while (written[wire] < own.size() && own.get(written[wire]) < before) {
      put(own.get(written[wire]++));
    }
  }

  private void put(int index) {
    Instruction instruction = circuit.instructions().get(index);
    if (instruction instanceof Instruction.IfElse(var condition, var then, var otherwise)) {
      out.add(
          new Instruction.IfElse(
              condition,
              BranchRouter.route(then, coupling, layout),
              BranchRouter.route(otherwise, coupling, layout)));
      return;
    }
    if (instruction instanceof Instruction.Apply apply && apply.qubits().size() == 2) {
      int a = layout[apply.qubits().getFirst()];
      int c = layout[apply.qubits().getLast()];
      if (coupling.distance(a, c) > 1) {
        Bridge.write(apply, a, coupling.between(a, c), c, out);
        return;
      }
    }
    out.add(instruction.placed(v -> layout[v]));
  }

  private void swap(int pair) {
    int a = pair / qubits;
    int b = pair % qubits;
    int va = virtual[a];
    int vb = virtual[b];
    virtual[a] = vb;
    virtual[b] = va;
    if (va >= 0) {
      flush(va, nextNode(va));
      layout[va] = b;
    }
    if (vb >= 0) {
      flush(vb, nextNode(vb));
      layout[vb] = a;
    }
    out.gate(StandardGate.SWAP, a, b);
  }

  /** The next instruction of a wire that holds others, too. */
  private int nextNode(int wire) {
    List<Integer> own = wires.get(wire);
    for (int k = written[wire]; k < own.size(); k++) {
      if (circuit.instructions().get(own.get(k)).wires(circuit.qubits()).length > 1) {
        return own.get(k);
      }
    }
    return Integer.MAX_VALUE;
  }
}
