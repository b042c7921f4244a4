package dev.nightshift.sim;

import dev.nightshift.kernel.StateKernels;
import java.util.ArrayList;
import java.util.List;

/** What a stage does to each of its blocks. */
final class BlockTasks {
  /** Something done to a block. */
  @FunctionalInterface
  private interface Task {
    /**
     * @param base the bits of the qubits outside the block
     */
    void run(Block block, int base, StateKernels kernels);
  }

  private final Cut cut;
  private final List<Task> tasks = new ArrayList<>();

  /** Joins what can be done in one go and makes everything ready for the blocks. */
  BlockTasks(List<Fused> acts, Cut cut) {
    this.cut = cut;
    for (Merging.Part part : Merging.merge(acts, cut.qubits())) {
      tasks.add(
          switch (part) {
            case Merging.Part.Phases(PhaseForm form) -> {
              PhaseRows rows = new PhaseRows(form, cut.resident(), cut.outside());
              yield (block, base, kernels) ->
                  rows.apply(block.re, block.im, base, block.phases, kernels);
            }
            case Merging.Part.Matrix(Fused.Dense dense) -> matrix(dense);
            case Merging.Part.Single(Fused.Single single) -> {
              BlockStep own = new BlockStep(single, cut.resident());
              yield (block, base, kernels) -> own.apply(block.re, block.im, base, kernels);
            }
          });
    }
  }

  /** How often a block is crossed. */
  int size() {
    return tasks.size();
  }

  void run(Block block, int base, StateKernels kernels) {
    for (Task task : tasks) {
      Workers.checkInterrupt();
      task.run(block, base, kernels);
    }
  }

  /** A matrix on qubits of a block, or on one of them for each value of a qubit outside. */
  private Task matrix(Fused.Dense dense) {
    int own = Integer.compress(dense.bits() & cut.resident(), cut.resident());
    int other = dense.bits() & cut.outside();
    if (other == 0) {
      BlockMatrix matrix = new BlockMatrix(own, dense.u());
      return (block, base, kernels) -> matrix.apply(block.re, block.im, kernels);
    }
    boolean otherIsLow = other == Integer.lowestOneBit(dense.bits());
    BlockMatrix zero = new BlockMatrix(own, part(dense.u(), otherIsLow, 0));
    BlockMatrix one = new BlockMatrix(own, part(dense.u(), otherIsLow, 1));
    return (block, base, kernels) ->
        ((base & other) == 0 ? zero : one).apply(block.re, block.im, kernels);
  }

  /** The 2×2 matrix of one qubit where the other one, on which the matrix is diagonal, is fixed. */
  private static double[] part(double[] u, boolean otherIsLow, int value) {
    double[] part = new double[8];
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 2; column++) {
        int r = otherIsLow ? row << 1 | value : value << 1 | row;
        int c = otherIsLow ? column << 1 | value : value << 1 | column;
        part[2 * (2 * row + column)] = u[2 * (4 * r + c)];
        part[2 * (2 * row + column) + 1] = u[2 * (4 * r + c) + 1];
      }
    }
    return part;
  }
}
