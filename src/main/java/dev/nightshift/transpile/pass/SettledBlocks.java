package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.transpile.pass.PairBlocks.Block;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Blocks that a pass could not make better, remembered over the rounds of one compilation: to hash
 * a block is much faster than to take its matrix apart. For one target and one thread.
 */
final class SettledBlocks {
  /** Remembers nothing. */
  static final SettledBlocks NONE = new SettledBlocks(false);

  private final boolean remembers;
  private final Set<Key> blocks = new HashSet<>();

  private SettledBlocks(boolean remembers) {
    this.remembers = remembers;
  }

  static SettledBlocks remembering() {
    return new SettledBlocks(true);
  }

  boolean has(Block block) {
    return remembers && blocks.contains(new Key(block.gates()));
  }

  /** The block must not change any more. */
  void add(Block block) {
    if (remembers) {
      blocks.add(new Key(block.gates()));
    }
  }

  /** Gates with a hash of what tells them apart at first sight: kinds, places, numbers. */
  private static final class Key {
    private final List<Instruction.Apply> gates;
    private final int hash;

    Key(List<Instruction.Apply> gates) {
      this.gates = gates;
      int sum = gates.size();
      for (int i = 0; i < gates.size(); i++) {
        Instruction.Apply gate = gates.get(i);
        sum = 31 * sum + 7 * gate.gate().hashCode() + gate.qubits().getFirst();
        if (!gate.angles().isEmpty()
            && gate.angles().getFirst() instanceof Constant(double value)) {
          sum = 31 * sum + Double.hashCode(value);
        }
      }
      hash = sum;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && hash == key.hash && gates.equals(key.gates);
    }
  }
}
