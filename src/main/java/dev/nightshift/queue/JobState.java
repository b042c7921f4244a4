package dev.nightshift.queue;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a job stands. The table of changes below is the whole law; the diagram in the documentation
 * is made from it.
 */
public enum JobState {
  /** The intent and its key are on the disk; nothing is set aside for it. */
  PLANNED,
  /** Its upper bound is set aside in the ledger. */
  RESERVED,
  /**
   * It may or may not have reached the service: to be looked up by its tag before anything else.
   */
  SUBMITTING,
  /** The service has given it an id. */
  SUBMITTED,
  /** It is on the device. */
  RUNNING,
  /** Its result is on the disk here. */
  DONE,
  /** It ended without a result. */
  FAILED,
  /** It was called back, here or at the service. */
  CANCELLED,
  /** What it was charged is in the ledger, and nothing is set aside any more. */
  SETTLED;

  private static final Map<JobState, Set<JobState>> CHANGES = new EnumMap<>(JobState.class);

  static {
    CHANGES.put(PLANNED, Set.of(RESERVED, CANCELLED));
    CHANGES.put(RESERVED, Set.of(SUBMITTING, CANCELLED));
    CHANGES.put(SUBMITTING, Set.of(SUBMITTED, FAILED, CANCELLED));
    // Back to SUBMITTING: the service has forgotten the job, and the user lets it be sent again.
    CHANGES.put(SUBMITTED, Set.of(RUNNING, DONE, FAILED, CANCELLED, SUBMITTING));
    CHANGES.put(RUNNING, Set.of(DONE, FAILED, CANCELLED, SUBMITTING));
    CHANGES.put(DONE, Set.of(SETTLED));
    CHANGES.put(FAILED, Set.of(SETTLED));
    CHANGES.put(CANCELLED, Set.of(SETTLED));
    CHANGES.put(SETTLED, Set.of());
  }

  /** States that may follow. */
  public Set<JobState> next() {
    return CHANGES.getOrDefault(this, Set.of());
  }

  /** Whether the job has ended, whatever is still to be settled. */
  public boolean ended() {
    return this == DONE || this == FAILED || this == CANCELLED || this == SETTLED;
  }

  /** As it is stored and printed. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state that {@link #label} names. */
  public static JobState of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
