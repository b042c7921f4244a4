package dev.nightshift.experiment.plan;

import java.util.List;
import java.util.Optional;

/**
 * What a run will cost.
 *
 * @param config its name
 * @param entries one a backend, in the user's order
 * @param published the same work as the published program sends it; for the faithful mode only
 * @param queueMinutes that a round is taken to wait
 */
public record RunPlan(
    String config,
    long seed,
    List<Entry> entries,
    Optional<PublishedShape> published,
    double queueMinutes) {
  public RunPlan {
    entries = List.copyOf(entries);
  }

  /**
   * The plan for one backend.
   *
   * @param changes that save most, the best first
   * @param notes what a reader must know of the counts, a sentence each
   */
  public record Entry(PlanEstimate estimate, List<Change> changes, List<String> notes) {
    public Entry {
      changes = List.copyOf(changes);
      notes = List.copyOf(notes);
    }
  }
}
