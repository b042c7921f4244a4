package dev.nightshift.sim.mps;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Condition;
import dev.nightshift.sim.Sampling;
import dev.nightshift.sim.Workers;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program: the state parts at measurements and resets on the way, and every end is handed to
 * a visitor.
 *
 * <p>A measurement whose qubit no later step flips, and that no observable notices, does not part
 * the state: it is read from the state at the end. Where something is decided on the way all
 * measurements part it.
 */
final class MpsWalk {
  /** Ends of an exact walk: twelve outcomes in a row. */
  static final int MAX_ENDS = 1 << 12;

  /** Outcomes less likely than this are rounding. */
  private static final double NOTHING = 1e-14;

  /** What happens at the end of a branch. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param state of norm 1
     * @param weight the branch's probability; 1 in a sampled walk
     * @param bits what the measurements that parted the state read
     * @param shots that ended here; 0 in an exact walk
     */
    void end(MpsState state, double weight, boolean[] bits, int shots);
  }

  private final MpsProgram program;
  private final @Nullable SplittableRandom random;
  private final Visitor visitor;
  private final boolean[] deferred;
  private final int[] readings;
  private int ends;

  /**
   * @param noticed the qubits whose flips an observable sees
   * @param random draws outcomes; null follows all of them
   */
  MpsWalk(MpsProgram program, BitSet noticed, @Nullable SplittableRandom random, Visitor visitor) {
    this.program = program;
    this.random = random;
    this.visitor = visitor;
    this.deferred = new boolean[program.steps().size()];
    this.readings = new int[program.bits()];
    plan(noticed);
  }

  private void plan(BitSet noticed) {
    if (program.isDynamic()) {
      // Which qubit stands where in the end, and which reading is the last, is decided on the way.
      Arrays.fill(readings, -1);
      return;
    }
    BitSet flipped = (BitSet) noticed.clone();
    List<MpsStep> steps = program.steps();
    // The qubit at a place of the end stood elsewhere before an exchange, and so do the flips.
    int[] now = new int[program.qubits()];
    Arrays.setAll(now, qubit -> qubit);
    Arrays.fill(readings, -1);
    BitSet written = new BitSet();
    for (int k = steps.size() - 1; k >= 0; k--) {
      switch (steps.get(k)) {
        case MpsStep.Unitary unitary -> {
          if (!unitary.isDiagonal()) {
            for (int qubit : unitary.qubits()) {
              flipped.set(now[qubit]);
            }
          }
        }
        case MpsStep.Exchange(int a, int b) -> {
          int kept = now[a];
          now[a] = now[b];
          now[b] = kept;
        }
        case MpsStep.Measure(int qubit, int bit) -> {
          deferred[k] = !flipped.get(now[qubit]);
          if (!written.get(bit)) {
            // A later reading of the same bit replaces an earlier one.
            written.set(bit);
            readings[bit] = deferred[k] ? now[qubit] : -1;
          }
        }
        case MpsStep.Reset(int qubit) -> flipped.set(now[qubit]);
        case MpsStep.Jump _ -> throw new IllegalStateException("nothing is decided here");
      }
    }
  }

  /** The qubit that each bit of the circuit is read from at the end, -1 where from none. */
  int[] readings() {
    return readings;
  }

  /**
   * @param shots to send through; 0 in an exact walk
   */
  void run(MpsState state, int shots) {
    run(state, 0, 1, new boolean[program.bits()], shots);
  }

  private void run(MpsState state, int first, double weight, boolean[] read, int shots) {
    boolean[] bits = read;
    double own = weight;
    int left = shots;
    for (int next = first; next < deferred.length; ) {
      Workers.checkInterrupt();
      int k = next++;
      MpsStep step = program.steps().get(k);
      if (step instanceof MpsStep.Jump(Condition unless, int to)) {
        boolean[] known = bits;
        next = unless != null && unless.holds(bit -> known[bit]) ? k + 1 : to;
        continue;
      }
      int qubit =
          switch (step) {
            case MpsStep.Unitary(double[] u, int[] qubits) -> {
              state.apply(u, qubits, anchor(state, qubits, program.partners()[k]));
              yield -1;
            }
            case MpsStep.Exchange(int a, int b) -> {
              state.exchange(a, b);
              yield -1;
            }
            case MpsStep.Measure(int measured, _) -> deferred[k] ? -1 : measured;
            case MpsStep.Reset(int reset) -> reset;
            case MpsStep.Jump _ -> throw new IllegalStateException("taken above");
          };
      if (qubit < 0) {
        continue;
      }
      state.settle();
      double one = state.probabilityOfOne(qubit);
      int ones = random == null ? 0 : Sampling.binomial(left, one, random);
      boolean can0 = random == null ? 1 - one > NOTHING : ones < left;
      boolean can1 = random == null ? one > NOTHING : ones > 0;
      // The lighter outcome on a copy: copies nest at most log2(shots) deep.
      int heavy = !can0 || (can1 && (random == null ? one >= 0.5 : 2 * ones > left)) ? 1 : 0;
      if (can0 && can1) {
        MpsState branch = state.copy();
        boolean[] other = settle(branch, step, qubit, 1 - heavy, one, bits);
        run(
            branch,
            k + 1,
            random == null ? own * (heavy == 1 ? 1 - one : one) : own,
            other,
            heavy == 1 ? left - ones : ones);
        own = random == null ? own * (heavy == 1 ? one : 1 - one) : own;
        left = heavy == 1 ? ones : left - ones;
      }
      bits = settle(state, step, qubit, heavy, one, bits);
    }
    if (random == null && ends >= MAX_ENDS) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_BRANCHES,
          "measurements and resets in mid-circuit part the state more than %d times; exact values"
                  .formatted(MAX_ENDS)
              + " follow every branch: ask for samples, or measure at the end only");
    }
    ends++;
    state.settle();
    visitor.end(state, own, bits, left);
  }

  /** Makes the state that of an outcome, and the bits too. */
  private static boolean[] settle(
      MpsState state, MpsStep step, int qubit, int outcome, double one, boolean[] bits) {
    if (outcome == 1 ? one < 1 : one > 0) {
      state.project(qubit, outcome);
    }
    if (step instanceof MpsStep.Measure(_, int bit)) {
      boolean[] read = bits.clone();
      read[bit] = outcome == 1;
      return read;
    }
    if (outcome == 1) {
      state.apply(new double[] {0, 0, 1, 0, 1, 0, 0, 0}, new int[] {qubit}, 0);
    }
    return bits;
  }

  /**
   * Which operand stays: of a pair the one from whose side both are closer to their next partners;
   * of more the middle one.
   */
  private static int anchor(MpsState state, int[] qubits, int[] partners) {
    if (qubits.length != 2) {
      return qubits.length / 2;
    }
    int a = state.siteOf(qubits[0]);
    int b = state.siteOf(qubits[1]);
    int low = Math.min(a, b);
    int high = Math.max(a, b);
    int lowStays = 0;
    int highStays = 0;
    for (int j = 0; j < 2; j++) {
      if (partners[j] >= 0) {
        int partner = state.siteOf(partners[j]);
        boolean between = partner > low && partner < high;
        boolean isLow = state.siteOf(qubits[j]) == low;
        lowStays += Math.abs((isLow ? low : low + 1) - (between ? partner + 1 : partner));
        highStays += Math.abs((isLow ? high - 1 : high) - (between ? partner - 1 : partner));
      }
    }
    return highStays < lowStays ? 1 : 0;
  }
}
