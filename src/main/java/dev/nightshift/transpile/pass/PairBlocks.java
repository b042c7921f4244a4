package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts a circuit into blocks: gates that act on one pair of qubits only and may stand together, as
 * many as possible before another gate touches the pair.
 *
 * <p>One sweep. A two-qubit gate opens a block on its pair and takes the one-qubit gates that wait
 * on both qubits; gates on the pair join until something else needs one of its qubits. Then the
 * block is written, all at once, which is in order: nothing else touched its qubits since it was
 * opened.
 */
final class PairBlocks {
  /**
   * Gates on a pair.
   *
   * @param a operand 0 of the gate that opened it
   * @param b operand 1 of it
   * @param gates in order, each on a, on b, or on both
   */
  record Block(int a, int b, List<Instruction.Apply> gates) {
    /** How many act on both. */
    int entanglers() {
      int count = 0;
      for (Instruction.Apply gate : gates) {
        if (gate.qubits().size() == 2) {
          count++;
        }
      }
      return count;
    }

    /** Whether a two-qubit gate has a as its operand 1. */
    boolean isReversed(Instruction.Apply gate) {
      return gate.qubits().getFirst() == b;
    }
  }

  /** What joins blocks, and what becomes of them. */
  interface Rule {
    /** Whether a gate on one or two qubits may be part of a block. */
    boolean joins(Instruction.Apply gate);

    void write(Block block, Draft out);
  }

  private final Rule rule;
  private final Draft out;
  private final @Nullable Block[] blocks;
  private final PerWire<Instruction.Apply> waiting;

  private PairBlocks(int qubits, Rule rule, Draft out) {
    this.rule = rule;
    this.out = out;
    this.blocks = new Block[qubits];
    this.waiting = new PerWire<>(qubits);
  }

  /** Writes a circuit to a draft, its blocks by the rule. */
  static void sweep(Circuit circuit, Rule rule, Draft out) {
    PairBlocks open = new PairBlocks(circuit.qubits(), rule, out);
    for (Instruction instruction : circuit.instructions()) {
      open.take(instruction);
    }
    for (int qubit = 0; qubit < circuit.qubits(); qubit++) {
      open.close(qubit);
    }
  }

  private void take(Instruction instruction) {
    switch (instruction) {
      case Instruction.Apply apply
          when !apply.qubits().isEmpty() && apply.qubits().size() <= 2 && rule.joins(apply) ->
          join(apply);
      case Instruction.Apply apply -> pass(apply.qubits(), apply);
      case Instruction.Measure _,
          Instruction.Reset _,
          Instruction.Barrier _,
          Instruction.Delay _,
          Instruction.IfElse _ ->
          pass(instruction.qubits(), instruction);
    }
  }

  private void pass(List<Integer> qubits, Instruction instruction) {
    qubits.forEach(this::close);
    out.add(instruction);
  }

  private void join(Instruction.Apply gate) {
    int a = gate.qubits().getFirst();
    Block block = blocks[a];
    if (gate.qubits().size() == 1) {
      (block == null ? waiting.on(a) : block.gates).add(gate);
      return;
    }
    int b = gate.qubits().getLast();
    if (block == null || block != blocks[b]) {
      closeBlock(a);
      closeBlock(b);
      block = new Block(a, b, new ArrayList<>(8));
      block.gates.addAll(waiting.on(a));
      block.gates.addAll(waiting.on(b));
      waiting.on(a).clear();
      waiting.on(b).clear();
      blocks[a] = block;
      blocks[b] = block;
    }
    block.gates.add(gate);
  }

  private void close(int qubit) {
    closeBlock(qubit);
    if (!waiting.isEmpty(qubit)) {
      waiting.on(qubit).forEach(out::add);
      waiting.on(qubit).clear();
    }
  }

  private void closeBlock(int qubit) {
    Block block = blocks[qubit];
    if (block != null) {
      blocks[block.a] = null;
      blocks[block.b] = null;
      rule.write(block, out);
    }
  }
}
