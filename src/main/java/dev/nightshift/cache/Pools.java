package dev.nightshift.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * Samples without a seed are never served again. Each request's shots are run, all of them; what is
 * added to a pool is what came back, and what is reported is the pool. So a repeated request buys
 * precision, never time, and no shot is counted twice.
 *
 * Values are pooled one by one, by circuit, row, observable, options and origin, not by shots: a
 * thousand shots and five thousand are six thousand. Elements of a job that are alike add to one
 * pool, and all of them report it.
 *
 * Outcomes are counted over all registers together. The registers of a result stay those of its own
 * request: who asks for shots one by one gets as many as were asked for, in the order in which they
 * were run, and independent of every other result. The pool stands beside them.
 */
/** Joins what was measured with what earlier requests have measured. Thread-safe. */
final class Pools {
  /** Characters of all outcomes of a result that are counted at all. */
  private static final long MOST_CHARACTERS = 1 << 25;

  /** Bytes a pool takes in memory beside its own; a guess on the safe side. */
  private static final int OVERHEAD = 160;

  private final Digests digests;
  private final @Nullable DiskStore disk;
  private final Cache<Template, Map<Pool.Key, Pool>> memory;

  /**
   * @param disk null where pools are to live as long as this process
   */
  Pools(Digests digests, long memoryBytes, @Nullable DiskStore disk) {
    this.digests = digests;
    this.disk = disk;
    this.memory =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(memoryBytes)
            .weigher((Template _, Map<Pool.Key, Pool> pools) -> weight(pools))
            .build();
  }

  private static int weight(Map<Pool.Key, Pool> pools) {
    long bytes = 0;
    for (Map.Entry<Pool.Key, Pool> entry : pools.entrySet()) {
      bytes += OVERHEAD + 24L * entry.getKey().row().size() + 8L * entry.getValue().bytes();
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /**
   * What becomes of a result.
   *
   * @param result with what others have measured, where there were others
   * @param joined whether there were
   * @param pooled whether its own shots are in the pool now
   */
  record Outcome(PubResult result, boolean joined, boolean pooled) {}

  /** Adds a pub's result, and reports the pool where earlier requests stand behind it. */
  Outcome join(Pub pub, JobOptions options, Provenance origin, PubResult result) {
    return switch (result) {
      case PubResult.Estimated estimated when pub instanceof Pub.Estimator estimator ->
          join(estimator, options, origin, estimated);
      case PubResult.Sampled sampled -> join(pub, options, origin, sampled);
      case PubResult.Estimated _ -> new Outcome(result, false, false);
    };
  }

  private Outcome join(
      Pub.Estimator pub, JobOptions options, Provenance origin, PubResult.Estimated result) {
    int[] rows = pub.bindings().shape().indicesIn(result.shape());
    int[] observables = pub.observables().shape().indicesIn(result.shape());
    List<String> texts = pub.observables().elements().stream().map(Digests::text).toList();
    List<Pool.Key> keys = new ArrayList<>(rows.length);
    Map<Pool.Key, Pool> fresh = new LinkedHashMap<>();
    for (int e = 0; e < rows.length; e++) {
      Pool.Key key = new Pool.Key(texts.get(observables[e]), Wanted.row(pub.bindings(), rows[e]));
      keys.add(key);
      fresh.merge(
          key, Pool.Values.of(result.shots(), result.evs()[e], result.stds()[e]), Pool::plus);
    }
    Map<Pool.Key, Pool> joint = add(digests.pool(pub, options, origin), fresh);
    double[] evs = new double[rows.length];
    double[] stds = new double[rows.length];
    long[] shots = new long[rows.length];
    boolean joined = false;
    for (int e = 0; e < rows.length; e++) {
      Pool.Values pool = (Pool.Values) joint.get(keys.get(e));
      if (pool == null || pool.requests() == 1) {
        evs[e] = result.evs()[e];
        stds[e] = result.stds()[e];
        shots[e] = result.shots();
      } else {
        evs[e] = pool.mean();
        stds[e] = pool.standardError();
        shots[e] = pool.shots();
        joined = true;
      }
    }
    return new Outcome(
        joined
            ? new PubResult.Estimated(
                result.shape(),
                evs,
                stds,
                result.shots(),
                result.mitigated(),
                Optional.of(new PubResult.PooledValues(shots, result.evs(), result.stds())))
            : result,
        joined,
        true);
  }

  private Outcome join(Pub pub, JobOptions options, Provenance origin, PubResult.Sampled result) {
    int bits = result.registers().values().stream().mapToInt(BitArray::bits).sum();
    int shots = result.registers().values().stream().mapToInt(BitArray::shots).max().orElse(0);
    if (bits == 0 || (long) result.shape().size() * shots * bits > MOST_CHARACTERS) {
      return new Outcome(result, false, false);
    }
    List<Pool.Key> keys = new ArrayList<>();
    Map<Pool.Key, Pool> fresh = new LinkedHashMap<>();
    for (int e = 0; e < result.shape().size(); e++) {
      Pool.Key key = new Pool.Key("", Wanted.row(pub.bindings(), e));
      keys.add(key);
      fresh.merge(key, new Pool.Counts(1, bits, counts(result, e, shots)), Pool::plus);
    }
    Map<Pool.Key, Pool> joint = add(digests.pool(pub, options, origin), fresh);
    List<SortedMap<String, Long>> counts = new ArrayList<>();
    boolean joined = false;
    for (Pool.Key key : keys) {
      Pool.Counts pool = (Pool.Counts) joint.getOrDefault(key, fresh.get(key));
      if (pool == null) {
        throw new IllegalStateException("every key is in what was added");
      }
      joined |= pool.requests() > 1;
      counts.add(pool.counts());
    }
    return new Outcome(
        joined
            ? new PubResult.Sampled(
                result.shape(), result.registers(), Optional.of(new PubResult.PooledCounts(counts)))
            : result,
        joined,
        joint.size() == fresh.size());
  }

  /** The last declared register stands leftmost, as everywhere in this field. */
  private static SortedMap<String, Long> counts(PubResult.Sampled result, int element, int shots) {
    List<BitArray> registers = new ArrayList<>(result.registers().sequencedValues()).reversed();
    SortedMap<String, Long> counts = new TreeMap<>();
    for (int shot = 0; shot < shots; shot++) {
      StringBuilder outcome = new StringBuilder();
      for (BitArray register : registers) {
        outcome.append(register.bitString(element, shot));
      }
      counts.merge(outcome.toString(), 1L, Long::sum);
    }
    return counts;
  }

  private Map<Pool.Key, Pool> add(Template template, Map<Pool.Key, Pool> fresh) {
    if (disk != null) {
      Optional<Map<Pool.Key, Pool>> joint = disk.add(template, fresh);
      if (joint.isPresent()) {
        return joint.get();
      }
    }
    Map<Pool.Key, Pool> joint = new LinkedHashMap<>();
    var _ =
        memory
            .asMap()
            .compute(
                template,
                (_, held) -> {
                  Map<Pool.Key, Pool> all =
                      held == null ? new LinkedHashMap<>() : new LinkedHashMap<>(held);
                  Map<Pool.Key, Pool> sums = Pool.joint(all, fresh);
                  joint.putAll(sums);
                  all.putAll(sums);
                  return all;
                });
    return joint;
  }
}
