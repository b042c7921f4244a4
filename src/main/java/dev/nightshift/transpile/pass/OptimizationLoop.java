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

  private static final GatherPairs GATHER = new GatherPairs();
  private static final ReorderCommuting REORDER = new ReorderCommuting();
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
    if (level < 3) {
      return settled(best, level, context);
    }
    // Pairs are gathered best while swaps and rotations are single gates, if they still are.
    Circuit whole = GATHER.run(best, context);
    best = settled(best, level, context);
    if (whole != circuit) {
      whole = settled(whole, level, context);
      best = Cost.of(whole).isWellBelow(Cost.of(best)) ? whole : best;
    }
    for (int i = 0; i < MOST_ROUNDS; i++) {
      Circuit next = gathered(best, context);
      if (next == best) {
        break;
      }
      best = next;
    }
    return best;
  }

  /**
   * One round of moving what commutes: pairs together, and layers closer. Else the same circuit.
   */
  private static Circuit gathered(Circuit circuit, PassContext context) {
    Circuit best = circuit;
    Circuit gathered = GATHER.run(circuit, context);
    if (gathered != circuit) {
      gathered = settled(gathered, 3, context);
      best = Cost.of(gathered).isWellBelow(Cost.of(circuit)) ? gathered : circuit;
    }
    return REORDER.run(best, context);
  }

  private static Circuit settled(Circuit circuit, int level, PassContext context) {
    Circuit best = circuit;
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
