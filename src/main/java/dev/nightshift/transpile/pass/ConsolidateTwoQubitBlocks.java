package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Kak;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.kernel.small.TwoQubits;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.pass.PairBlocks.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes each block of gates on one pair anew as a shortest circuit of its matrix, where that takes
 * fewer entanglers than the block has.
 *
 * <ul>
 *   <li><b>Reads</b> maximal runs of gates without symbols on each coupled pair, and the errors of
 *       the pair's entanglers.
 *   <li><b>Writes</b> at most three entanglers for a block, in a direction the target lists, with
 *       rz, sx, x between them; one rzz where fractional gates are asked for and it is enough. A
 *       block is replaced if that saves entanglers, or keeps their number and loses less, or keeps
 *       both and saves pulses, or if it holds a gate the device lacks.
 *   <li><b>Keeps</b> the unitary with its global phase, to rounding.
 *   <li><b>Costs</b> time linear in the instructions; some microseconds a block.
 * </ul>
 */
public final class ConsolidateTwoQubitBlocks implements Pass {
  /** Losses nearer than this are the same. */
  private static final double SAME_LOSS = 1e-9;

  private final SettledBlocks settled;

  public ConsolidateTwoQubitBlocks() {
    this(SettledBlocks.NONE);
  }

  /**
   * One of several runs on the same circuit, which does not look twice at what cannot be better.
   */
  ConsolidateTwoQubitBlocks(SettledBlocks settled) {
    this.settled = settled;
  }

  @Override
  public String name() {
    return "consolidate-two-qubit-blocks";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    return new Rewrite(DeviceGates.of(context), settled).of(circuit);
  }

  private static final class Rewrite extends BlockRewrite {
    Rewrite(DeviceGates device, SettledBlocks settled) {
      super(device, settled);
    }

    @Override
    public boolean joins(Instruction.Apply gate) {
      return OneQubitRun.isFixed(gate.angles());
    }

    @Override
    @Nullable Draft rewritten(Block block) {
      PairWriter writer = new PairWriter(device, block.a(), block.b());
      return writer.add(Kak.of(matrix(block))) && isBetter(writer, block)
          ? writer.finished()
          : null;
    }

    /** A single entangler of the device's own is as short as it gets. */
    @Override
    boolean isWorthwhile(Block block) {
      if (block.entanglers() > 1) {
        return true;
      }
      for (Instruction.Apply gate : block.gates()) {
        if (gate.qubits().size() == 2) {
          return gate.gate().parameters() > 0 || !device.offers(gate);
        }
      }
      return false;
    }

    private boolean isBetter(PairWriter writer, Block block) {
      double loss = 0;
      for (Instruction.Apply gate : block.gates()) {
        if (!device.offers(gate)) {
          return true;
        }
        if (gate.qubits().size() == 2) {
          loss += device.loss(gate);
        }
      }
      int fewer = Integer.compare(writer.entanglers(), block.entanglers());
      if (fewer != 0) {
        return fewer < 0;
      }
      if (Math.abs(writer.loss() - loss) > SAME_LOSS) {
        return writer.loss() < loss;
      }
      List<Instruction> written = writer.finished().instructions();
      return Cost.pulses(written) < Cost.pulses(block.gates());
    }
  }

  /** The block's matrix, operand 0 on its qubit a. */
  static double[] matrix(Block block) {
    double[] product = Matrices.identity(4);
    for (Instruction.Apply gate : block.gates()) {
      product = times(gate, block, product);
    }
    return product;
  }

  /** A gate of a block times a matrix, which may be changed. */
  static double[] times(Instruction.Apply gate, Block block, double[] product) {
    double[] own = gate.gate().matrix(OneQubitRun.numbers(gate.angles()));
    if (gate.qubits().size() == 1) {
      TwoQubits.apply(product, gate.qubits().getFirst() == block.a() ? 0 : 1, own);
      return product;
    }
    boolean symmetric = gate.gate() == StandardGate.CZ || !block.isReversed(gate);
    return Matrices.times(symmetric ? own : TwoQubits.exchanged(own), product, 4);
  }
}
