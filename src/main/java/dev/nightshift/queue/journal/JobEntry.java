package dev.nightshift.queue.journal;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.ledger.Amounts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands.
 *
 * @param key of its content and place in the run; the job's tag at the service
 * @param phase of the run that it belongs to, such as {@code step 17}
 * @param ordinal its number in the phase, from 1
 * @param attempt from 1; grows where the user has it tried again
 * @param content digest of what it asks for
 * @param outcome how it ended: done, failed or cancelled; null before
 * @param reason the service's own words, where it ended badly
 * @param serviceId null until the service has given one
 * @param retry whether the user has asked that it be sent again
 * @param rehearsal whether a simulator stands in for the device
 * @param day by universal time, whose account it is on
 * @param circuits digests of the circuits that were sent in place of the user's; see {@link
 *     Jobs#mappings}
 * @param session of the service that it was or is to be sent in; null for none
 * @param plannedMicros what it was expected to take on the device
 * @param reserved its upper bound
 * @param charged what it was charged; zero until it is settled
 */
public record JobEntry(
    String key,
    String runId,
    String phase,
    int ordinal,
    int attempt,
    String content,
    String backend,
    JobState state,
    @Nullable JobState outcome,
    String reason,
    @Nullable String serviceId,
    boolean retry,
    boolean rehearsal,
    String day,
    Instant created,
    Instant changed,
    @Nullable Instant submitted,
    @Nullable Instant ended,
    long executions,
    List<String> circuits,
    @Nullable String session,
    long plannedMicros,
    Amounts reserved,
    Amounts charged) {
  public JobEntry {
    circuits = List.copyOf(circuits);
  }

  /** A job before anything has happened to it. */
  public record Intent(
      String key,
      String runId,
      String phase,
      int ordinal,
      int attempt,
      String content,
      String backend,
      boolean rehearsal,
      long executions) {}
}
