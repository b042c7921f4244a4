package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.pass.PairBlocks.Block;
import org.jspecify.annotations.Nullable;

/** Writes the blocks of a circuit anew where that is better, and the others as they were. */
abstract class BlockRewrite implements PairBlocks.Rule {
  final DeviceGates device;
  private final SettledBlocks settled;
  private boolean changed;

  BlockRewrite(DeviceGates device, SettledBlocks settled) {
    this.device = device;
    this.settled = settled;
  }

  /** The circuit with better blocks; the same one where none is better. */
  final Circuit of(Circuit circuit) {
    Draft out = new Draft(circuit.instructions().size());
    PairBlocks.sweep(circuit, this, out);
    // Blocks are gathered even where none is replaced: that order would only look like a change.
    return changed ? out.of(circuit) : circuit;
  }

  /** Whether a block may become better, at a glance. */
  abstract boolean isWorthwhile(Block block);

  /** A block in other gates; null where they are no better. */
  abstract @Nullable Draft rewritten(Block block);

  @Override
  public final void write(Block block, Draft out) {
    if (device.drives(block.a())
        && device.drives(block.b())
        && isWorthwhile(block)
        && !settled.has(block)) {
      Draft written = rewritten(block);
      if (written != null) {
        out.append(written);
        changed = true;
        return;
      }
      settled.add(block);
    }
    for (Instruction.Apply gate : block.gates()) {
      out.add(gate);
    }
  }
}
