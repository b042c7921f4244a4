package dev.nightshift.cache;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the cache did so far.
 *
 * @param hits values served
 * @param duplicates values asked for twice in one job and sent once
 * @param pooled values that shots of earlier requests stand behind
 * @param misses values that had to be computed, by reason
 * @param loaded records read from disk
 * @param corrupt records on disk that failed their checksum and were dropped
 * @param written records written to disk
 * @param dropped records not written because there was no room or the writer's queue was full
 */
public record CacheStats(
    long hits,
    long duplicates,
    long pooled,
    Map<Miss, Long> misses,
    long loaded,
    long corrupt,
    long written,
    long dropped) {
  public CacheStats {
    EnumMap<Miss, Long> copy = new EnumMap<>(Miss.class);
    copy.putAll(misses);
    misses = Collections.unmodifiableMap(copy);
  }
}
