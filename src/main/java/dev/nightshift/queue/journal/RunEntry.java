package dev.nightshift.queue.journal;

import dev.nightshift.queue.RunState;
import dev.nightshift.queue.ledger.Budget;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands.
 *
 * @param id of it, made when it was handed over
 * @param name of its config
 * @param folder absolute path of the run's folder
 * @param backend name of the backend it runs on
 * @param reason why it stands where it does; empty where that needs no words
 * @param wish what the user has asked the worker to do
 * @param priority higher ones first
 * @param start not before this moment
 * @param deadline after which it is paused; null for none
 * @param failures in a row that may pass
 * @param step training steps done
 * @param steps training steps in all; 0 where not known yet
 * @param loss of the last step
 * @param fence of the newest lease
 * @param owner of the newest lease; null where nobody holds one
 * @param leaseUntil its end
 * @param session whether its jobs are grouped at the service
 */
public record RunEntry(
    String id,
    String name,
    String folder,
    String backend,
    RunState state,
    String reason,
    Wish wish,
    Mode mode,
    int priority,
    Instant created,
    Instant changed,
    Instant start,
    @Nullable Instant deadline,
    Window window,
    Budget budget,
    int failures,
    long step,
    long steps,
    OptionalDouble loss,
    long fence,
    @Nullable String owner,
    Instant leaseUntil,
    SessionMode session) {

  /** What the user wants of a run that a worker holds. */
  public enum Wish {
    NONE,
    PAUSE,
    CANCEL
  }
}
