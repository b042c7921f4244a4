package dev.nightshift.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chooses between the twins: plain loops at first, vectors once enough work has been seen.
 *
 * <p>Until the compiler has reached them, vectors are slower than plain loops by a factor of a
 * hundred, and compiling them costs half a second. So they are warmed up on a thread of their own
 * while plain loops go on, and only in a process that has work for them. Twins give the same bits:
 * nobody sees when they change places.
 */
public final class Kernels {
  /** Amplitude updates, about a second's work of the plain kernels. */
  private static final long WORTH_VECTORS = 150_000_000L;

  /** The same for states: half a second of dense matrices on two qubits. */
  private static final long WORTH_VECTORS_STATE = 150_000_000L;

  private static final int WARM_UP_ROUNDS = 20_000;

  /** Calls after which the compiler takes a kernel of a state in hand; then it needs time only. */
  private static final int STATE_CALLS = 2500;

  private static final int STATE_ROUNDS = 500;

  private static final Logger LOG = System.getLogger(Kernels.class.getName());
  private static final LaneKernels PLAIN = new dev.nightshift.kernel.plain.Lanes();
  private static final StateKernels PLAIN_STATES = new dev.nightshift.kernel.plain.States();
  private static final AtomicLong SEEN = new AtomicLong();
  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static final AtomicLong SEEN_STATES = new AtomicLong();
  private static final AtomicBoolean STATES_STARTED = new AtomicBoolean();
  private static volatile LaneKernels chosen = PLAIN;
  private static volatile StateKernels chosenStates = PLAIN_STATES;

  private Kernels() {}

  /** Scalar loops. */
  public static LaneKernels plain() {
    return PLAIN;
  }

  /**
   * The twin to use for some work.
   *
   * @param updates amplitudes times operations that the caller is about to do
   */
  public static LaneKernels forWork(long updates) {
    if (SEEN.addAndGet(updates) > WORTH_VECTORS && STARTED.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("kernel-warm-up").start(Kernels::warmUp);
    }
    return chosen;
  }

  /** The fastest twin of this machine, warm or not. */
  public static LaneKernels fastest() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      LOG.log(
          Level.DEBUG, "plain kernels: the JVM runs without --add-modules jdk.incubator.vector");
      return PLAIN;
    }
    LaneKernels simd = new dev.nightshift.kernel.simd.Lanes();
    if (simd.width() < 4) {
      LOG.log(Level.DEBUG, "plain kernels: vectors of {0} doubles gain nothing", simd.width());
      return PLAIN;
    }
    LOG.log(Level.DEBUG, "vector kernels of {0} doubles", simd.width());
    return simd;
  }

  /** Scalar loops. */
  public static StateKernels plainForStates() {
    return PLAIN_STATES;
  }

  /**
   * The twin to use on a block of a state.
   *
   * @param updates amplitudes times operations that the caller is about to do
   */
  public static StateKernels forState(long updates) {
    if (SEEN_STATES.addAndGet(updates) > WORTH_VECTORS_STATE
        && STATES_STARTED.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("kernel-warm-up").start(Kernels::warmUpStates);
    }
    return chosenStates;
  }

  /** The fastest twin of this machine, warm or not. */
  public static StateKernels fastestForStates() {
    return fastest() == PLAIN ? PLAIN_STATES : new dev.nightshift.kernel.simd.States();
  }

  /** Runs the vectors until they are faster than plain loops, which are warm soon. */
  private static void warmUpStates() {
    StateKernels fast = fastestForStates();
    int calls = 0;
    for (int round = 0; round < STATE_ROUNDS && fast != PLAIN_STATES; round++) {
      int count = calls < STATE_CALLS ? 50 : 5;
      calls += count;
      long start = System.nanoTime();
      sweep(PLAIN_STATES, count);
      long middle = System.nanoTime();
      sweep(fast, count);
      if (round > 2 && System.nanoTime() - middle < middle - start) {
        chosenStates = fast;
        return;
      }
      if (calls >= STATE_CALLS) {
        try {
          Thread.sleep(20);
        } catch (InterruptedException e) {
          // Nobody interrupts this thread but the end of the JVM.
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
    LOG.log(Level.DEBUG, "plain kernels for states: vectors are not faster");
  }

  /** Every kernel of a state in each of its forms. */
  private static void sweep(StateKernels kernels, int count) {
    int size = 1 << 8;
    double[] re = new double[size];
    double[] im = new double[size];
    double[] ones = new double[size];
    java.util.Arrays.fill(ones, 1);
    double[] u = new double[32];
    for (int k = 0; k < count; k++) {
      for (int low : new int[] {1, 32}) {
        kernels.matrix1(re, im, low, u, 0, size / 2);
        kernels.real1(re, im, low, u, 0, size / 2);
        for (int high : new int[] {2, 64}) {
          if (low < high) {
            kernels.matrix2(re, im, low, high, u, 0, size / 4);
            kernels.real2(re, im, low, high, u, 0, size / 4);
          }
        }
      }
      kernels.scale(re, im, 1, 0, 0, size);
      kernels.scale(re, im, ones, ones, 1, 0, 0, size);
      kernels.times(re, im, re, im, re, im, size);
      for (int bit : new int[] {1, 64}) {
        kernels.transition(re, im, re, im, bit, u);
        for (int control : new int[] {2, 32}) {
          kernels.exchange(re, im, 0, bit, bit | control, control);
        }
      }
    }
  }

  private static void warmUp() {
    LaneKernels fast = fastest();
    int lanes = 4 * fast.width();
    int[] table = {0, 1, 2, 3, 4, 5, 6, 7};
    double[] re = new double[8 * lanes];
    double[] im = new double[8 * lanes];
    double[] lre = new double[8 * lanes];
    double[] lim = new double[8 * lanes];
    double[] angles = new double[lanes];
    double[] c = new double[lanes];
    double[] s = new double[lanes];
    double[] out = new double[lanes];
    double[] u = new double[8 * lanes];
    double[] weights = new double[8];
    for (int round = 0; round < WARM_UP_ROUNDS && fast != PLAIN; round++) {
      fast.sinCos(angles, c, s);
      fast.phase(re, im, table, 0, 8, c, s, 1);
      fast.turnReal(re, im, table, 0, 8, c, s, 1);
      fast.turnImaginary(re, im, table, 0, 8, c, s, 1);
      fast.backPhase(re, im, lre, lim, table, 0, 8, c, s, 1, out);
      fast.backReal(re, im, lre, lim, table, 0, 8, c, s, 1, out);
      fast.backImaginary(re, im, lre, lim, table, 0, 8, c, s, 1, out);
      fast.matrix(re, im, table, u, lanes);
      fast.weigh(re, im, weights, out);
    }
    chosen = fast;
  }
}
