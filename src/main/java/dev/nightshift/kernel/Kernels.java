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

  private static final int WORTH_VECTORS_STATE = 1 << 18;

  private static final int WARM_UP_ROUNDS = 20_000;

  private static final Logger LOG = System.getLogger(Kernels.class.getName());
  private static final LaneKernels PLAIN = new dev.nightshift.kernel.plain.Lanes();
  private static final StateKernels PLAIN_STATES = new dev.nightshift.kernel.plain.States();
  private static final AtomicLong SEEN = new AtomicLong();
  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static volatile LaneKernels chosen = PLAIN;

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

  /** The twin for gates on a state of some size: vectors where it is worth compiling them. */
  public static StateKernels forState(int size) {
    return size >= WORTH_VECTORS_STATE ? Fast.STATES : PLAIN_STATES;
  }

  /** A holder, so that nothing of the vector module is touched before it is asked for. */
  private static final class Fast {
    static final StateKernels STATES =
        fastest() == PLAIN ? PLAIN_STATES : new dev.nightshift.kernel.simd.States();
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
