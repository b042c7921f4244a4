package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A circuit as the order of its instructions on each qubit and each bit. What is in order there is
 * in order altogether; instructions are known by their places in the circuit.
 */
final class Wires {
  private final Circuit circuit;
  private final PerWire<Integer> order;

  /** Wires on which nothing stands yet. */
  Wires(Circuit circuit) {
    this.circuit = circuit;
    this.order = new PerWire<>(circuit.qubits() + circuit.bits());
  }

  /** The wires of an instruction: its qubits, and behind all qubits the bits it reads or writes. */
  List<Integer> of(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Measure(int qubit, int bit) -> List.of(qubit, circuit.qubits() + bit);
      case Instruction.IfElse decision -> {
        List<Integer> wires = new ArrayList<>(decision.qubits());
        decision.bits().forEach(bit -> wires.add(circuit.qubits() + bit));
        yield wires;
      }
      case Instruction.Apply _, Instruction.Reset _, Instruction.Barrier _, Instruction.Delay _ ->
          instruction.qubits();
    };
  }

  Instruction instruction(int place) {
    return circuit.instructions().get(place);
  }

  /** The instructions on a wire in order, to be rearranged. */
  List<Integer> on(int wire) {
    return order.on(wire);
  }

  boolean isEmpty(int wire) {
    return order.isEmpty(wire);
  }

  /** Puts an instruction behind all others on its wires. */
  void append(int place) {
    for (int wire : of(instruction(place))) {
      order.on(wire).add(place);
    }
  }

  /**
   * All instructions in an order that fits every wire; of those that are free the earliest first.
   */
  List<Instruction> sorted() {
    int count = circuit.instructions().size();
    int[] waiting = new int[count];
    int[] heads = new int[order.size()];
    PriorityQueue<Integer> free = new PriorityQueue<>();
    for (int place = 0; place < count; place++) {
      waiting[place] = of(instruction(place)).size();
      if (waiting[place] == 0) {
        free.add(place);
      }
    }
    for (int wire = 0; wire < order.size(); wire++) {
      release(wire, heads, waiting, free);
    }
    List<Instruction> sorted = new ArrayList<>(count);
    while (!free.isEmpty()) {
      int place = free.remove();
      Instruction instruction = instruction(place);
      sorted.add(instruction);
      for (int wire : of(instruction)) {
        heads[wire]++;
        release(wire, heads, waiting, free);
      }
    }
    if (sorted.size() != count) {
      throw new IllegalStateException(
          "instructions wait for each other: " + Arrays.toString(waiting));
    }
    return sorted;
  }

  private void release(int wire, int[] heads, int[] waiting, PriorityQueue<Integer> free) {
    if (!order.isEmpty(wire) && heads[wire] < order.on(wire).size()) {
      int place = order.on(wire).get(heads[wire]);
      if (--waiting[place] == 0) {
        free.add(place);
      }
    }
  }
}
