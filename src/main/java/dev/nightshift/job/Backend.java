package dev.nightshift.job;

import java.util.Optional;

/**
 * Something that runs jobs: in process, over the wire on this machine, or at IBM Quantum.
 * Thread-safe.
 *
 * <p>Implemented on higher floors and handed down by the command line.
 */
public interface Backend extends AutoCloseable {

  /** The name the user chose it by, such as {@code local}. */
  String name();

  /**
   * Runs a job to its end and waits for it.
   *
   * @throws dev.nightshift.base.error.NightshiftException with a PROVIDER code when the far side
   *     fails for good, a USER code when the job can never run
   */
  JobResult run(JobRequest request);

  /** Exact gradients computed by the simulator itself, where this backend is one. */
  default Optional<AdjointEstimator> adjoint() {
    return Optional.empty();
  }

  @Override
  void close();
}
