package dev.nightshift.queue.journal;

/**
 * A worker's right to work on a run.
 *
 * @param runId the run
 * @param owner who holds it, for people to read
 * @param fence grows with every lease of the run; an older one opens no door any more
 */
public record Lease(String runId, String owner, long fence) {}
