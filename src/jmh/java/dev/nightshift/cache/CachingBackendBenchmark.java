package dev.nightshift.cache;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the cache costs a job of 200 rows of 16 numbers, in front of a backend that costs nothing.
 * Goal: below 200 us where every row misses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m"})
@SuppressWarnings("NullAway.Init")
public class CachingBackendBenchmark {
  private static final int ROWS = 200;

  @Param({"memory", "disk"})
  public String where;

  private final SplittableRandom random = new SplittableRandom(1);
  private Circuit circuit;
  private CachingBackend cache;
  private Backend free;
  private Path folder;
  private JobRequest known;

  @Setup(Level.Trial)
  public void open() throws IOException {
    circuit =
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build();
    folder = Files.createTempDirectory("nightshift-cache");
    free = new Free();
    cache =
        new CachingBackend(
            free,
            where.equals("disk") ? CacheOptions.disk(folder) : CacheOptions.memory(),
            new Meter(),
            _ -> {});
    known = fresh();
    var _ = cache.run(known);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    cache.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private JobRequest fresh() {
    double[] values = new double[ROWS * circuit.parameters().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble();
    }
    return JobRequest.estimate(
        List.of(
            new Pub.Estimator(
                circuit,
                ObservablesArray.of(Observable.of("ZZZZ")),
                Bindings.rows(circuit.parameters(), values),
                null)),
        JobOptions.NONE);
  }

  /** The cost of making a job, to be taken off the others. */
  @Benchmark
  public JobResult baseline() {
    return free.run(fresh());
  }

  @Benchmark
  public JobResult everyRowMisses() {
    return cache.run(fresh());
  }

  @Benchmark
  public JobResult everyRowHits() {
    return cache.run(known);
  }

  /** Answers with zeros at once. */
  private static final class Free implements Backend {
    @Override
    public String name() {
      return "free";
    }

    @Override
    public JobResult run(JobRequest request) {
      return new JobResult(
          "job",
          request.pubs().stream()
              .<PubResult>map(pub ->
                  new PubResult.Estimated(
                      pub.shape(),
                      new double[pub.shape().size()],
                      new double[pub.shape().size()],
                      0))
              .toList());
    }

    @Override
    public void close() {}
  }
}
