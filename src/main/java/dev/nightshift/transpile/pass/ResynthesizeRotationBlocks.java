package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Kak;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.pass.PairBlocks.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks of Clifford gates and symbolic rotations on one pair anew with as few entanglers as
 * their order of rotations allows: cx rz(a) cx cx rz(b) cx becomes cx rz(a + b) cx, a swap beside
 * cx rz(a) cx costs one more entangler and not three.
 *
 * <p>A block of such gates is a product of rotations about two-qubit Paulis and one Clifford gate
 * behind them. Each rotation needs a frame, a Clifford gate before it, that turns its Pauli into
 * one of a single qubit. Up to one-qubit gates there are 20 frames, and going from one to another
 * takes 0 to 3 entanglers, so the cheapest sequence of frames is a shortest path (Viterbi's).
 * Rotations about the same Pauli add up across those that commute with it.
 *
 * <ul>
 *   <li><b>Reads</b> maximal runs on each coupled pair of Clifford gates, one-qubit gates of any
 *       angles, rxx, ryy, rzz, rzx, and rotations under a control, symbolic ones too.
 *   <li><b>Writes</b> a block anew only if that saves entanglers, in a listed direction, with rz,
 *       sx, x between them. Never rzz: its range is not known while its angle is a symbol.
 *   <li><b>Keeps</b> the unitary with its global phase; symbolic angles, as sums.
 *   <li><b>Costs</b> 400 steps a rotation.
 * </ul>
 */
public final class ResynthesizeRotationBlocks implements Pass {
  private final SettledBlocks settled;

  public ResynthesizeRotationBlocks() {
    this(SettledBlocks.NONE);
  }

  /**
   * One of several runs on the same circuit, which does not look twice at what cannot be better.
   */
  ResynthesizeRotationBlocks(SettledBlocks settled) {
    this.settled = settled;
  }

  @Override
  public String name() {
    return "resynthesize-rotation-blocks";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    if (circuit.parameters().isEmpty()) {
      return circuit;
    }
    return new Rewrite(DeviceGates.of(context), settled).of(circuit);
  }

  private static final class Rewrite extends BlockRewrite {
    Rewrite(DeviceGates device, SettledBlocks settled) {
      super(device, settled);
    }

    @Override
    public boolean joins(Instruction.Apply gate) {
      return gate.qubits().size() == 1
          ? Product.takes(gate)
          : isClifford(gate.gate()) || Product.isRotation(gate.gate());
    }

    private static boolean isClifford(Gate gate) {
      return gate instanceof StandardGate standard && CliffordGate.has(standard);
    }

    @Override
    @Nullable Draft rewritten(Block block) {
      Product product = new Product();
      block.gates().forEach(gate -> product.add(gate, block));
      List<PairFrames.Frame> path = PairFrames.path(product.rotations(), product.conjugation());
      if (!hasForeign(block)
          && PairFrames.entanglers(path, product.conjugation()) >= block.entanglers()) {
        return null;
      }
      PairWriter writer = new PairWriter(device, block.a(), block.b());
      double[] frame = PairFrames.identity().matrix();
      for (int i = 0; i < path.size(); i++) {
        double[] next = path.get(i).matrix();
        if (next != frame) {
          writer.add(Kak.of(Matrices.times(next, Matrices.adjoint(frame, 4), 4)));
          frame = next;
        }
        product.rotations().get(i).write(frame, writer);
      }
      writer.add(Kak.of(Matrices.times(product.clifford(), Matrices.adjoint(frame, 4), 4)));
      Draft written = writer.finished();
      written.turn(product.phase());
      return written;
    }

    @Override
    boolean isWorthwhile(Block block) {
      return (block.entanglers() > 1 || hasForeign(block))
          && !device.couplings(block.a(), block.b()).isEmpty()
          && block.gates().stream().anyMatch(gate -> !OneQubitRun.isFixed(gate.angles()));
    }

    /** Whether the block has a two-qubit gate that the device lacks. */
    private boolean hasForeign(Block block) {
      return block.gates().stream()
          .anyMatch(gate -> gate.qubits().size() == 2 && !device.offers(gate));
    }
  }
}
