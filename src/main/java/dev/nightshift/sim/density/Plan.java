package dev.nightshift.sim.density;

import dev.nightshift.kernel.small.Transfer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Greedy and in the order of the circuit. What acts on one qubit is multiplied up (4 x 4) and waits.
 * What acts on several opens a block of these qubits, or joins the one that is open; the waiting
 * transfers of its qubits go in first. A block ends when something else touches one of its qubits;
 * then the vector is crossed once for all in it. Open blocks touch different qubits, so the order in
 * which they end does not matter.
 */
/** Gathers what acts on the same qubits and applies it to a vector in few crossings. */
final class Plan {
  private record Block(int[] qubits, List<SparseRows> matrices) {}

  private final PauliVector state;
  private final double[] @Nullable [] waiting;
  private final @Nullable Block[] open;

  Plan(PauliVector state, int qubits) {
    this.state = state;
    this.waiting = new double[qubits][];
    this.open = new Block[qubits];
  }

  void local(int qubit, double[] transfer) {
    double[] before = waiting[qubit];
    waiting[qubit] = before == null ? transfer : Transfer.times(transfer, before, 1);
  }

  /**
   * @param qubits ascending
   */
  void joint(int[] qubits, SparseRows rows) {
    Block home = open[qubits[0]];
    if (home == null || !Arrays.equals(home.qubits(), qubits)) {
      for (int qubit : qubits) {
        close(open[qubit]);
      }
      home = new Block(qubits, new ArrayList<>());
      for (int qubit : qubits) {
        open[qubit] = home;
      }
    }
    takeIn(home);
    home.matrices().add(rows);
  }

  /** Applies everything that waits. */
  void flush() {
    for (int qubit = 0; qubit < open.length; qubit++) {
      Block block = open[qubit];
      if (block != null) {
        takeIn(block);
        close(block);
      }
    }
    int[] rest =
        IntStream.range(0, waiting.length).filter(qubit -> waiting[qubit] != null).toArray();
    for (int k = 0; k < rest.length; k += 2) {
      Block pair =
          new Block(Arrays.copyOfRange(rest, k, Math.min(k + 2, rest.length)), new ArrayList<>());
      takeIn(pair);
      state.apply(pair.qubits(), pair.matrices());
    }
  }

  private void takeIn(Block block) {
    for (int digit = 0; digit < block.qubits().length; digit++) {
      int qubit = block.qubits()[digit];
      double[] transfer = waiting[qubit];
      if (transfer != null) {
        block.matrices().add(SparseRows.local(transfer, digit, block.qubits().length));
        waiting[qubit] = null;
      }
    }
  }

  private void close(@Nullable Block block) {
    if (block == null) {
      return;
    }
    for (int qubit : block.qubits()) {
      open[qubit] = null;
    }
    state.apply(block.qubits(), block.matrices());
  }
}
