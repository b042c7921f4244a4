package dev.nightshift.queue.journal;

import dev.nightshift.queue.ledger.Budget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that is handed over.
 *
 * @param id new, unlike any other
 * @param folder absolute path of its folder, which is there
 * @param priority higher ones first
 * @param deadline after which it is paused; null for none
 * @param budget its own caps
 * @param session whether its jobs are grouped at the service
 */
public record NewRun(
    String id,
    String name,
    String folder,
    String backend,
    Mode mode,
    int priority,
    @Nullable Instant deadline,
    Window window,
    Budget budget,
    SessionMode session) {}
