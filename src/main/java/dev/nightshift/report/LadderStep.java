package dev.nightshift.report;

import org.jspecify.annotations.Nullable;

/**
 * What a run did when its budget refused a job.
 *
 * @param step steps done before
 * @param job of those of the step that ask for derivatives, from 1; null where the run paused
 * @param rung {@code spsa}, {@code frozen} or {@code pause}
 * @param at UTC, ISO 8601
 * @param why what the budget said
 */
public record LadderStep(int step, @Nullable Integer job, String rung, String at, String why) {

  /** What was done, as a sentence ends. */
  public String does() {
    return switch (rung) {
      case "spsa" -> "derivatives by SPSA from there on";
      case "frozen" -> "the circuits' weights stay as they are from there on";
      case "pause" -> "the run paused";
      default -> rung;
    };
  }

  /** The place, such as {@code step 57, job 2}. */
  public String place() {
    return "step " + step + (job == null ? "" : ", job " + job);
  }
}
