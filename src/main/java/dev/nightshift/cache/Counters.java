package dev.nightshift.cache;

import dev.nightshift.job.Meter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a cache counts, in values. Thread-safe. */
final class Counters {
  private final Meter meter;
  private final LongAdder hits = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder pooled = new LongAdder();
  private final Map<Miss, LongAdder> misses = new EnumMap<>(Miss.class);

  Counters(Meter meter) {
    this.meter = meter;
    for (Miss miss : Miss.values()) {
      misses.put(miss, new LongAdder());
    }
  }

  void hit(long values) {
    hits.add(values);
    meter.add(Meter.Count.CACHE_HITS, values);
  }

  void duplicate(long values) {
    duplicates.add(values);
    meter.add(Meter.Count.DUPLICATES, values);
  }

  void pooled(long values) {
    pooled.add(values);
  }

  void miss(Miss reason, long values) {
    LongAdder adder = misses.get(reason);
    if (adder != null) {
      adder.add(values);
    }
  }

  long hits() {
    return hits.sum();
  }

  CacheStats with(@Nullable DiskStore disk) {
    EnumMap<Miss, Long> counted = new EnumMap<>(Miss.class);
    misses.forEach((miss, adder) -> counted.put(miss, adder.sum()));
    return new CacheStats(
        hits.sum(),
        duplicates.sum(),
        pooled.sum(),
        counted,
        disk == null ? 0 : disk.loaded(),
        disk == null ? 0 : disk.corrupt(),
        disk == null ? 0 : disk.written(),
        disk == null ? 0 : disk.dropped());
  }
}
