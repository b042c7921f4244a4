package dev.nightshift.queue.ledger;

/**
 * What a scope has taken.
 *
 * @param id such as {@code run:R}, {@code day:2026-11-26}, {@code backend:ibm_torino}, {@code all}
 * @param reserved upper bounds of jobs that have not ended
 * @param spent charges of jobs that have
 * @param unpriced settled jobs whose price was not known
 */
public record Account(String id, Amounts reserved, Amounts spent, long unpriced) {

  /** What the scope may at most have taken when everything under way has ended. */
  public Amounts committed() {
    return reserved.plus(spent);
  }
}
