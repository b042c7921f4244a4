package dev.nightshift.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.Workload;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.value.BitArray;
import dev.nightshift.wire.job.ResultCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Three kinds of work, cached at different grain.
 *
 * Exact expectations can be known beforehand, row by row (ExactRows).
 *
 * Seeded samples can too, but depend on the seed and on the place of a pub in its job. They are
 * cached as whole jobs, by all that is asked: taking a pub out would change the numbers of the
 * others.
 *
 * Samples without a seed cannot be known. All their shots are run, and added to those of earlier
 * requests (Pools). Seeded ones never are: the same seed would count the same shots twice. The origin
 * is asked before the job and after it, and what is not sure of its calibration is not pooled.
 *
 * Everything else goes through untouched, with a reason that is counted.
 */
/**
 * A backend that remembers exact and seeded results, adds up sampled ones and sends identical exact
 * work once.
 *
 * <p>A job of which nothing is known and nothing repeats is handed on as it is; a job of which all
 * is known is not sent at all, and its id is {@code cache}. Counts go to the meter: CACHE_HITS and
 * DUPLICATES, in values.
 */
public final class CachingBackend implements Backend {
  /** The id of a job that was not sent. */
  public static final String JOB_ID = "cache";

  /** Bytes a whole result takes beside its numbers. */
  private static final int JOB_OVERHEAD = 1024;

  /** Without these no job is run either: better said at once than after the job has failed too. */
  private static final Set<ErrorCode> NO_SERVICE =
      EnumSet.of(
          ErrorCode.REMOTE_UNREACHABLE,
          ErrorCode.UNAUTHORIZED,
          ErrorCode.FORBIDDEN,
          ErrorCode.CREDENTIALS_MISSING);

  private final Backend inner;
  private final CacheOptions options;
  private final Supplier<Provenance> origin;
  private final Consumer<String> notices;
  private final Counters counters;
  private final Digests digests;
  private final ExactRows rows;
  private final Pools pools;
  private final Cache<Parts, JobResult> jobs;
  private final @Nullable DiskStore disk;
  private final @Nullable MissLog missed;
  private final AtomicBoolean originTold = new AtomicBoolean();

  /**
   * In front of an ideal simulator.
   *
   * @param notices hears the one line that says when the disk is no longer used, and of damage
   */
  public CachingBackend(
      Backend inner, CacheOptions options, Meter meter, Consumer<String> notices) {
    this(inner, options, () -> Provenance.IDEAL, meter, notices);
  }

  /**
   * In front of any backend.
   *
   * @param origin what the backend's numbers come from now; asked before and after every job, so it
   *     remembers what is dear to find out. Where it fails, nothing is taken from the cache nor
   *     kept; a service that cannot be reached fails the job before it is sent
   */
  public CachingBackend(
      Backend inner,
      CacheOptions options,
      Supplier<Provenance> origin,
      Meter meter,
      Consumer<String> notices) {
    this.inner = inner;
    this.options = options;
    this.origin = origin;
    this.notices = notices;
    this.counters = new Counters(meter);
    this.digests = new Digests(inner.name());
    Path folder = options.folder();
    this.disk =
        folder == null || !options.enabled()
            ? null
            : new DiskStore(folder, options.diskBytes(), notices);
    this.missed = disk == null ? null : new MissLog();
    this.rows = new ExactRows(inner, options, counters, digests, disk, missed);
    this.pools = new Pools(digests, options.memoryBytes() / 8, disk);
    this.jobs =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(options.memoryBytes() / 8)
            .weigher((Parts _, JobResult result) -> weight(result))
            .build();
  }

  @Override
  public String name() {
    return inner.name();
  }

  /** What the cache did so far. */
  public CacheStats stats() {
    return counters.with(disk);
  }

  @Override
  public JobResult run(JobRequest request) {
    JobOptions asked = request.options();
    if (!digests.canName(asked.simulator())) {
      return passed(request, Miss.NOISE_OF_JOB);
    }
    Provenance from = options.enabled() ? origin(true) : Provenance.IDEAL;
    if (from == null) {
      return passed(request, Miss.ORIGIN_UNCERTAIN);
    }
    boolean seeded = asked.seedSimulator().isPresent();
    boolean mitigated = !asked.runsAsIs();
    boolean sampled = false;
    for (Pub pub : request.pubs()) {
      sampled |= Workload.shots(pub, asked) > 0;
    }
    if (seeded && !options.exact()) {
      return passed(request, Miss.SEEDED_ON_DEVICE);
    }
    if (seeded && (sampled || mitigated)) {
      return runWhole(request, from);
    }
    JobResult result =
        mitigated
            ? passed(request, sampled ? Miss.SAMPLED : Miss.MITIGATED)
            : rows.run(request, from);
    return seeded || !options.enabled() ? result : pooled(request, from, result);
  }

  /** The inner backend's: gradients are not cached. */
  @Override
  public Optional<AdjointEstimator> adjoint() {
    return inner.adjoint();
  }

  @Override
  public Preparation prepare(JobRequest like) {
    return inner.prepare(like);
  }

  @Override
  public List<Transpiled> mapped() {
    return inner.mapped();
  }

  @Override
  public void at(String phase) {
    inner.at(phase);
  }

  /** Writes what is waiting for the disk, then closes the inner backend. */
  @Override
  public void close() {
    try {
      if (disk != null) {
        disk.close();
        writeMisses();
      }
    } finally {
      inner.close();
    }
  }

  private void writeMisses() {
    Path folder = options.folder();
    if (folder != null && missed != null && disk != null && disk.usable()) {
      try {
        missed.write(folder, inner.name(), stats());
      } catch (NightshiftException unwritable) {
        notices.accept("cache explain will know nothing of this run: " + unwritable.getMessage());
      }
    }
  }

  private JobResult passed(JobRequest request, Miss reason) {
    counters.miss(options.enabled() ? reason : Miss.DISABLED, values(request));
    return inner.run(request);
  }

  private static long values(JobRequest request) {
    return request.pubs().stream().mapToLong(pub -> pub.shape().size()).sum();
  }

  /**
   * Null where it cannot be told; said once.
   *
   * @param before whether the job is still to be run
   */
  private @Nullable Provenance origin(boolean before) {
    try {
      return origin.get();
    } catch (NightshiftException unknown) {
      if (before && NO_SERVICE.contains(unknown.code())) {
        throw unknown;
      }
      if (originTold.compareAndSet(false, true)) {
        notices.accept(
            "results are neither taken from the cache nor added to it: where they come from is"
                + " not known (%s)".formatted(unknown.getMessage()));
      }
      return null;
    }
  }

  private JobResult runWhole(JobRequest request, Provenance from) {
    long values = values(request);
    if (!options.enabled()) {
      return passed(request, Miss.DISABLED);
    }
    Parts parts = digests.job(request, from);
    JobResult known = jobs.getIfPresent(parts);
    if (known == null && disk != null) {
      known = fromDisk(disk, parts, request);
      if (known != null) {
        jobs.put(parts, known);
      }
    }
    if (known != null) {
      counters.hit(values);
      return known;
    }
    counters.miss(Miss.NEVER_SEEN, values);
    if (missed != null) {
      missed.add(parts, values);
    }
    JobResult result = inner.run(request);
    if (!from.equals(origin(false))) {
      counters.miss(Miss.ORIGIN_UNCERTAIN, values);
      return result;
    }
    jobs.put(parts, result);
    if (disk != null && isWritable(result)) {
      disk.saveJob(parts, ResultCodec.encode(result, true));
    }
    return result;
  }

  /** Whether the form on disk holds all of it. */
  private static boolean isWritable(JobResult result) {
    return result.executed().isEmpty()
        && result.pubs().stream()
            .noneMatch(pub ->
                pub instanceof PubResult.Estimated estimated && estimated.mitigated().isPresent());
  }

  private static @Nullable JobResult fromDisk(DiskStore disk, Parts parts, JobRequest request) {
    byte[] body = disk.loadJob(parts);
    if (body == null) {
      return null;
    }
    try {
      return ResultCodec.decode(JOB_ID, request, body);
    } catch (NightshiftException ofAnotherForm) {
      // Its checksum is right, so another version wrote it: as good as never seen.
      return null;
    }
  }

  /** The result with the shots of earlier requests behind what was sampled. */
  private JobResult pooled(JobRequest request, Provenance from, JobResult result) {
    if (!anySampled(result)) {
      return result;
    }
    List<PubResult> pubs = new ArrayList<>(result.pubs());
    boolean certain = from.equals(origin(false));
    boolean joined = false;
    for (int i = 0; i < pubs.size(); i++) {
      Pub pub = request.pubs().get(i);
      if (!isSampled(pubs.get(i))) {
        continue;
      }
      if (!certain) {
        counters.miss(Miss.ORIGIN_UNCERTAIN, pub.shape().size());
        continue;
      }
      Pools.Outcome outcome = pools.join(pub, request.options(), from, pubs.get(i));
      pubs.set(i, outcome.result());
      joined |= outcome.joined();
      if (outcome.joined()) {
        counters.pooled(pub.shape().size());
      }
      if (!outcome.pooled()) {
        counters.miss(Miss.NOT_POOLED, pub.shape().size());
      }
    }
    return joined ? new JobResult(result.jobId(), pubs, result.executed()) : result;
  }

  /** A loop, because jobs of which all is known pass here in microseconds. */
  private static boolean anySampled(JobResult result) {
    for (PubResult pub : result.pubs()) {
      if (isSampled(pub)) {
        return true;
      }
    }
    return false;
  }

  /** Whether shots stand behind it, as many as it says. */
  private static boolean isSampled(PubResult result) {
    return switch (result) {
      case PubResult.Estimated estimated -> estimated.shots() > 0;
      case PubResult.Sampled _ -> true;
    };
  }

  private static int weight(JobResult result) {
    long bytes = JOB_OVERHEAD;
    for (PubResult pub : result.pubs()) {
      bytes +=
          switch (pub) {
            case PubResult.Estimated estimated -> 16L * estimated.evs().length;
            case PubResult.Sampled sampled ->
                sampled.registers().values().stream()
                    .map(BitArray::bytes)
                    .mapToLong(array -> array.length)
                    .sum();
          };
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }
}
