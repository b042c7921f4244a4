package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

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

  private static final RemoveDiagonalBeforeMeasure UNSEEN = new RemoveDiagonalBeforeMeasure();

  private static final List<Pass> BEFORE = List.of(new RemoveResetInZero(), UNSEEN);

  private static final List<List<Pass>> ROUNDS =
      List.of(
          List.of(),
          List.of(CANCEL, MERGE),
          List.of(MERGE, CANCEL, COMMUTE, CONSOLIDATE, MERGE, UNSEEN),
          List.of(MERGE, CANCEL, COMMUTE, CONSOLIDATE, SYMBOLIC, MERGE, UNSEEN));

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
    // A pass is not run again on a circuit that it left as it was.
    Map<Pass, Circuit> settled = new IdentityHashMap<>();
    for (int round = 0; round < (level == 3 ? MOST_ROUNDS : 1); round++) {
      Circuit next = best;
      for (Pass pass : ROUNDS.get(level)) {
        if (settled.get(pass) != next) {
          Circuit result = pass.run(next, context);
          if (result == next || pass == MERGE) {
            settled.put(pass, result);
          }
          next = result;
        }
      }
      Cost nextCost = Cost.of(next);
      if (round > 0 && nextCost.compareTo(cost) >= 0) {
        break;
      }
      // What only became shorter by free gates has nothing new for the other passes.
      boolean again = nextCost.isWellBelow(cost) || round == 0;
      best = next;
      cost = nextCost;
      if (!again) {
        break;
      }
    }
    return best;
  }
}
