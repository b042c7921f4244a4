package dev.nightshift.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Steps that act on the same two qubits are multiplied first, so that amplitudes are loaded once for
 * all of them. Greedy, in the order of the circuit: every qubit belongs to at most one open block; a
 * step on qubits of one block joins it, a step that joins two qubits closes what held either, takes
 * over their one-qubit blocks and opens a block of its own. Blocks that are open at the same time
 * touch different qubits, so the order in which they are closed does not matter. Wider steps close
 * what they touch and go alone.
 *
 * A phase on two qubits opens no block: as a factor it costs a fraction of a matrix, any number of
 * them are multiplied in one go (PhaseForm), and it does not ask for its qubits to be in one block of
 * the cache (Stages).
 *
 * The matrix of a block is kept as its columns, each a state of two qubits: a step joins it by being
 * applied to them with its masks compressed to two bits.
 */
/** Multiplies runs of unitary steps to matrices on two qubits, for large states. */
final class Fusion {
  /** An open block: the steps on one or two qubits multiplied so far. */
  private static final class Block {
    final int bits;
    final List<StateVector> columns = new ArrayList<>();
    private @Nullable Fused only;
    private int joined;

    Block(int bits) {
      this.bits = bits;
      int qubits = Integer.bitCount(bits);
      for (int column = 0; column < 1 << qubits; column++) {
        columns.add(StateVector.basis(qubits, column, SINGLE));
      }
    }

    void join(Step step, double[] angles) {
      Step own = step.compressed(bits);
      columns.forEach(column -> column.apply(own, angles, false));
      only = new Fused.Single(step, angles, false);
      joined++;
    }

    /** Multiplies a one-qubit block into this one. */
    void join(Block single) {
      double[] u = single.matrix();
      int bit = Integer.compress(single.bits, bits);
      columns.forEach(column -> column.applyMatrix(bit, u));
      joined++;
    }

    /** Row-major, re and im alternating. */
    double[] matrix() {
      int size = columns.size();
      double[] u = new double[2 * size * size];
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          u[2 * (row * size + column)] = columns.get(column).re()[row];
          u[2 * (row * size + column) + 1] = columns.get(column).im()[row];
        }
      }
      return u;
    }

    Fused fused() {
      if (joined == 1 && only instanceof Fused.Single(Step.Exchange _, _, _)) {
        return only;
      }
      Fused.Dense dense = Fused.Dense.of(bits, matrix());
      return dense.active() == 0 ? new Fused.Diagonal(bits, diagonal()) : dense;
    }

    double[] diagonal() {
      double[] factors = new double[2 * columns.size()];
      for (int k = 0; k < columns.size(); k++) {
        factors[2 * k] = columns.get(k).re()[k];
        factors[2 * k + 1] = columns.get(k).im()[k];
      }
      return factors;
    }
  }

  private static final Workers SINGLE = new Workers(1);

  private final @Nullable Block[] open;
  private final List<Fused> closed = new ArrayList<>();

  private Fusion(int qubits) {
    this.open = new Block[qubits];
  }

  /**
   * Fuses steps {@code from} to {@code to}, exclusive; those skipped are deferred measurements.
   *
   * @param angles of each step, radians
   */
  static List<Fused> fuse(int qubits, List<Step> steps, double[][] angles, int from, int to) {
    Fusion fusion = new Fusion(qubits);
    for (int k = from; k < to; k++) {
      if (steps.get(k).isUnitary()) {
        Workers.checkInterrupt();
        fusion.add(steps.get(k), angles[k]);
      }
    }
    for (int qubit = 0; qubit < qubits; qubit++) {
      fusion.close(fusion.open[qubit]);
    }
    return fusion.closed;
  }

  private void add(Step step, double[] angles) {
    int bits = step.bits();
    int width = Integer.bitCount(bits);
    if (width > 2) {
      forEachBlock(bits, this::close);
      closed.add(new Fused.Single(step, angles, false));
      return;
    }
    Block home = width == 0 ? null : open[Integer.numberOfTrailingZeros(bits)];
    if (home != null && (bits & ~home.bits) == 0) {
      home.join(step, angles);
      return;
    }
    Block fresh = new Block(bits);
    if (width != 1 && step.active() == 0) {
      forEachBlock(bits, this::close);
      fresh.join(step, angles);
      closed.add(new Fused.Diagonal(bits, fresh.diagonal()));
      return;
    }
    forEachBlock(
        bits,
        block -> {
          if (Integer.bitCount(block.bits) == 1) {
            fresh.join(block);
            open[Integer.numberOfTrailingZeros(block.bits)] = null;
          } else {
            close(block);
          }
        });
    for (int qubit = 0; qubit < open.length; qubit++) {
      if ((bits >> qubit & 1) != 0) {
        open[qubit] = fresh;
      }
    }
    fresh.join(step, angles);
  }

  @FunctionalInterface
  private interface BlockTask {
    void run(Block block);
  }

  private void forEachBlock(int bits, BlockTask task) {
    for (int qubit = 0; qubit < open.length; qubit++) {
      Block block = open[qubit];
      if ((bits >> qubit & 1) != 0 && block != null) {
        task.run(block);
      }
    }
  }

  private void close(@Nullable Block block) {
    if (block == null) {
      return;
    }
    for (int qubit = 0; qubit < open.length; qubit++) {
      if ((block.bits >> qubit & 1) != 0) {
        open[qubit] = null;
      }
    }
    closed.add(block.fused());
  }
}
