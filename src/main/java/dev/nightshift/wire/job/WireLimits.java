package dev.nightshift.wire.job;

/**
 * How much one job may hold.
 *
 * @param maxPubs pubs a job
 * @param maxArrayBytes bytes an ndarray may inflate to
 * @param maxBindings rows of bindings a pub
 */
public record WireLimits(int maxPubs, long maxArrayBytes, long maxBindings) {
  public static final WireLimits DEFAULT = new WireLimits(10_000, 256L << 20, 10_000_000);
}
