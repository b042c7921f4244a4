package dev.nightshift.sim;

import java.util.ArrayList;
import java.util.List;

/*
 * A stage is a set of qubits whose amplitudes fit into the cache together, and what can be done while
 * they are there. Something may be done as soon as all it does not commute with has been: it may
 * overtake what waits, where the one is diagonal or absent on every qubit on which the other is not.
 * Qubits on which it is diagonal need not be in the block, since their bits are the same in all of
 * it; so a chain of controlled phases asks for no qubit at all.
 *
 * The low qubits always belong to a block, for the sake of whole cache lines and pages. The others
 * are chosen by trial: windows of neighbouring qubits (most circuits are local), and the qubits in the
 * order in which they are asked for; the most work wins. On a brickwork a stage is a triangle of bricks
 * standing on its window, or hanging between two such triangles.
 */
/** Cuts fused steps into stages, each of which crosses the state once. */
final class Stages {
  /**
   * What is done in one crossing.
   *
   * @param resident the qubits whose amplitudes are in a block together; 0 where that is not
   *     possible, and {@code acts} is a single step for the whole state
   */
  record Stage(int resident, List<Fused> acts) {}

  /** What a choice of qubits would do. */
  private record Trial(int resident, int work, int scanned, List<Fused> done, List<Fused> left) {}

  /** How many acts a stage looks past. */
  private static final int HORIZON = 1000;

  private final int qubits;
  private final int width;
  private final int low;
  private final List<Fused> waiting;
  private int first;

  private Stages(List<Fused> acts, int qubits, int width, int lowQubits) {
    this.qubits = qubits;
    this.width = width;
    this.low = (1 << lowQubits) - 1;
    this.waiting = new ArrayList<>(acts);
  }

  /** The acts in an order that is as good as theirs. */
  static List<Stage> plan(List<Fused> acts, int qubits, Blocks.Shape shape) {
    int width = Math.min(shape.qubits(), qubits);
    Stages stages = new Stages(acts, qubits, width, Math.min(shape.low(), width));
    List<Stage> plan = new ArrayList<>();
    while (stages.first < stages.waiting.size()) {
      plan.add(stages.next());
    }
    return plan;
  }

  private Stage next() {
    Fused head = waiting.get(first);
    if (!fits(head.active() | low)) {
      first++;
      return new Stage(0, List.of(head));
    }
    Trial best = trial(low, true);
    int window = width - Integer.bitCount(low);
    for (int from = Integer.bitCount(low); from + window <= qubits && window > 0; from++) {
      Trial trial = trial(low | (1 << window) - 1 << from, false);
      best = trial.work() > best.work() ? trial : best;
    }
    int end = first + best.scanned();
    first = end - best.left().size();
    for (int k = 0; k < best.left().size(); k++) {
      waiting.set(first + k, best.left().get(k));
    }
    return new Stage(filled(best.resident()), best.done());
  }

  private boolean fits(int bits) {
    return Integer.bitCount(bits) <= width;
  }

  /** A block always has its full width; longer runs of neighbours are the best use of the rest. */
  private int filled(int bits) {
    int resident = bits;
    while (Integer.bitCount(resident) < width) {
      resident |= resident + 1;
    }
    return resident;
  }

  private Trial trial(int start, boolean grows) {
    int resident = start;
    int heldActive = 0;
    int heldBits = 0;
    int work = 0;
    List<Fused> done = new ArrayList<>();
    List<Fused> left = new ArrayList<>();
    int k = first;
    // Once something waits that flips each of the qubits, nothing can be done any more; and where a
    // qubit is never flipped, looking ahead through a long circuit each time would not pay.
    for (; k < waiting.size() && heldActive != (1 << qubits) - 1 && left.size() < HORIZON; k++) {
      Fused act = waiting.get(k);
      boolean free = (act.active() & heldBits) == 0 && (act.bits() & heldActive) == 0;
      int needed = resident | act.active();
      if (free && (needed == resident || grows && fits(needed))) {
        resident = needed;
        done.add(act);
        work += work(act);
      } else {
        left.add(act);
        heldActive |= act.active();
        heldBits |= act.bits();
      }
    }
    return new Trial(resident, work, k - first, done, left);
  }

  /** About the time that it takes. */
  private static int work(Fused act) {
    return switch (act) {
      case Fused.Dense dense -> 4 << Integer.bitCount(dense.active());
      case Fused.Diagonal _ -> 1;
      case Fused.Single _ -> 8;
    };
  }
}
