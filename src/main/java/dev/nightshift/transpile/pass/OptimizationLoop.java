package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import java.util.List;

/**
 * Runs the passes of a level again and again until the circuit gets no cheaper.
 *
 * <p>Cheaper means fewer entanglers, then less depth of them, then fewer pulses, then fewer
 * instructions. Level 0 does nothing, 1 merges and cancels neighbours, 2 adds commutation and
 * blocks once, 3 goes on to the fixpoint with symbolic blocks and the order of what commutes.
 *
 * <ul>
 *   <li><b>Reads</b> and <b>writes</b> what its passes do.
 *   <li><b>Keeps</b> what they keep: what is measured, and the unitary before it with its phase.
 *   <li><b>Costs</b> at most {@value #MOST_ROUNDS} rounds; two or three are usual.
 * </ul>
 */
public final class OptimizationLoop implements Pass {
  private static final int MOST_ROUNDS = 10;

  private static final MergeOneQubitGates MERGE = new MergeOneQubitGates();
  private static final CancelInverses CANCEL = new CancelInverses();
  private static final CommutativeCancellation COMMUTE = new CommutativeCancellation();
  private static final ConsolidateTwoQubitBlocks CONSOLIDATE = new ConsolidateTwoQubitBlocks();

  private static final ResynthesizeRotationBlocks SYMBOLIC = new ResynthesizeRotationBlocks();

  private static final List<Pass> BEFORE =
      List.of(new RemoveResetInZero(), new RemoveDiagonalBeforeMeasure());

  private static final List<List<Pass>> ROUNDS =
      List.of(
          List.of(),
          List.of(CANCEL, MERGE),
          List.of(MERGE, CANCEL, COMMUTE, CONSOLIDATE, MERGE),
          List.of(MERGE, CANCEL, COMMUTE, CONSOLIDATE, SYMBOLIC, MERGE));

  @Override
  public String name() {
    return "optimization-loop";
  }

  /** The passes of one round of a level, in order. */
  public static List<Pass> round(int level) {
    return ROUNDS.get(level);
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    int level = context.options().level();
    if (level == 0) {
      return circuit;
    }
    Circuit best = circuit;
    for (Pass pass : BEFORE) {
      best = pass.run(best, context);
    }
    Cost cost = Cost.of(best);
    int rounds = level == 3 ? MOST_ROUNDS : 1;
    for (int i = 0; i < rounds; i++) {
      Circuit next = best;
      for (Pass pass : ROUNDS.get(level)) {
        next = pass.run(next, context);
      }
      if (level > 1) {
        next = BEFORE.getLast().run(next, context);
      }
      Cost nextCost = Cost.of(next);
      if (nextCost.compareTo(cost) >= 0 && i > 0) {
        break;
      }
      best = next;
      cost = nextCost;
    }
    return best;
  }
}
