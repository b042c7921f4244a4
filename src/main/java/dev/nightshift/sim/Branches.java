package dev.nightshift.sim;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Condition;
import dev.nightshift.value.Observable;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Walks a circuit that measures or resets: the state parts at each outcome, and every end is handed
 * to a visitor.
 *
 * <p>A measurement whose qubit nobody flips afterwards, and that no observable notices, does not
 * part the state: it is <em>deferred</em>, read off the probabilities at the end. One whose bit
 * decides something parts it, and so does one that may not happen, or may be replaced by such.
 */
final class Branches {
  /** Ends of an exact walk: twelve outcomes in a row. */
  static final int MAX_ENDS = 1 << 12;

  /** Branches lighter than this are rounding. */
  private static final double NOTHING = 1e-28;

  /** What happens at the end of a branch. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param state unnormalised: its squared norm is the branch's probability
     * @param bits what the measurements that parted the state read
     * @param shots that ended here; 0 in an exact walk
     */
    void end(StateVector state, boolean[] bits, int shots);
  }

  private final Compiled compiled;
  private final double[][] angles;
  private final boolean[] deferred;
  private final int[] readings;
  private final Blocks.Shape shape;
  private int ends;

  /**
   * @param values the slots of one row
   * @param noticed bits of the qubits whose flips an observable sees
   */
  Branches(Compiled compiled, double[][] values, int noticed) {
    this(compiled, values, noticed, Blocks.Shape.CACHE);
  }

  /**
   * @param shape of the blocks of large states
   */
  Branches(Compiled compiled, double[][] values, int noticed, Blocks.Shape shape) {
    this.compiled = compiled;
    this.shape = shape;
    this.angles = angles(compiled, values, 0);
    this.deferred = deferred(compiled.steps(), noticed);
    this.readings = readings(compiled, deferred);
  }

  /** The angles of every step in one lane. */
  static double[][] angles(Compiled compiled, double[][] values, int lane) {
    double[][] angles = new double[compiled.steps().size()][];
    for (int k = 0; k < angles.length; k++) {
      int[] slots = compiled.slots().get(k);
      angles[k] = new double[slots.length];
      for (int i = 0; i < slots.length; i++) {
        angles[k][i] = values[slots[i]][lane];
      }
    }
    return angles;
  }

  /** The qubit that each bit of the circuit is read from at the end, -1 where from none. */
  int[] readings() {
    return readings;
  }

  /** Whether no measurement or reset parts the state. */
  static boolean isOneBranch(Compiled compiled, int noticed) {
    boolean[] deferred = deferred(compiled.steps(), noticed);
    for (int k = 0; k < deferred.length; k++) {
      if (!deferred[k] && !compiled.steps().get(k).isUnitary()) {
        return false;
      }
    }
    return true;
  }

  /** The qubits that any of the observables flips. */
  static int noticed(List<Observable> observables) {
    long flips = 0;
    for (Observable observable : observables) {
      for (Observable.Term term : observable.terms()) {
        flips |= term.xMask();
      }
    }
    return (int) flips;
  }

  private static boolean[] deferred(List<Step> steps, int noticed) {
    boolean[] deferred = new boolean[steps.size()];
    int flipped = noticed;
    for (int k = steps.size() - 1; k >= 0; k--) {
      flipped |=
          switch (steps.get(k)) {
            case Step.Rotation rotation -> rotation.x();
            case Step.Phase _ -> 0;
            case Step.Exchange(int a, int b, _, _) -> a | b;
            case Step.Matrix matrix -> matrix.targets().stream().mapToInt(Integer::intValue).sum();
            case Step.Measure(int qubit, _) -> {
              deferred[k] = (flipped >> qubit & 1) == 0;
              yield 0;
            }
            case Step.Reset(int qubit) -> 1 << qubit;
            case Step.Jump _ -> 0;
          };
    }
    BitSet decisive = decisive(steps);
    for (int k = 0; k < deferred.length; k++) {
      deferred[k] &= !(steps.get(k) instanceof Step.Measure(_, int bit) && decisive.get(bit));
    }
    return deferred;
  }

  /** The bits that something is decided by, and those that a branch measures into. */
  private static BitSet decisive(List<Step> steps) {
    BitSet bits = new BitSet();
    int branchEnd = 0;
    for (int k = 0; k < steps.size(); k++) {
      if (steps.get(k) instanceof Step.Jump(Condition unless, int to)) {
        branchEnd = Math.max(branchEnd, to);
        if (unless != null) {
          unless.reads().forEach(bits::set);
        }
      } else if (steps.get(k) instanceof Step.Measure(_, int bit) && k < branchEnd) {
        bits.set(bit);
      }
    }
    return bits;
  }

  private static int[] readings(Compiled compiled, boolean[] deferred) {
    int[] readings = new int[compiled.circuit().bits()];
    java.util.Arrays.fill(readings, -1);
    for (int k = 0; k < deferred.length; k++) {
      if (compiled.steps().get(k) instanceof Step.Measure(int qubit, int bit)) {
        // A later reading of the same bit replaces an earlier one.
        readings[bit] = deferred[k] ? qubit : -1;
      }
    }
    return readings;
  }

  /** Visits every end that can occur. */
  void walk(StateVector state, Visitor visitor) {
    walk(state, 0, new boolean[compiled.circuit().bits()], 0, null, visitor);
  }

  /** Sends shots through the circuit; they part at each measurement by its probabilities. */
  void walk(StateVector state, int shots, SplittableRandom random, Visitor visitor) {
    walk(state, 0, new boolean[compiled.circuit().bits()], shots, random, visitor);
  }

  /** Applies steps up to one that parts the state or jumps, and returns which. */
  private int apply(StateVector state, int first) {
    Workers.checkInterrupt();
    int k = first;
    while (k < angles.length && (deferred[k] || compiled.steps().get(k).isUnitary())) {
      k++;
    }
    if (compiled.qubits() >= shape.from()) {
      Blocks.apply(state, compiled.steps(), angles, first, k, shape);
    } else {
      for (int step = first; step < k; step++) {
        if (!deferred[step]) {
          state.apply(compiled.steps().get(step), angles[step], false);
        }
      }
    }
    return k;
  }

  private void walk(
      StateVector state,
      int first,
      boolean[] bits,
      int shots,
      @Nullable SplittableRandom random,
      Visitor visitor) {
    int k = apply(state, first);
    while (k < angles.length
        && compiled.steps().get(k) instanceof Step.Jump(Condition unless, int to)) {
      k = apply(state, unless != null && unless.holds(bit -> bits[bit]) ? k + 1 : to);
    }
    if (k == angles.length) {
      visitor.end(state, bits, shots);
      ends++;
      return;
    }
    if (random == null && ends >= MAX_ENDS) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_BRANCHES,
          "measurements and resets in mid-circuit part the state more than %d times; exact values"
                  .formatted(MAX_ENDS)
              + " follow every branch: ask for samples, or measure at the end only");
    }
    int qubit =
        switch (compiled.steps().get(k)) {
          case Step.Measure(int measured, _) -> measured;
          case Step.Reset(int reset) -> reset;
          default -> throw new IllegalStateException("unitary steps do not part the state");
        };
    double norm = state.norm();
    double one = state.weightOfOne(qubit);
    int[] split = {0, 0};
    if (random != null) {
      split[1] = Sampling.binomial(shots, Math.clamp(one / norm, 0, 1), random);
      split[0] = shots - split[1];
    }
    boolean[] possible = {
      random == null ? norm - one > NOTHING : split[0] > 0,
      random == null ? one > NOTHING : split[1] > 0
    };
    // The lighter branch first and on a copy: copies nest at most log2(shots) deep.
    int light = random == null ? 1 : split[1] <= split[0] ? 1 : 0;
    for (int outcome : new int[] {light, 1 - light}) {
      if (!possible[outcome]) {
        continue;
      }
      StateVector branch = outcome == light && possible[1 - light] ? state.copy() : state;
      branch.project(qubit, outcome);
      boolean[] read = bits;
      if (compiled.steps().get(k) instanceof Step.Measure(_, int bit)) {
        read = bits.clone();
        read[bit] = outcome == 1;
      } else if (outcome == 1) {
        branch.flip(qubit);
      }
      walk(branch, k + 1, read, split[outcome], random, visitor);
    }
  }
}
