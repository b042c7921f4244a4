package dev.nightshift.report;

import java.util.List;

/**
 * Where a phase spent its time, by samples of the stacks of its threads.
 *
 * @param samples taken in all
 * @param methods those on top of most stacks, most first
 */
public record Profile(long samples, List<Method> methods) {
  /** As many methods as the published report lists. */
  public static final int TOP = 25;

  public Profile {
    methods = List.copyOf(methods);
  }

  /**
   * One method.
   *
   * @param name class and method
   * @param samples in which it was on top of the stack: time of its own, not of what it calls
   * @param share of all samples, in [0, 1]
   */
  public record Method(String name, long samples, double share) {}
}
