package dev.nightshift.backend;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.sim.SimulationMethod;

/**
 * How noisy circuits are simulated.
 *
 * @param method which simulator runs a part
 * @param threads at least 1, the caller's own included
 * @param maxBytes that the states of one call may take together
 * @param misreadEstimates whether the shots of estimator pubs have readout errors, as on a device;
 *     exact values never have
 */
public record NoisyOptions(Method method, int threads, long maxBytes, boolean misreadEstimates) {

  /** The methods, by Aer's names. */
  public enum Method {
    /**
     * Aer's rule, part by part: samples of n qubits with errors come from the density matrix where
     * there are more than 2^n shots, nothing is measured before the end, and the matrix fits; else
     * from trajectories of state vectors. Exact values come from the state vector where it stays
     * pure, else from the density matrix.
     */
    AUTOMATIC,
    DENSITY_MATRIX,
    /** With errors: quantum trajectories. */
    STATEVECTOR;

    /**
     * The method that a job asks for.
     *
     * @param otherwise where the job leaves it open
     * @throws NightshiftException METHOD_UNSUPPORTED for one that cannot simulate errors
     */
    static Method of(SimulationMethod asked, Method otherwise) {
      return switch (asked) {
        case AUTOMATIC -> otherwise;
        case STATEVECTOR -> STATEVECTOR;
        case DENSITY_MATRIX -> DENSITY_MATRIX;
        case STABILIZER, MATRIX_PRODUCT_STATE ->
            throw new NightshiftException(
                ErrorCode.METHOD_UNSUPPORTED,
                "a noisy device is not simulated by %s; use density_matrix, statevector or automatic"
                    .formatted(asked.aerName()));
      };
    }
  }

  /** The automatic method, every processor, and up to 70 % of the largest heap. */
  public static NoisyOptions defaults() {
    return new NoisyOptions(
        Method.AUTOMATIC,
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() / 10 * 7,
        true);
  }

  public NoisyOptions {
    if (threads < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "a simulator with %d threads cannot run; give at least 1".formatted(threads));
    }
  }

  public NoisyOptions withMethod(Method other) {
    return new NoisyOptions(other, threads, maxBytes, misreadEstimates);
  }

  public NoisyOptions withThreads(int count) {
    return new NoisyOptions(method, count, maxBytes, misreadEstimates);
  }

  public NoisyOptions withMaxBytes(long bytes) {
    return new NoisyOptions(method, threads, bytes, misreadEstimates);
  }

  public NoisyOptions withMisreadEstimates(boolean misread) {
    return new NoisyOptions(method, threads, maxBytes, misread);
  }
}
