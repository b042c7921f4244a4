package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
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
 * blocks once, 3 goes on to the fixpoint and moves what commutes: pairs together, layers closer.
 *
 * <p>A routed circuit may come before its translation: level 2 and 3 write it in the device's
 * gates, but for symbolic gates on two qubits that are no rotations. Level 3 then finds more, since
 * swaps and rotations commute as long as they are single gates.
 *
 * <ul>
 *   <li><b>Reads</b> and <b>writes</b> what its passes do.
 *   <li><b>Keeps</b> what they keep: what is measured, and the unitary before it with its phase.
 *   <li><b>Costs</b> at most {@value #MOST_ROUNDS} rounds; two or three are usual.
 * </ul>
 */
public final class OptimizationLoop implements Pass {
  private static final int MOST_ROUNDS = 10;

  private static final RemoveResetInZero RESETS = new RemoveResetInZero();
  private static final RemoveDiagonalBeforeMeasure UNSEEN = new RemoveDiagonalBeforeMeasure();
  private static final CancelInverses CANCEL = new CancelInverses();
  private static final GatherPairs GATHER = new GatherPairs();
  private static final ReorderCommuting REORDER = new ReorderCommuting();

  private final boolean fromStart;

  public OptimizationLoop() {
    this(true);
  }

  /**
   * @param fromStart whether the circuit begins in |0...0>, as no branch of a decision does
   */
  private OptimizationLoop(boolean fromStart) {
    this.fromStart = fromStart;
  }

  @Override
  public String name() {
    return "optimization-loop";
  }

  @Override
  public Pass inBranches() {
    return new OptimizationLoop(false);
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    int level = context.options().level();
    List<String> own = context.options().passes();
    if (!own.isEmpty()) {
      Search search = new Search(context, fromStart, placed(PassLists.of(own, level == 3)));
      return level == 3 ? search.settled(circuit) : search.inTurn(circuit);
    }
    Search search =
        new Search(context, fromStart, placed(PassLists.of(List.of("level-" + level), level == 3)));
    return switch (level) {
      case 0 -> circuit;
      case 1, 2 -> search.once(circuit);
      default -> search.best(circuit);
    };
  }

  /** The passes as they are run here: in a branch those that stand for them there. */
  private List<Pass> placed(List<Pass> passes) {
    return fromStart ? passes : passes.stream().map(Pass::inBranches).toList();
  }

  /** Whether all gates are the device's own. */
  public static boolean isForDevice(Circuit circuit, PassContext context) {
    return !hasForeign(circuit, context, 0);
  }

  /** Whether some gate on so many qubits or more is not the device's. */
  private static boolean hasForeign(Circuit circuit, PassContext context, int least) {
    DeviceGates device = DeviceGates.of(context);
    for (Instruction instruction : Instruction.leaves(circuit.instructions())) {
      if (instruction instanceof Instruction.Apply apply
          && apply.qubits().size() >= least
          && !device.offers(apply)) {
        return true;
      }
    }
    return false;
  }

  /** One compilation. */
  private static final class Search {
    private final PassContext context;
    private final boolean fromStart;
    private final List<Pass> round;

    Search(PassContext context, boolean fromStart, List<Pass> round) {
      this.context = context;
      this.fromStart = fromStart;
      this.round = round;
    }

    Circuit once(Circuit circuit) {
      return inTurn(start(circuit));
    }

    Circuit inTurn(Circuit circuit) {
      Circuit next = circuit;
      for (Pass pass : round) {
        next = pass.run(next, context);
      }
      return next;
    }

    private Circuit start(Circuit circuit) {
      Pass resets = fromStart ? RESETS : RESETS.inBranches();
      return UNSEEN.run(resets.run(circuit, context), context);
    }

    Circuit best(Circuit circuit) {
      Circuit start = start(circuit);
      Circuit best = settled(start);
      if (hasForeign(start, context, 2)) {
        // Pairs are gathered best while swaps and rotations are single gates.
        Circuit whole = GATHER.run(start, context);
        best = whole == start ? best : cheaper(settled(whole), best);
      }
      for (int i = 0; i < MOST_ROUNDS; i++) {
        Circuit next = gathered(best);
        if (next == best) {
          break;
        }
        best = next;
      }
      return REORDER.run(best, context);
    }

    private static Circuit cheaper(Circuit candidate, Circuit best) {
      return Cost.of(candidate).isWellBelow(Cost.of(best)) ? candidate : best;
    }

    /** With pairs moved together, if that saves entanglers; else the same circuit. */
    private Circuit gathered(Circuit circuit) {
      Circuit moved = GATHER.run(circuit, context);
      if (moved == circuit) {
        return circuit;
      }
      Circuit glance = CANCEL.run(moved, context);
      for (Pass pass : round) {
        if (pass instanceof ConsolidateTwoQubitBlocks
            || pass instanceof ResynthesizeRotationBlocks) {
          glance = pass.run(glance, context);
        }
      }
      return Cost.of(glance).entanglers() < Cost.of(circuit).entanglers()
          ? cheaper(settled(glance), circuit)
          : circuit;
    }

    /** Rounds until the circuit gets no cheaper. */
    private Circuit settled(Circuit circuit) {
      Circuit best = circuit;
      Cost cost = Cost.of(best);
      // A pass is not run again on a circuit that it left as it was.
      Map<Pass, Circuit> done = new IdentityHashMap<>();
      for (int i = 0; i < MOST_ROUNDS; i++) {
        Circuit next = best;
        for (Pass pass : round) {
          if (done.get(pass) != next) {
            Circuit result = pass.run(next, context);
            if (result == next || pass instanceof MergeOneQubitGates) {
              done.put(pass, result);
            }
            next = result;
          }
        }
        Cost nextCost = Cost.of(next);
        // The first round may have to spend something: it reaches the device's gates.
        if (i > 0 && nextCost.compareTo(cost) >= 0) {
          break;
        }
        // What only became shorter by free gates has nothing new for the other passes.
        boolean again = i == 0 || nextCost.isWellBelow(cost);
        best = next;
        cost = nextCost;
        if (!again) {
          break;
        }
      }
      return best;
    }
  }
}
