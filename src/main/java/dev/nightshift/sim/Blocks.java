package dev.nightshift.sim;

import dev.nightshift.kernel.Kernels;
import dev.nightshift.kernel.StateKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/*
 * A state that does not fit into the cache is limited by how often it crosses the memory. So it is
 * taken a block at a time: the amplitudes that differ in a few chosen qubits only are copied side by
 * side into an array of the thread, everything that Stages found for these qubits is done to them, and
 * they are copied back. The copy costs little, and without it the amplitudes of high qubits, whole
 * powers of two apart, would fall into the same few sets of the cache and drive each other out.
 *
 * Blocks do not depend on each other: threads share them, and the result has the same bits whoever
 * does which.
 */
/** Runs fused steps on a large state, block by block. */
final class Blocks {
  /**
   * How states are cut.
   *
   * @param qubits of a block, at least 2
   * @param low how many of them are always the lowest: runs of neighbours stay that long
   * @param from which number of qubits on a state is taken in blocks
   */
  record Shape(int qubits, int low, int from) {
    /**
     * 2^15 amplitudes are 512 KiB, half of a second cache of today, in runs of 512 bytes. Below 18
     * qubits a state stays in the cache by itself, and compiling vectors costs more.
     */
    static final Shape CACHE = new Shape(15, 6, 18);

    Shape {
      if (low < 0 || low + 2 > qubits) {
        throw new IllegalArgumentException(
            "a block of %d qubits, %d of them low, has no room for two others"
                .formatted(qubits, low));
      }
    }
  }

  /** What one thread works in. */
  private static final class Scratch {
    final double[] re;
    final double[] im;
    final PhaseRows.Scratch phases;

    Scratch(int width) {
      this.re = new double[1 << width];
      this.im = new double[1 << width];
      this.phases = new PhaseRows.Scratch(width);
    }
  }

  /** Something done to a block. */
  @FunctionalInterface
  private interface Task {
    /**
     * @param base the bits of the qubits outside the block
     */
    void run(Scratch block, int base, StateKernels kernels);
  }

  private final StateVector state;
  private final int qubits;
  private final int width;
  private final int resident;
  private final int outside;
  private final List<Task> tasks = new ArrayList<>();

  private Blocks(StateVector state, int resident) {
    this.state = state;
    this.qubits = Integer.numberOfTrailingZeros(state.size());
    this.width = Integer.bitCount(resident);
    this.resident = resident;
    this.outside = state.size() - 1 & ~resident;
  }

  /** Applies steps {@code from} to {@code to}, exclusive, without those that measure. */
  static void apply(
      StateVector state, List<Step> steps, double[][] angles, int from, int to, Shape shape) {
    int qubits = Integer.numberOfTrailingZeros(state.size());
    int width = Math.min(shape.qubits(), qubits);
    ConcurrentLinkedQueue<Scratch> free = new ConcurrentLinkedQueue<>();
    List<Fused> acts = Fusion.fuse(qubits, steps, angles, from, to);
    for (Stages.Stage stage : Stages.plan(acts, qubits, width, Math.min(shape.low(), width))) {
      Workers.checkInterrupt();
      if (stage.resident() == 0) {
        Fused.Single single = (Fused.Single) stage.acts().getFirst();
        state.apply(single.step(), single.angles(), false);
      } else {
        new Blocks(state, stage.resident()).run(stage.acts(), free);
      }
    }
  }

  private void run(List<Fused> acts, ConcurrentLinkedQueue<Scratch> free) {
    prepare(acts);
    int runBits = Math.min(width, Integer.numberOfTrailingZeros(~resident));
    int run = 1 << runBits;
    int[] starts = new int[1 << width - runBits];
    java.util.Arrays.setAll(starts, k -> Integer.expand(k << runBits, resident));
    state
        .workers()
        .run(
            1 << qubits - width,
            number -> {
              int base = Integer.expand(number, outside);
              Scratch known = free.poll();
              Scratch block = known == null ? new Scratch(width) : known;
              for (int k = 0; k < starts.length; k++) {
                System.arraycopy(state.re(), base | starts[k], block.re, k << runBits, run);
                System.arraycopy(state.im(), base | starts[k], block.im, k << runBits, run);
              }
              StateKernels kernels = Kernels.forState(state.size());
              for (Task task : tasks) {
                task.run(block, base, kernels);
              }
              for (int k = 0; k < starts.length; k++) {
                System.arraycopy(block.re, k << runBits, state.re(), base | starts[k], run);
                System.arraycopy(block.im, k << runBits, state.im(), base | starts[k], run);
              }
              free.add(block);
            });
  }

  /** Joins what can be done in one go and makes everything ready for the blocks. */
  private void prepare(List<Fused> acts) {
    for (Merging.Part part : Merging.merge(acts, qubits)) {
      tasks.add(
          switch (part) {
            case Merging.Part.Phases(PhaseForm form) -> {
              PhaseRows rows = new PhaseRows(form, resident, outside);
              yield (block, base, kernels) ->
                  rows.apply(block.re, block.im, base, block.phases, kernels);
            }
            case Merging.Part.Matrix(Fused.Dense dense) -> matrix(dense);
            case Merging.Part.Single(Step step, double[] angles) -> {
              BlockStep own = new BlockStep(step, angles, resident);
              yield (block, base, kernels) -> own.apply(block.re, block.im, base);
            }
          });
    }
  }

  /** A matrix on qubits of a block, or on one of them for each value of a qubit outside. */
  private Task matrix(Fused.Dense dense) {
    int bits = dense.bits();
    int own = Integer.compress(bits & resident, resident);
    int other = bits & outside;
    if (other == 0) {
      BlockMatrix matrix = new BlockMatrix(own, dense.u());
      return (block, base, kernels) -> matrix.apply(block.re, block.im, kernels);
    }
    boolean otherIsLow = other == Integer.lowestOneBit(bits);
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
