package dev.nightshift.queue.work;

import dev.nightshift.queue.dispatch.Hands;
import dev.nightshift.queue.journal.Lease;
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

  /**
   * Takes what has come back since for the jobs of a run: results, ends, bills. Waits for nothing.
   *
   * @param lease with the fence of the run's newest lease, held or not
   * @param over whether the run needs its jobs no more; those that have not ended are called back
   * @return jobs whose accounts are still open
   */
  int collect(RunEntry run, Lease lease, boolean over);
}
