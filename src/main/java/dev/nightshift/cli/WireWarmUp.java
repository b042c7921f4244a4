package dev.nightshift.cli;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Sends throw-away jobs to the server of this process, so that client and server are compiled
 * before the first job that counts: the first five hundred took three times as long as the others.
 */
final class WireWarmUp implements Backend.Preparation {
  private static final Logger LOG = System.getLogger(WireWarmUp.class.getName());

  /** After these many the compilers have what they need. */
  private static final int JOBS = 600;

  private final Thread thread;
  private volatile boolean stopped;

  private WireWarmUp(Backend backend, JobRequest like) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("nightshift-warm-up")
            .unstarted(() -> {
              try (backend) {
                for (int job = 0; job < JOBS && !stopped; job++) {
                  var _ = backend.run(like);
                }
              } catch (NightshiftException unready) {
                // A real job will meet the same trouble, and its caller can do something about it.
                LOG.log(Level.DEBUG, "the warm-up ended early: {0}", unready.getMessage());
              }
            });
  }

  /**
   * @param backend in front of a server of this process; closed at the end
   */
  static WireWarmUp start(Backend backend, JobRequest like) {
    WireWarmUp warmUp = new WireWarmUp(backend, like);
    warmUp.thread.start();
    return warmUp;
  }

  @Override
  public void close() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
