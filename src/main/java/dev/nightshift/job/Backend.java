package dev.nightshift.job;

import dev.nightshift.transpile.Transpiled;
import java.util.List;
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

  /**
   * Told where its caller stands, for a backend that must know a job again when the caller does the
   * same work once more.
   *
   * @param phase such as {@code step 17}; the jobs of a phase are numbered in the order they come
   */
  default void at(String phase) {}

  /**
   * The circuits that were mapped to a device's instruction set on their way, the latest at the
   * end; empty where circuits go as they are.
   */
  default List<Transpiled> mapped() {
    return List.of();
  }

  /** Exact gradients computed by the simulator itself, where this backend is one. */
  default Optional<AdjointEstimator> adjoint() {
    return Optional.empty();
  }

  /**
   * Makes ready for jobs like this one, in the background, until what is returned is closed.
   * Nothing is counted and nothing is sent to a service that others use or that charges.
   */
  default Preparation prepare(JobRequest like) {
    return Preparation.NONE;
  }

  /** Work that makes a backend ready; closing it waits until it has stopped. */
  interface Preparation extends AutoCloseable {
    /** No work. */
    Preparation NONE = () -> {};

    @Override
    void close();
  }

  @Override
  void close();
}
