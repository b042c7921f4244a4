package dev.nightshift.job;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of a run, added to by every floor a job passes and read by the reporter. Thread-safe.
 */
public final class Meter {

  /** What is counted. */
  public enum Count {
    /** Jobs submitted. */
    JOBS,
    /** Dependent round trips: what a queue would be waited for. */
    ROUNDS,
    /** Circuit templates sent, one a pub. */
    CIRCUITS,
    /** Rows of bindings sent. */
    BINDINGS,
    /** Circuit executions: bound circuits times shots, or times 1 where exact. */
    EXECUTIONS,
    SHOTS,
    /** Values served from the cache. */
    CACHE_HITS,
    /** Values asked for twice in one job and sent once. */
    DUPLICATES,
    FAILED,
    RETRIED,
    BYTES_SENT,
    BYTES_RECEIVED
  }

  /** Where time goes, nanoseconds. */
  public enum Time {
    /** Circuits to OpenQASM and to kernels. */
    COMPILE,
    /**
     * From the request's first byte to the answer's last, without what the far side simulated and
     * without what the caller did {@link Meanwhile}.
     */
    WIRE,
    SIMULATE
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Map<Time, LongAdder> nanos = new EnumMap<>(Time.class);

  public Meter() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
    for (Time time : Time.values()) {
      nanos.put(time, new LongAdder());
    }
  }

  public void add(Count count, long amount) {
    adder(counts, count).add(amount);
  }

  public void addNanos(Time time, long amount) {
    adder(nanos, time).add(amount);
  }

  public long get(Count count) {
    return adder(counts, count).sum();
  }

  public long nanos(Time time) {
    return adder(nanos, time).sum();
  }

  private static <K> LongAdder adder(Map<K, LongAdder> map, K key) {
    LongAdder adder = map.get(key);
    if (adder == null) {
      throw new IllegalStateException("every counter is made at birth");
    }
    return adder;
  }
}
