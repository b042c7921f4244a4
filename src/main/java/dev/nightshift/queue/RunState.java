package dev.nightshift.queue;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a run stands. */
public enum RunState {
  /** It waits for a worker, its window or the end of a pause after a failure that may pass. */
  QUEUED,
  /** A worker holds its lease. */
  RUNNING,
  /** It stands still until {@code queue resume}, for a reason that is written beside it. */
  PAUSED,
  /** Finished; its report is in its folder. */
  DONE,
  /** It cannot go on. */
  FAILED,
  /** Called back by the user. */
  CANCELLED;

  private static final Map<RunState, Set<RunState>> CHANGES = new EnumMap<>(RunState.class);

  static {
    CHANGES.put(QUEUED, Set.of(RUNNING, PAUSED, CANCELLED));
    CHANGES.put(RUNNING, Set.of(QUEUED, PAUSED, DONE, FAILED, CANCELLED));
    CHANGES.put(PAUSED, Set.of(QUEUED, CANCELLED));
    CHANGES.put(FAILED, Set.of(QUEUED));
    CHANGES.put(DONE, Set.of());
    CHANGES.put(CANCELLED, Set.of());
  }

  /** States that may follow. */
  public Set<RunState> next() {
    return CHANGES.getOrDefault(this, Set.of());
  }

  /** Whether no worker will take it up by itself. */
  public boolean ended() {
    return this == DONE || this == FAILED || this == CANCELLED;
  }

  /** As it is stored and printed. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state that {@link #label} names. */
  public static RunState of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
