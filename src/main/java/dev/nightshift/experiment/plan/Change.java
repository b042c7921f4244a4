package dev.nightshift.experiment.plan;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A change to a config, and what it saves.
 *
 * @param settings as {@code --set} takes them
 * @param rounds fewer
 * @param executions fewer
 * @param qpuSeconds fewer, of the likely ones; empty where they are unknown
 * @param shareOfQpu of the whole run's QPU seconds that is saved, from 0 to 1; where they are
 *     unknown of those by IBM's rule of thumb; of executions on a simulator
 * @param shareOfTime of the time in queue and on the QPU that is saved; 0 on a simulator
 * @param price what it costs in noise
 */
public record Change(
    String title,
    List<String> settings,
    long rounds,
    long executions,
    OptionalDouble qpuSeconds,
    double shareOfQpu,
    double shareOfTime,
    String price) {
  public Change {
    settings = List.copyOf(settings);
  }

  /** What it saves of that of which it saves more. */
  public double share() {
    return Math.max(shareOfQpu, shareOfTime);
  }
}
