package dev.nightshift.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: the step in progress ends and its checkpoint is written, then the process may go. */
final class StopHook implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean requested;

  private StopHook(String name, int waitSeconds, Terminal terminal) {
    this.thread = new Thread(() -> stopped(waitSeconds, terminal), name);
  }

  /**
   * Waits for the end of the process from now on.
   *
   * @param waitSeconds how long a stopped process waits for the work to end; a step takes
   *     milliseconds
   */
  static StopHook install(String name, int waitSeconds, Terminal terminal) {
    StopHook hook = new StopHook(name, waitSeconds, terminal);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  /** Whether the work is to stop. */
  boolean requested() {
    return requested;
  }

  private void stopped(int waitSeconds, Terminal terminal) {
    requested = true;
    try {
      if (!done.await(waitSeconds, TimeUnit.SECONDS)) {
        terminal
            .err()
            .println("nightshift: stopped in the middle of a step; the last checkpoint holds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    if (!requested) {
      Runtime.getRuntime().removeShutdownHook(thread);
    }
  }
}
