package dev.nightshift.queue.work;

import dev.nightshift.queue.dispatch.Hands;
import dev.nightshift.queue.journal.RunEntry;

/** Does the work of runs; given by a higher floor. */
public interface RunBody {

  /**
   * Works on a run to its end, from where it stands.
   *
   * @throws dev.nightshift.base.error.NightshiftException when it cannot, with a code that says
   *     whether it may be tried again; INTERRUPTED when it was asked to stop
   */
  void work(RunEntry run, Hands hands);

  /** Calls back the jobs of a run that the user has cancelled. */
  void cancel(RunEntry run, Hands hands);
}
