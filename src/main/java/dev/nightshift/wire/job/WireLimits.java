package dev.nightshift.wire.job;

/**
 * How much one job may hold.
 *
 * @param maxPubs pubs a job
 * @param maxArrayBytes bytes an ndarray may inflate to
 * @param maxQubits qubits a circuit
 * @param maxExecutions bound circuits times shots, or values, of all pubs together
 */
public record WireLimits(int maxPubs, long maxArrayBytes, int maxQubits, long maxExecutions) {
  public static final WireLimits DEFAULT = new WireLimits(10_000, 256L << 20, 30, 10_000_000);

  /** The same limits for a backend that bounds the width itself. */
  WireLimits anyWidth() {
    return new WireLimits(maxPubs, maxArrayBytes, Integer.MAX_VALUE, maxExecutions);
  }
}
