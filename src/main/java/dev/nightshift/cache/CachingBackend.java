package dev.nightshift.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.job.Workload;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.job.ResultCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Two kinds of work can be known beforehand, and they are cached at different grain.
 *
 * Exact expectations depend on circuit, row of parameters and observables, and on nothing else: not
 * on the job, nor on the other rows. They are cached row by row, and a job is sent with the rows
 * that are left, each once. Rows are keyed by their bits under a template, which stands for circuit,
 * observables and backend by SHA-256; the row itself is hashed with two multiplications a number
 * and compared in full, because a digest of every row would cost more than all the rest.
 *
 * Seeded samples depend on the seed and on the place of a pub in its job. They are cached as whole
 * jobs, by a digest of everything: taking a pub out would change the numbers of the others.
 *
 * Everything else goes through untouched.
 */
/**
 * A backend that remembers exact and seeded results and sends identical work once.
 *
 * <p>A job of which nothing is known and nothing repeats is handed on as it is; a job of which all
 * is known is not sent at all, and its id is {@code cache}. Counts go to the meter: CACHE_HITS and
 * DUPLICATES, in values.
 */
public final class CachingBackend implements Backend {
  /** The id of a job that was not sent. */
  public static final String JOB_ID = "cache";

  /** Bytes a whole result takes beside its numbers. */
  private static final int JOB_OVERHEAD = 256;

  private record Digest(ByteBuffer bytes) {
    static Digest of(byte[] bytes) {
      return new Digest(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
  }

  private final Backend inner;
  private final CacheOptions options;
  private final Meter meter;
  private final Digests digests;
  private final RowStore rows;
  private final Cache<Digest, JobResult> jobs;
  private final Cache<Template, Boolean> loadedFromDisk;
  private final @Nullable DiskStore disk;
  private final LongAdder hits = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final Map<Miss, LongAdder> misses = new EnumMap<>(Miss.class);

  /**
   * @param notices hears the one line that says when the disk is no longer used
   */
  public CachingBackend(
      Backend inner, CacheOptions options, Meter meter, Consumer<String> notices) {
    this.inner = inner;
    this.options = options;
    this.meter = meter;
    this.digests = new Digests(inner.name());
    for (Miss miss : Miss.values()) {
      misses.put(miss, new LongAdder());
    }
    this.rows = new RowStore(options.memoryBytes() / 4 * 3);
    this.jobs =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(options.memoryBytes() / 4)
            .weigher((Digest _, JobResult result) -> weight(result))
            .build();
    this.loadedFromDisk = Caffeine.newBuilder().maximumSize(10_000).build();
    Path folder = options.folder();
    this.disk =
        folder == null || !options.enabled() || !options.exact()
            ? null
            : new DiskStore(folder, options.diskBytes(), notices);
  }

  @Override
  public String name() {
    return inner.name();
  }

  /** What the cache did so far. */
  public CacheStats stats() {
    EnumMap<Miss, Long> counted = new EnumMap<>(Miss.class);
    misses.forEach((miss, adder) -> counted.put(miss, adder.sum()));
    return new CacheStats(
        hits.sum(),
        duplicates.sum(),
        counted,
        disk == null ? 0 : disk.loaded(),
        disk == null ? 0 : disk.corrupt(),
        disk == null ? 0 : disk.written(),
        disk == null ? 0 : disk.dropped());
  }

  @Override
  public JobResult run(JobRequest request) {
    if (request.options().simulator().noise().isPresent()
        || !request.options().mitigation().isNone()) {
      // Errors are no part of the names that results are kept under.
      return inner.run(request);
    }
    boolean sampled = false;
    for (Pub pub : request.pubs()) {
      sampled |= Workload.shots(pub, request.options()) > 0;
    }
    if (sampled && options.exact() && request.options().seedSimulator().isPresent()) {
      return runWhole(request);
    }
    return runByRow(request);
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
  public void at(String phase) {
    inner.at(phase);
  }

  /** Writes what is waiting for the disk, then closes the inner backend. */
  @Override
  public void close() {
    try {
      if (disk != null) {
        disk.close();
      }
    } finally {
      inner.close();
    }
  }

  private JobResult runWhole(JobRequest request) {
    long values = request.pubs().stream().mapToLong(pub -> pub.shape().size()).sum();
    if (!options.enabled()) {
      miss(Miss.DISABLED, values);
      return inner.run(request);
    }
    byte[] bytes = digests.job(request);
    Digest digest = Digest.of(bytes);
    JobResult known = jobs.getIfPresent(digest);
    if (known == null && disk != null) {
      known = fromDisk(bytes, request);
      if (known != null) {
        jobs.put(digest, known);
      }
    }
    if (known != null) {
      hit(values);
      return known;
    }
    miss(Miss.NEVER_SEEN, values);
    JobResult result = inner.run(request);
    jobs.put(digest, result);
    if (disk != null) {
      disk.saveJob(bytes, ResultCodec.encode(result, true));
    }
    return result;
  }

  private @Nullable JobResult fromDisk(byte[] digest, JobRequest request) {
    byte[] body = disk == null ? null : disk.loadJob(digest);
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

  /** What becomes of a pub: where each of its rows comes from, and which of them are sent. */
  private static final class Part {
    final Pub.Estimator pub;

    /** All rows of the pub; their values come in as they are learned. */
    final Block block;

    final int[] hashes;

    /** For each row the entry of the first row of the job that equals it. */
    final int[] first;

    /** Rows of this pub that are sent, in order; the first {@code sent} count. */
    final int[] sentRows;

    int sent;

    Part(Pub.Estimator pub, Template template) {
      this.pub = pub;
      int rows = pub.bindings().rows();
      this.block =
          new Block(template, pub.bindings().values(), new double[rows * template.width()]);
      this.hashes = new int[rows];
      this.first = new int[rows];
      this.sentRows = new int[rows];
    }

    /** Whether the pub is sent as it is. */
    boolean untouched() {
      return sent == first.length;
    }

    int width() {
      return block.template.width();
    }
  }

  /**
   * The rows of a job without repetition.
   *
   * @param known entries whose values were in the cache
   */
  private record Distinct(RowIndex index, BitSet known) {}

  private JobResult runByRow(JobRequest request) {
    List<Pub> pubs = request.pubs();
    @Nullable Part[] parts = new @Nullable Part[pubs.size()];
    int rows = pubs.stream().mapToInt(pub -> pub.bindings().rows()).sum();
    Distinct distinct = new Distinct(new RowIndex(rows), new BitSet());
    boolean untouched = true;
    for (int i = 0; i < parts.length; i++) {
      Pub pub = pubs.get(i);
      if (cacheable(pub, request)) {
        Part part = look((Pub.Estimator) pub, request.options().simulator(), distinct);
        parts[i] = part;
        untouched &= part.untouched();
      }
    }
    JobRequest asked = untouched ? request : reduced(request, parts);
    JobResult answer = asked == null ? null : inner.run(asked);
    List<@Nullable PubResult> answers = new ArrayList<>(parts.length);
    int next = 0;
    for (Part part : parts) {
      PubResult result =
          answer == null || (part != null && part.sent == 0 && !untouched)
              ? null
              : answer.pubs().get(next++);
      answers.add(result);
      if (part != null && result instanceof PubResult.Estimated estimated) {
        learn(part, estimated);
      }
    }
    if (answer != null && untouched) {
      return answer;
    }
    List<PubResult> results = new ArrayList<>(parts.length);
    for (int i = 0; i < parts.length; i++) {
      Part part = parts[i];
      PubResult result = answers.get(i);
      if (result != null && (part == null || part.untouched())) {
        results.add(result);
      } else if (part != null) {
        results.add(assembled(part, result, distinct));
      }
    }
    return new JobResult(answer == null ? JOB_ID : answer.jobId(), results);
  }

  /** Whether a pub's rows may be looked up one by one; counts why not. */
  private boolean cacheable(Pub pub, JobRequest request) {
    long values = pub.shape().size();
    if (!options.exact()) {
      miss(Miss.NOT_CACHEABLE_HARDWARE, values);
      return false;
    }
    if (!(pub instanceof Pub.Estimator estimator) || Workload.shots(pub, request.options()) > 0) {
      miss(Miss.NOT_CACHEABLE_SHOTS, values);
      return false;
    }
    // Taken apart by rows is what pairs every row with every observable.
    int width = estimator.observables().elements().size();
    if (values == 0 || values != (long) width * pub.bindings().rows()) {
      miss(Miss.NOT_CACHEABLE_SHAPE, values);
      return false;
    }
    return true;
  }

  private Part look(Pub.Estimator pub, SimulatorOptions simulator, Distinct distinct) {
    Template template = digests.template(pub, simulator);
    if (disk != null) {
      var _ = loadedFromDisk.get(template, this::load);
    }
    Part part = new Part(pub, template);
    Block block = part.block;
    long known = 0;
    long unknown = 0;
    long again = 0;
    for (int r = 0; r < part.first.length; r++) {
      int hash = block.hash(r);
      part.hashes[r] = hash;
      int earlier = distinct.index().find(block, r, hash);
      if (earlier >= 0) {
        part.first[r] = earlier;
        if (distinct.known().get(earlier)) {
          known++;
        } else {
          again++;
        }
        continue;
      }
      int fresh = distinct.index().add(block, r, hash);
      part.first[r] = fresh;
      if (options.enabled() && rows.find(block, r, hash)) {
        distinct.known().set(fresh);
        known++;
      } else {
        part.sentRows[part.sent++] = r;
        unknown++;
      }
    }
    hit(known * part.width());
    miss(options.enabled() ? Miss.NEVER_SEEN : Miss.DISABLED, unknown * part.width());
    duplicates.add(again * part.width());
    meter.add(Meter.Count.DUPLICATES, again * part.width());
    return part;
  }

  private Boolean load(Template template) {
    if (disk != null) {
      disk.load(
          template,
          (row, values) -> {
            Block block = new Block(template, row, values);
            rows.keep(block, new int[] {block.hash(0)});
          });
    }
    return true;
  }

  /** The job with the rows that are left; null when none is. */
  private static @Nullable JobRequest reduced(JobRequest request, @Nullable Part[] parts) {
    List<Pub> left = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      Part part = parts[i];
      if (part == null || (part.untouched() && part.sent > 0)) {
        left.add(request.pubs().get(i));
      } else if (part.sent > 0) {
        left.add(reduced(part));
      }
    }
    return left.isEmpty() ? null : new JobRequest(request.program(), left, request.options());
  }

  /** The rows that are left of a pub, times all of its observables: result shape (rows, width). */
  private static Pub reduced(Part part) {
    Bindings all = part.pub.bindings();
    int columns = all.columns();
    double[] numbers = new double[part.sent * columns];
    for (int k = 0; k < part.sent; k++) {
      System.arraycopy(all.values(), part.sentRows[k] * columns, numbers, k * columns, columns);
    }
    boolean one = part.width() == 1;
    return new Pub.Estimator(
        part.pub.circuit(),
        one
            ? ObservablesArray.of(part.pub.observables().elements().getFirst())
            : ObservablesArray.of(part.pub.observables().elements()),
        Bindings.of(all.parameters(), one ? Shape.of(part.sent) : Shape.of(part.sent, 1), numbers),
        part.pub.precision());
  }

  /** Takes the values of the rows that were sent, and keeps those that are exact. */
  private void learn(Part part, PubResult.Estimated estimated) {
    int width = part.width();
    Block block = part.block;
    double[] evs = estimated.evs();
    double[] stds = estimated.stds();
    boolean errorless = true;
    for (int e = 0; e < stds.length && errorless; e++) {
      errorless = stds[e] == 0;
    }
    double[] errors = errorless ? null : new double[block.values.length];
    // The place of (row k, observable o) in the answer; k * width + o unless the pub went as it is.
    int[] place = part.untouched() && width > 1 ? places(part.pub) : null;
    for (int k = 0; k < part.sent; k++) {
      int to = part.sentRows[k] * width;
      for (int o = 0; o < width; o++) {
        int e = place == null ? k * width + o : place[k * width + o];
        block.values[to + o] = evs[e];
        if (errors != null) {
          errors[to + o] = stds[e];
        }
      }
    }
    block.errors = errors;
    if (errorless && estimated.shots() == 0 && options.enabled()) {
      keep(part);
    }
  }

  private void keep(Part part) {
    Block kept = part.untouched() ? part.block : part.block.copyOf(part.sentRows, part.sent);
    int[] hashes = part.hashes;
    if (!part.untouched()) {
      hashes = new int[part.sent];
      for (int k = 0; k < part.sent; k++) {
        hashes[k] = part.hashes[part.sentRows[k]];
      }
    }
    rows.keep(kept, hashes);
    if (disk != null) {
      List<double[]> newRows = new ArrayList<>(part.sent);
      List<double[]> newValues = new ArrayList<>(part.sent);
      for (int k = 0; k < part.sent; k++) {
        newRows.add(kept.row(k));
        newValues.add(kept.values(k));
      }
      disk.save(kept.template, newRows, newValues);
    }
  }

  private static PubResult.Estimated assembled(
      Part part, @Nullable PubResult answer, Distinct distinct) {
    Shape shape = part.pub.shape();
    int width = part.width();
    Block block = part.block;
    for (int r = 0; r < part.first.length; r++) {
      Block origin = distinct.index().block(part.first[r]);
      int row = distinct.index().row(part.first[r]);
      if (origin != block || row != r) {
        block.take(r, origin, row);
      }
    }
    double[] errors = block.errors;
    double[] evs = new double[shape.size()];
    double[] stds = new double[evs.length];
    int[] place = width > 1 ? places(part.pub) : null;
    for (int i = 0; i < block.values.length; i++) {
      int e = place == null ? i : place[i];
      evs[e] = block.values[i];
      stds[e] = errors == null ? 0 : errors[i];
    }
    return new PubResult.Estimated(
        shape, evs, stds, answer instanceof PubResult.Estimated own ? own.shots() : 0);
  }

  /** Where (row r, observable o) stands in the result of a pub, at {@code r * width + o}. */
  private static int[] places(Pub.Estimator pub) {
    Shape shape = pub.shape();
    int width = pub.observables().elements().size();
    int[] row = pub.bindings().shape().indicesIn(shape);
    int[] observable = pub.observables().shape().indicesIn(shape);
    int[] places = new int[row.length];
    for (int e = 0; e < row.length; e++) {
      places[row[e] * width + observable[e]] = e;
    }
    return places;
  }

  private void hit(long values) {
    hits.add(values);
    meter.add(Meter.Count.CACHE_HITS, values);
  }

  private void miss(Miss reason, long values) {
    LongAdder adder = misses.get(reason);
    if (adder != null) {
      adder.add(values);
    }
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
