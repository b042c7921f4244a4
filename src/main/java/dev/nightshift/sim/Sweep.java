package dev.nightshift.sim;

import dev.nightshift.kernel.Kernels;
import dev.nightshift.kernel.StateKernels;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/*
 * Both states of an adjoint gradient go back together, a block at a time: in a block all steps of a
 * stage are undone on both, and the sums behind the derivatives are taken on the way. The stages are
 * those of the way forth, backwards, and so are the steps in them: what commutes forth commutes back.
 *
 * Steps on one qubit are multiplied (Turn); what has no wanted angle goes back as on the way forth.
 * Sums are kept by block and added up in the order of the blocks, so they have the same bits on any
 * number of threads.
 */
/** The way back of an adjoint gradient, by blocks. */
final class Sweep {
  /** One thing done to both states of a block on the way back. */
  @FunctionalInterface
  private interface Task {
    /**
     * @param sums where those of this block go
     */
    void run(Block psi, Block lambda, int base, StateKernels kernels, double[] sums);
  }

  private final StateVector psi;
  private final StateVector lambda;
  private final List<Step> steps;
  private final double[][] angles;
  private final IntPredicate wanted;
  private final Turn.Slope slopes;
  private final int qubits;
  private final Blocks.Shape shape;
  private final Map<Fused, Turn> turns = new IdentityHashMap<>();
  private final Map<Fused, Integer> singles = new IdentityHashMap<>();
  private final ConcurrentLinkedQueue<Block> free = new ConcurrentLinkedQueue<>();

  /**
   * @param psi the final state
   * @param lambda the observable's image of it
   * @param wanted whether a step, by its place, has an angle to differentiate by
   * @param slopes takes 2 Re <λ| dU |ψ before> by each angle of each such step
   */
  Sweep(
      StateVector psi,
      StateVector lambda,
      List<Step> steps,
      double[][] angles,
      IntPredicate wanted,
      Turn.Slope slopes,
      Blocks.Shape shape) {
    this.psi = psi;
    this.lambda = lambda;
    this.steps = steps;
    this.angles = angles;
    this.wanted = wanted;
    this.slopes = slopes;
    this.qubits = Integer.numberOfTrailingZeros(psi.size());
    this.shape = shape;
  }

  /** Undoes all steps down to the place {@code first}, that one included. */
  void run(int first) {
    int to = steps.size();
    for (int k = steps.size() - 1; k >= first; k--) {
      if (steps.get(k) instanceof Step.Matrix matrix
          && Integer.bitCount(matrix.bits()) > 1
          && wanted.test(k)) {
        back(k + 1, to);
        single(k);
        to = k;
      }
    }
    back(first, to);
  }

  /** A wide matrix is differentiated on the whole state, from the one in front of it. */
  private void single(int k) {
    Workers.checkInterrupt();
    Step step = steps.get(k);
    psi.apply(step, angles[k], true);
    for (int angle = 0; angle < angles[k].length; angle++) {
      slopes.add(k, angle, lambda.slope(step, angles[k], angle, psi));
    }
    lambda.apply(step, angles[k], true);
  }

  private void back(int from, int to) {
    List<Stages.Stage> plan = Stages.plan(acts(from, to), qubits, shape);
    for (Stages.Stage stage : plan.reversed()) {
      Workers.checkInterrupt();
      if (stage.resident() != 0) {
        back(stage);
        continue;
      }
      Fused.Single lone = (Fused.Single) stage.acts().getFirst();
      Integer number = singles.get(lone);
      if (number != null) {
        slopes.add(number, 0, lambda.slope(lone.step(), lone.angles(), 0, psi));
      }
      psi.apply((Fused.Single) lone.inverse());
      lambda.apply((Fused.Single) lone.inverse());
    }
  }

  /** The steps in their order: one-qubit runs multiplied, the others one by one. */
  private List<Fused> acts(int from, int to) {
    List<Fused> acts = new ArrayList<>();
    @Nullable Turn[] open = new Turn[qubits];
    for (int k = from; k < to; k++) {
      Step step = steps.get(k);
      // A global phase is undone on both states alike: it changes no sum.
      if (!step.isUnitary() || step.bits() == 0) {
        continue;
      }
      int bits = step.bits();
      if (Integer.bitCount(bits) == 1) {
        int qubit = Integer.numberOfTrailingZeros(bits);
        Turn turn = open[qubit];
        if (turn == null) {
          turn = new Turn(bits);
          open[qubit] = turn;
        }
        turn.add(k, step, angles[k]);
        continue;
      }
      close(open, bits, acts);
      if (wanted.test(k)) {
        Fused.Single single = new Fused.Single(step, angles[k], false);
        singles.put(single, k);
        acts.add(single);
      } else {
        acts.addAll(Fusion.fuse(qubits, steps, angles, k, k + 1));
      }
    }
    close(open, -1, acts);
    return acts;
  }

  private void close(@Nullable Turn[] open, int bits, List<Fused> acts) {
    for (int qubit = 0; qubit < qubits; qubit++) {
      Turn turn = open[qubit];
      if (turn == null || (bits >> qubit & 1) == 0) {
        continue;
      }
      open[qubit] = null;
      Fused.Dense fused = turn.fused();
      boolean[] any = {false};
      turn.forEachStep(k -> any[0] |= wanted.test(k));
      if (any[0]) {
        turns.put(fused, turn);
      }
      acts.add(fused);
    }
  }

  private void back(Stages.Stage stage) {
    Cut cut = new Cut(qubits, stage.resident());
    List<Task> tasks = new ArrayList<>();
    List<Fused> sources = new ArrayList<>();
    List<Fused> unwanted = new ArrayList<>();
    for (Fused act : stage.acts().reversed()) {
      if (!turns.containsKey(act) && !singles.containsKey(act)) {
        unwanted.add(act.inverse());
        continue;
      }
      flush(unwanted, cut, tasks);
      int at = 8 * sources.size();
      sources.add(act);
      tasks.add(
          act instanceof Fused.Single single
              ? single(single, cut, at)
              : turn((Fused.Dense) act, cut, at));
    }
    flush(unwanted, cut, tasks);
    double[][] sums = new double[cut.blocks()][8 * sources.size()];
    psi.workers()
        .run(
            cut.blocks(),
            number -> {
              Block psiBlock = cut.load(psi, number, free);
              Block lambdaBlock = cut.load(lambda, number, free);
              for (Task task : tasks) {
                Workers.checkInterrupt();
                task.run(
                    psiBlock,
                    lambdaBlock,
                    cut.base(number),
                    Kernels.forState(2L * psiBlock.re.length),
                    sums[number]);
              }
              cut.store(psi, number, psiBlock, free);
              cut.store(lambda, number, lambdaBlock, free);
            });
    for (int k = 0; k < sources.size(); k++) {
      double[] total = new double[8];
      for (double[] own : sums) {
        for (int i = 0; i < 8; i++) {
          total[i] += own[8 * k + i];
        }
      }
      Turn turn = turns.get(sources.get(k));
      Integer number = singles.get(sources.get(k));
      if (turn != null) {
        turn.slopes(total, slopes);
      } else if (number != null) {
        slopes.add(number, 0, total[0]);
      }
    }
  }

  private static void flush(List<Fused> unwanted, Cut cut, List<Task> tasks) {
    if (!unwanted.isEmpty()) {
      BlockTasks own = new BlockTasks(List.copyOf(unwanted), cut);
      tasks.add((psi, lambda, base, kernels, sums) -> {
        own.run(psi, base, kernels);
        own.run(lambda, base, kernels);
      });
      unwanted.clear();
    }
  }

  private static Task turn(Fused.Dense act, Cut cut, int at) {
    int bit = Integer.compress(act.bits(), cut.resident());
    BlockMatrix inverse = new BlockMatrix(bit, ((Fused.Dense) act.inverse()).u());
    return (psi, lambda, base, kernels, sums) -> {
      double[] t = new double[8];
      kernels.transition(lambda.re, lambda.im, psi.re, psi.im, bit, t);
      System.arraycopy(t, 0, sums, at, 8);
      inverse.apply(psi.re, psi.im, kernels);
      inverse.apply(lambda.re, lambda.im, kernels);
    };
  }

  /** The derivative of a rotation or a phase is taken from the states behind it. */
  private static Task single(Fused.Single act, Cut cut, int at) {
    BlockStep forth = new BlockStep(act, cut.resident());
    BlockStep back = new BlockStep((Fused.Single) act.inverse(), cut.resident());
    return (psi, lambda, base, kernels, sums) -> {
      sums[at] = forth.slope(lambda.re, lambda.im, psi.re, psi.im, base);
      back.apply(psi.re, psi.im, base, kernels);
      back.apply(lambda.re, lambda.im, base, kernels);
    };
  }
}
