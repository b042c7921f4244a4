package dev.nightshift.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.job.Workload;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Exact expectations depend on circuit, row of parameters, observables and origin, and on nothing
 * else: not on the job, nor on the other rows. They are cached row by row, and a job is sent with the
 * rows that are left, each once. Rows are keyed by their bits under a template, which stands for all
 * the rest by SHA-256; the row itself is hashed with two multiplications a number and compared in
 * full, because a digest of every row would cost more than all the rest.
 */
/** Exact values, row by row. */
final class ExactRows {
  private final Backend inner;
  private final CacheOptions options;
  private final Counters counters;
  private final Digests digests;
  private final RowStore rows;
  private final Cache<Template, Boolean> loadedFromDisk;
  private final @Nullable DiskStore disk;
  private final @Nullable MissLog misses;

  /**
   * @param disk null where nothing is kept between runs
   * @param misses null where nobody asks for them
   */
  ExactRows(
      Backend inner,
      CacheOptions options,
      Counters counters,
      Digests digests,
      @Nullable DiskStore disk,
      @Nullable MissLog misses) {
    this.inner = inner;
    this.options = options;
    this.counters = counters;
    this.digests = digests;
    this.rows = new RowStore(options.memoryBytes() / 4 * 3);
    this.loadedFromDisk = Caffeine.newBuilder().maximumSize(10_000).build();
    this.disk = disk;
    this.misses = misses;
  }

  /**
   * The rows of a job without repetition.
   *
   * @param known entries whose values were in the cache
   */
  private record Distinct(RowIndex index, BitSet known) {}

  /** Runs a job of which rows may be known. */
  JobResult run(JobRequest request, Provenance origin) {
    List<Pub> pubs = request.pubs();
    @Nullable RowPart[] parts = new @Nullable RowPart[pubs.size()];
    int rows = pubs.stream().mapToInt(pub -> pub.bindings().rows()).sum();
    Distinct distinct = new Distinct(new RowIndex(rows), new BitSet());
    boolean untouched = true;
    for (int i = 0; i < parts.length; i++) {
      Pub pub = pubs.get(i);
      if (cacheable(pub, request)) {
        RowPart part = look((Pub.Estimator) pub, request.options().simulator(), origin, distinct);
        parts[i] = part;
        untouched &= part.untouched();
      }
    }
    JobRequest asked = untouched ? request : reduced(request, parts);
    JobResult answer = asked == null ? null : inner.run(asked);
    List<@Nullable PubResult> answers = new ArrayList<>(parts.length);
    int next = 0;
    for (RowPart part : parts) {
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
      RowPart part = parts[i];
      PubResult result = answers.get(i);
      if (result != null && (part == null || part.untouched())) {
        results.add(result);
      } else if (part != null) {
        results.add(assembled(part, result, distinct));
      }
    }
    return new JobResult(answer == null ? CachingBackend.JOB_ID : answer.jobId(), results);
  }

  /** Whether a pub's rows may be looked up one by one; counts why not. */
  private boolean cacheable(Pub pub, JobRequest request) {
    long values = pub.shape().size();
    if (!options.exact()) {
      counters.miss(sampled(pub, request) ? Miss.SAMPLED : Miss.DEVICE, values);
      return false;
    }
    if (!(pub instanceof Pub.Estimator estimator) || Workload.shots(pub, request.options()) > 0) {
      counters.miss(Miss.SAMPLED, values);
      return false;
    }
    // Taken apart by rows is what pairs every row with every observable.
    int width = estimator.observables().elements().size();
    if (values == 0 || values != (long) width * pub.bindings().rows()) {
      counters.miss(Miss.SHAPE, values);
      return false;
    }
    return true;
  }

  private static boolean sampled(Pub pub, JobRequest request) {
    return Workload.shots(pub, request.options()) > 0;
  }

  private RowPart look(
      Pub.Estimator pub, SimulatorOptions simulator, Provenance origin, Distinct distinct) {
    Template template = digests.exact(pub, simulator, origin);
    if (disk != null) {
      var _ = loadedFromDisk.get(template, this::load);
    }
    RowPart part = new RowPart(pub, template);
    Block block = part.block;
    int[] fresh = new int[part.first.length];
    int count = 0;
    for (int r = 0; r < part.first.length; r++) {
      int hash = block.hash(r);
      part.hashes[r] = hash;
      int earlier = distinct.index().find(block, r, hash);
      part.first[r] = earlier >= 0 ? earlier : distinct.index().add(block, r, hash);
      if (earlier < 0) {
        fresh[count++] = r;
      }
    }
    BitSet found = options.enabled() ? rows.find(block, fresh, count, part.hashes) : new BitSet();
    long known = 0;
    long unknown = 0;
    long again = 0;
    int next = 0;
    for (int r = 0; r < part.first.length; r++) {
      boolean isFresh = next < count && fresh[next] == r;
      if (isFresh && found.get(next++)) {
        distinct.known().set(part.first[r]);
      }
      if (distinct.known().get(part.first[r])) {
        known++;
      } else if (isFresh) {
        part.sentRows[part.sent++] = r;
        unknown++;
      } else {
        again++;
      }
    }
    counters.hit(known * part.width());
    counters.miss(options.enabled() ? Miss.NEVER_SEEN : Miss.DISABLED, unknown * part.width());
    counters.duplicate(again * part.width());
    if (misses != null && unknown > 0) {
      misses.add(template, () -> block.row(part.sentRows[0]), unknown * part.width());
    }
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
  private static @Nullable JobRequest reduced(JobRequest request, @Nullable RowPart[] parts) {
    List<Pub> left = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      RowPart part = parts[i];
      if (part == null || (part.untouched() && part.sent > 0)) {
        left.add(request.pubs().get(i));
      } else if (part.sent > 0) {
        left.add(reduced(part));
      }
    }
    return left.isEmpty() ? null : new JobRequest(request.program(), left, request.options());
  }

  /** The rows that are left of a pub, times all of its observables: result shape (rows, width). */
  private static Pub reduced(RowPart part) {
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
  private void learn(RowPart part, PubResult.Estimated estimated) {
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

  private void keep(RowPart part) {
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
      RowPart part, @Nullable PubResult answer, Distinct distinct) {
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
}
