package dev.nightshift.experiment.plan;

import dev.nightshift.job.Workload;

/**
 * What a run asks of a backend, in the words of its report.
 *
 * @param jobs submitted
 * @param rounds dependent round trips: what a queue is waited for
 * @param circuits templates sent, one a pub
 * @param asked bound circuits that the model asks for, equal ones of a job included
 * @param bindings bound circuits that are sent: those of a job that differ
 * @param executions bound circuits times shots, or times 1 where exact
 * @param shots of all circuits; 0 where exact
 */
public record Counts(
    long jobs, long rounds, long circuits, long asked, long bindings, long executions, long shots) {
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

  /**
   * @throws ArithmeticException past 2^63
   */
  public Counts plus(Counts other) {
    return new Counts(
        Math.addExact(jobs, other.jobs),
        Math.addExact(rounds, other.rounds),
        Math.addExact(circuits, other.circuits),
        Math.addExact(asked, other.asked),
        Math.addExact(bindings, other.bindings),
        Math.addExact(executions, other.executions),
        Math.addExact(shots, other.shots));
  }

  /**
   * Of so many jobs alike, each binding so many times.
   *
   * @throws ArithmeticException past 2^63
   */
  static Counts of(Workload one, long copies, long jobs) {
    long bindings = product(one.bindings(), copies, jobs);
    return new Counts(
        jobs,
        jobs,
        product(one.circuits(), 1, jobs),
        bindings,
        bindings,
        product(one.executions(), copies, jobs),
        product(one.shots(), copies, jobs));
  }

  static long product(long a, long b, long c) {
    return Math.multiplyExact(Math.multiplyExact(a, b), c);
  }

  /** Circuits that equal another of their job and are sent once. */
  public long merged() {
    return asked - bindings;
  }
}
