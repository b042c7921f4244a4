package dev.nightshift.cache;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the cache did so far.
 *
 * @param hits values served
 * @param duplicates values asked for twice in one job and sent once
 * @param misses values that had to be computed, by reason
 * @param loaded rows and results read from disk
 * @param corrupt records on disk that failed their checksum and were skipped
 * @param written rows and results written to disk
 * @param dropped rows not written because the disk's bound or the writer's queue was full
 */
public record CacheStats(
    long hits,
    long duplicates,
    Map<Miss, Long> misses,
    long loaded,
    long corrupt,
    long written,
    long dropped) {
  public CacheStats {
    EnumMap<Miss, Long> copy = new EnumMap<>(Miss.class);
    copy.putAll(misses);
    misses = java.util.Collections.unmodifiableMap(copy);
  }
}
