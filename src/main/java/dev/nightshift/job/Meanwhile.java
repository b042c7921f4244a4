package dev.nightshift.job;

import java.util.function.Supplier;

/**
 * Work that a caller has for the time in which it would only wait for an answer.
 *
 * <p>Whoever waits for another machine, however many floors below, takes it up on the caller's own
 * thread once its request has left; where nobody does, it is done at the end. Like this a training
 * step goes on while its job travels, without a second thread to wake.
 */
public final class Meanwhile {
  private static final ScopedValue<Meanwhile> OFFERED = ScopedValue.newInstance();

  private final Runnable work;
  private boolean begun;
  private long nanos;

  /** Throws what the work threw. */
  private Runnable outcome = () -> {};

  private Meanwhile(Runnable work) {
    this.work = work;
  }

  /**
   * Calls {@code waiting}, which may take up the work. Once this has returned the work has been
   * done, once, by this thread. What the work throws is thrown when {@code waiting} has ended, so
   * that an answer under way is not lost; where {@code waiting} throws, that comes first.
   */
  public static <T> T during(Runnable work, Supplier<T> waiting) {
    Meanwhile offer = new Meanwhile(work);
    T result = ScopedValue.where(OFFERED, offer).call(waiting::get);
    offer.begin();
    offer.outcome.run();
    return result;
  }

  /** Does the work that is offered to this thread, unless there is none or it was taken up. */
  public static void takeUp() {
    if (OFFERED.isBound()) {
      OFFERED.get().begin();
    }
  }

  /** How long the work offered here took so far, nanoseconds; it is no part of a wait. */
  public static long nanos() {
    return OFFERED.isBound() ? OFFERED.get().nanos : 0;
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    long start = System.nanoTime();
    try {
      work.run();
    } catch (RuntimeException | Error thrown) {
      outcome =
          () -> {
            throw thrown;
          };
    } finally {
      nanos = System.nanoTime() - start;
    }
  }
}
