package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Instruction;
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
  private final Set<List<Instruction.Apply>> blocks = new HashSet<>();

  private SettledBlocks(boolean remembers) {
    this.remembers = remembers;
  }

  static SettledBlocks remembering() {
    return new SettledBlocks(true);
  }

  boolean has(Block block) {
    return remembers && blocks.contains(block.gates());
  }

  /** The block must not change any more. */
  void add(Block block) {
    if (remembers) {
      blocks.add(block.gates());
    }
  }
}
