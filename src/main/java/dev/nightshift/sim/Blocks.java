package dev.nightshift.sim;

import dev.nightshift.kernel.Kernels;
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
     * 2^15 amplitudes are 512 KiB, half of a second cache of today, in runs of 512 bytes. Below 12
     * qubits fusing the steps takes as long as doing them one by one.
     */
    static final Shape CACHE = new Shape(15, 6, 12);

    /** Of two states that are in the cache together. */
    static final Shape PAIR = new Shape(14, 6, 1);

    Shape {
      if (low < 0 || low + 2 > qubits) {
        throw new IllegalArgumentException(
            "a block of %d qubits, %d of them low, has no room for two others"
                .formatted(qubits, low));
      }
    }
  }

  private Blocks() {}

  /** Applies steps {@code from} to {@code to}, exclusive, without those that measure. */
  static void apply(
      StateVector state, List<Step> steps, double[][] angles, int from, int to, Shape shape) {
    int qubits = Integer.numberOfTrailingZeros(state.size());
    ConcurrentLinkedQueue<Block> free = new ConcurrentLinkedQueue<>();
    List<Fused> acts = Fusion.fuse(qubits, steps, angles, from, to);
    for (Stages.Stage stage : Stages.plan(acts, qubits, shape)) {
      Workers.checkInterrupt();
      if (stage.resident() == 0) {
        state.apply((Fused.Single) stage.acts().getFirst());
      } else {
        run(state, stage, free);
      }
    }
  }

  private static void run(
      StateVector state, Stages.Stage stage, ConcurrentLinkedQueue<Block> free) {
    Cut cut = new Cut(Integer.numberOfTrailingZeros(state.size()), stage.resident());
    BlockTasks tasks = new BlockTasks(stage.acts(), cut);
    state
        .workers()
        .run(
            cut.blocks(),
            number -> {
              Block block = cut.load(state, number, free);
              long updates = (long) tasks.size() * block.re.length;
              tasks.run(block, cut.base(number), Kernels.forState(updates));
              cut.store(state, number, block, free);
            });
  }
}
