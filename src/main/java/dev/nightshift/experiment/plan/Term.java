package dev.nightshift.experiment.plan;

import dev.nightshift.job.QpuSeconds;
import java.util.Comparator;
import java.util.List;

/**
 * A summand of the QPU time.
 *
 * @param key in JSON
 * @param text for people
 * @param share of the likely time, from 0 to 1
 */
record Term(String key, String text, double share) {

  /** The summands, the largest first. */
  static List<Term> of(QpuSeconds seconds) {
    return List.of(
            new Term("base", "the 2 s that every job takes", seconds.base() / seconds.likely()),
            new Term(
                "pauses", "the pauses between executions", seconds.pauses() / seconds.likely()),
            new Term("circuits", "the circuits themselves", seconds.circuits() / seconds.likely()))
        .stream()
        .sorted(Comparator.comparingDouble(Term::share).reversed())
        .toList();
  }
}
