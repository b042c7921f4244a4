package dev.nightshift.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachingBackendTest {
  private static final Circuit CIRCUIT = circuit("a", "b");
  private static final ObservablesArray ZZ = ObservablesArray.of(Observable.of("ZZ"));

  private final CountingBackend inner = new CountingBackend();
  private final Meter meter = new Meter();
  private final List<String> notices = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void aJobOfWhichNothingIsKnownIsHandedOnAsItIs() {
    JobRequest request = exact(pub(ZZ, 0.1, 0.2, 0.3, 0.4));

    JobResult result = cache(CacheOptions.memory()).run(request);

    assertThat(inner.asked).containsExactly(request);
    assertThat(result.jobId()).isEqualTo("job-1");
  }

  @Test
  void aJobOfWhichAllIsKnownIsNotSent() {
    CachingBackend cache = cache(CacheOptions.memory());
    JobResult first = cache.run(exact(pub(ZZ, 0.1, 0.2, 0.3, 0.4)));

    JobResult second = cache.run(exact(pub(ZZ, 0.3, 0.4, 0.1, 0.2)));

    assertThat(inner.asked).hasSize(1);
    assertThat(second.jobId()).isEqualTo(CachingBackend.JOB_ID);
    assertThat(second.estimated(0).evs())
        .containsExactly(first.estimated(0).evs()[1], first.estimated(0).evs()[0]);
    assertThat(second.estimated(0).stds()).containsOnly(0);
    assertThat(meter.get(Meter.Count.CACHE_HITS)).isEqualTo(2);
    assertThat(cache.stats().hits()).isEqualTo(2);
    assertThat(cache.stats().misses()).containsEntry(Miss.NEVER_SEEN, 2L);
  }

  @Test
  void onlyRowsThatAreLeftAreSentEachOnce() {
    CachingBackend cache = cache(CacheOptions.memory());
    var _ = cache.run(exact(pub(ZZ, 1, 1)));

    JobResult result = cache.run(exact(pub(ZZ, 1, 1, 2, 2, 3, 3, 2, 2), pub(ZZ, 3, 3, 4, 4)));

    assertThat(inner.asked.get(1).pubs())
        .extracting(pub -> pub.bindings().values())
        .containsExactly(new double[] {2, 2, 3, 3}, new double[] {4, 4});
    assertThat(meter.get(Meter.Count.CACHE_HITS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.DUPLICATES)).isEqualTo(2);
    assertThat(result)
        .usingRecursiveComparison()
        .ignoringFields("jobId")
        .isEqualTo(
            new CountingBackend().run(exact(pub(ZZ, 1, 1, 2, 2, 3, 3, 2, 2), pub(ZZ, 3, 3, 4, 4))));
  }

  @Test
  void aPubThatOnlyRepeatsAnotherIsNotSent() {
    JobResult result =
        cache(CacheOptions.memory()).run(exact(pub(ZZ, 1, 1), pub(ZZ, 1, 1), pub(ZZ, 5, 5)));

    assertThat(inner.asked.getFirst().pubs()).hasSize(2);
    assertThat(result.estimated(1).evs()).isEqualTo(result.estimated(0).evs());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyMixOfHitsRepeatsAndShapesGivesWhatTheBackendGives(long seed) {
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    CachingBackend cache = cache(CacheOptions.memory());
    CountingBackend plain = new CountingBackend();
    for (int job = 0; job < 40; job++) {
      JobRequest request = anyJob(random);

      JobResult result = cache.run(request);

      assertThat(result)
          .usingRecursiveComparison()
          .ignoringFields("jobId")
          .isEqualTo(plain.run(request));
    }
    assertThat(inner.rows()).isLessThan(plain.rows());
    assertThat(cache.stats().hits()).isPositive();
    assertThat(cache.stats().duplicates()).isPositive();
  }

  @Test
  void circuitsObservablesAndBitsOfRowsTellWorkApart() {
    CachingBackend cache = cache(CacheOptions.memory());
    var _ = cache.run(exact(pub(ZZ, 0.0, 1)));

    var _ = cache.run(exact(pub(ZZ, -0.0, 1)));
    var _ = cache.run(exact(pub(ObservablesArray.of(Observable.of("XX")), 0.0, 1)));
    var _ =
        cache.run(
            exact(
                new Pub.Estimator(
                    circuit("b", "a"), ZZ, Bindings.row(List.of("a", "b"), 0.0, 1), null)));

    assertThat(inner.asked).hasSize(4);
    assertThat(cache.stats().hits()).isZero();
  }

  @Test
  void equalCircuitsOfDifferentObjectsShareTheirValues() {
    CachingBackend cache = cache(CacheOptions.memory());
    var _ = cache.run(exact(pub(ZZ, 1, 2)));

    var _ =
        cache.run(
            exact(
                new Pub.Estimator(
                    circuit("a", "b"),
                    ZZ,
                    Bindings.rows(List.of("a", "b"), new double[] {1, 2}),
                    null)));

    assertThat(inner.asked).hasSize(1);
  }

  @Test
  void samplesWithoutASeedAreNeverReplayed() {
    CachingBackend cache = cache(CacheOptions.memory());
    JobRequest request =
        JobRequest.estimate(List.of(pub(ZZ, 1, 2, 1, 2)), JobOptions.NONE.withShots(100));

    JobResult first = cache.run(request);
    JobResult second = cache.run(request);

    assertThat(inner.asked).containsExactly(request, request);
    assertThat(first.estimated(0).evs()).isNotEqualTo(second.estimated(0).evs());
    assertThat(cache.stats().hits()).isZero();
    assertThat(cache.stats().misses()).containsEntry(Miss.SAMPLED, 4L);
  }

  @Test
  void exactPubsAreStillServedBesideSampledOnes() {
    CachingBackend cache = cache(CacheOptions.memory());
    Pub.Estimator sampled =
        new Pub.Estimator(CIRCUIT, ZZ, Bindings.rows(List.of("a", "b"), new double[] {9, 9}), 0.1);
    var _ = cache.run(exact(pub(ZZ, 1, 2), sampled));

    JobResult second = cache.run(exact(pub(ZZ, 1, 2), sampled));

    assertThat(inner.asked.get(1).pubs()).containsExactly(sampled);
    assertThat(second.estimated(0).shots()).isZero();
    assertThat(second.estimated(1).shots()).isEqualTo(100);
  }

  @Test
  void seededJobsAreKeptWholeAndTheirSeedAndOrderTellThemApart() {
    CachingBackend cache = cache(CacheOptions.memory());
    JobOptions seven = JobOptions.NONE.withShots(100).withSeed(7);
    Pub.Estimator one = pub(ZZ, 1, 2);
    Pub.Estimator two = pub(ZZ, 3, 4);
    JobResult first = cache.run(JobRequest.estimate(List.of(one, two), seven));

    JobResult again = cache.run(JobRequest.estimate(List.of(one, two), seven));
    JobResult swapped = cache.run(JobRequest.estimate(List.of(two, one), seven));
    JobResult other = cache.run(JobRequest.estimate(List.of(one, two), seven.withSeed(8)));

    assertThat(inner.asked).hasSize(3);
    assertThat(again.pubs()).isEqualTo(first.pubs());
    assertThat(swapped.estimated(1).evs()).isNotEqualTo(first.estimated(0).evs());
    assertThat(other.estimated(0).evs()).isNotEqualTo(first.estimated(0).evs());
    assertThat(meter.get(Meter.Count.CACHE_HITS)).isEqualTo(2);
  }

  @Test
  void hardwareIsNeverReplayedAndNeverThinnedOut() {
    CachingBackend cache = cache(CacheOptions.memory().hardware());
    JobRequest request = exact(pub(ZZ, 1, 2, 1, 2));

    var _ = cache.run(request);
    var _ = cache.run(request);

    assertThat(inner.asked).containsExactly(request, request);
    assertThat(cache.stats().misses()).containsEntry(Miss.DEVICE, 4L);
  }

  @Test
  void switchedOffItStillSendsIdenticalWorkOnce() {
    CachingBackend cache = cache(CacheOptions.off());
    JobRequest request = exact(pub(ZZ, 1, 2, 1, 2, 3, 4));

    JobResult first = cache.run(request);
    var _ = cache.run(request);

    assertThat(inner.rows()).isEqualTo(4);
    assertThat(first.estimated(0).evs()[1]).isEqualTo(first.estimated(0).evs()[0]);
    assertThat(cache.stats().misses()).containsEntry(Miss.DISABLED, 4L);
    assertThat(meter.get(Meter.Count.DUPLICATES)).isEqualTo(2);
  }

  @Test
  void observablesZippedWithRowsAreHandedOn() {
    ObservablesArray zipped =
        ObservablesArray.of(List.of(Observable.of("ZZ"), Observable.of("XX")));
    CachingBackend cache = cache(CacheOptions.memory());

    var _ = cache.run(exact(pub(zipped, 1, 2, 3, 4)));
    var _ = cache.run(exact(pub(zipped, 1, 2, 3, 4)));

    assertThat(inner.asked).hasSize(2);
    assertThat(cache.stats().misses()).containsEntry(Miss.SHAPE, 4L);
  }

  @Test
  void memoryIsBounded() {
    CachingBackend cache = cache(new CacheOptions(true, true, 100_000, null, 0));
    for (int i = 0; i < 2000; i++) {
      var _ = cache.run(exact(pub(ZZ, i, i)));
    }
    long before = cache.stats().hits();
    for (int i = 0; i < 2000; i++) {
      var _ = cache.run(exact(pub(ZZ, i, i)));
    }

    assertThat(cache.stats().hits() - before).isLessThan(1000);
  }

  @Test
  void rowsOutliveTheProcessOnDisk() {
    CachingBackend first = cache(CacheOptions.disk(folder));
    JobResult computed = first.run(exact(pub(ZZ, 1, 2, 3, 4)));
    first.close();

    CachingBackend second = cache(CacheOptions.disk(folder));
    JobResult loaded = second.run(exact(pub(ZZ, 1, 2, 3, 4)));
    second.close();

    assertThat(inner.asked).hasSize(1);
    assertThat(inner.closed()).isTrue();
    assertThat(loaded.estimated(0).evs()).isEqualTo(computed.estimated(0).evs());
    assertThat(first.stats().written()).isEqualTo(2);
    assertThat(second.stats().loaded()).isEqualTo(2);
  }

  @Test
  void seededResultsOutliveTheProcessOnDisk() {
    JobRequest request =
        JobRequest.sample(
            List.of(
                new Pub.Sampler(
                    Circuit.builder(2).bits("c", 2).measure(0, 0).measure(1, 1).build(),
                    Bindings.none(),
                    50)),
            JobOptions.NONE.withSeed(7));
    CachingBackend first = cache(CacheOptions.disk(folder));
    JobResult sampled = first.run(request);
    first.close();

    JobResult loaded = cache(CacheOptions.disk(folder)).run(request);

    assertThat(inner.asked).hasSize(1);
    assertThat(loaded.sampled(0).registers()).isEqualTo(sampled.sampled(0).registers());
  }

  @Test
  void aDamagedRecordIsDroppedWithANoticeAndTheOthersServe() throws Exception {
    CachingBackend first = cache(CacheOptions.disk(folder));
    var _ = first.run(exact(pub(ZZ, 1, 2, 3, 4, 5, 6)));
    first.close();
    Path file = onlyFile();
    byte[] bytes = Files.readAllBytes(file);
    int record = 8 * 3 + 4;
    bytes[bytes.length - record - 10] ^= 1;
    Files.write(file, bytes);

    CachingBackend second = cache(CacheOptions.disk(folder));
    var _ = second.run(exact(pub(ZZ, 1, 2, 3, 4, 5, 6)));
    second.close();

    assertThat(second.stats().corrupt()).isEqualTo(1);
    assertThat(second.stats().loaded()).isEqualTo(2);
    assertThat(inner.asked.get(1).pubs().getFirst().bindings().values()).containsExactly(3, 4);
    assertThat(notices)
        .containsExactly("the result cache dropped 1 damaged record of " + file.getFileName());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 27, 28, 29, 56, 83, 84, 85, 150, 1000})
  void aFileCutAnywhereGivesNoWrongNumberAndHeals(int missing) throws Exception {
    CachingBackend first = cache(CacheOptions.disk(folder));
    JobResult computed = first.run(exact(pub(ZZ, 1, 2, 3, 4, 5, 6)));
    first.close();
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, Math.max(0, whole.length - missing)));

    CachingBackend second = cache(CacheOptions.disk(folder));
    JobResult again = second.run(exact(pub(ZZ, 1, 2, 3, 4, 5, 6)));
    second.close();
    CachingBackend third = cache(CacheOptions.disk(folder));
    JobResult healed = third.run(exact(pub(ZZ, 1, 2, 3, 4, 5, 6)));

    assertThat(again.estimated(0).evs()).isEqualTo(computed.estimated(0).evs());
    assertThat(healed.estimated(0).evs()).isEqualTo(computed.estimated(0).evs());
    assertThat(inner.asked).hasSize(2);
    assertThat(third.stats().corrupt()).isZero();
    assertThat(notices).hasSize(missing == 28 || missing == 56 || missing == 84 ? 0 : 1);
  }

  @Test
  void aFolderThatCannotBeWrittenSwitchesTheDiskOffWithOneNotice() throws Exception {
    Path blocked = Files.writeString(folder.resolve("file"), "not a folder");
    CachingBackend cache = cache(CacheOptions.disk(blocked));

    var _ = cache.run(exact(pub(ZZ, 1, 2)));
    var _ = cache.run(exact(pub(ZZ, 1, 2)));
    cache.close();

    assertThat(inner.asked).hasSize(1);
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("is switched off")
        .contains("results are kept in memory only");
  }

  @Test
  void theFolderStaysWithinItsBoundAndTheLatestRowsStay() throws Exception {
    CacheOptions small =
        new CacheOptions(true, true, CacheOptions.DEFAULT_MEMORY_BYTES, folder, 40_000);
    for (int run = 0; run < 12; run++) {
      CachingBackend cache = cache(small);
      for (int i = 0; i < 3; i++) {
        var _ = cache.run(exact(pub(ZZ, rows(run, i))));
      }
      cache.close();
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isBetween(1L, 40_000L);
      }
    }

    CachingBackend last = cache(small);
    var _ = last.run(exact(pub(ZZ, rows(11, 0))));

    assertThat(last.stats().hits()).isEqualTo(100);
  }

  @Test
  void filesOfOtherCircuitsThatWereNotUsedForLongestGoFirst() throws Exception {
    CacheOptions small =
        new CacheOptions(true, true, CacheOptions.DEFAULT_MEMORY_BYTES, folder, 20_000);
    for (int k = 0; k < 9; k++) {
      CachingBackend cache = cache(small);
      String label = "" + "IXYZ".charAt(k % 4) + "IXYZ".charAt(k / 4);
      var _ = cache.run(exact(pub(ObservablesArray.of(Observable.of(label)), rows(k, 0))));
      cache.close();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.setLastModifiedTime(
              file,
              java.nio.file.attribute.FileTime.fromMillis(
                  Files.getLastModifiedTime(file).toMillis() - 10_000));
        }
      }
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".exact")).toList())
          .hasSizeBetween(2, 7);
    }
    CachingBackend last = cache(small);
    var _ = last.run(exact(pub(ObservablesArray.of(Observable.of("IY")), rows(8, 0))));
    assertThat(last.stats().hits()).isEqualTo(100);
  }

  /** A hundred rows that no other run or job has. */
  private static double[] rows(int run, int job) {
    double[] rows = new double[200];
    Arrays.setAll(rows, k -> k + 1000 * job + 100_000 * run);
    return rows;
  }

  @Test
  void gradientsPassThrough() {
    assertThat(cache(CacheOptions.memory()).adjoint()).isPresent();
  }

  private CachingBackend cache(CacheOptions options) {
    return new CachingBackend(inner, options, meter, notices::add);
  }

  private Path onlyFile() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".exact")).findFirst().orElseThrow();
    }
  }

  private static Circuit circuit(String first, String second) {
    return Circuit.builder(2)
        .apply(StandardGate.RX, List.of(parameter(first)), 0)
        .apply(StandardGate.RY, List.of(parameter(second)), 1)
        .build();
  }

  private static ParameterExpression parameter(String name) {
    return new ParameterExpression.Parameter(name);
  }

  private static Pub.Estimator pub(ObservablesArray observables, double... values) {
    return new Pub.Estimator(CIRCUIT, observables, Bindings.rows(List.of("a", "b"), values), null);
  }

  private static JobRequest exact(Pub.Estimator... pubs) {
    return JobRequest.estimate(List.of(pubs), JobOptions.NONE);
  }

  /** Few different rows and observables, so that much repeats; scalar, row and grid shapes. */
  private static JobRequest anyJob(SplittableRandom random) {
    List<Pub.Estimator> pubs = new ArrayList<>();
    for (int p = 0, n = 1 + random.nextInt(3); p < n; p++) {
      int rows = 1 + random.nextInt(5);
      double[] values = new double[2 * rows];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(4);
      }
      List<Observable> two = List.of(Observable.of("ZX"), Observable.of("IY"));
      List<String> names = List.of("a", "b");
      pubs.add(
          switch (random.nextInt(4)) {
            case 0 ->
                new Pub.Estimator(CIRCUIT, ZZ, Bindings.row(names, values[0], values[1]), null);
            case 1 -> new Pub.Estimator(CIRCUIT, ZZ, Bindings.rows(names, values), 0.0);
            case 2 ->
                new Pub.Estimator(
                    CIRCUIT,
                    ObservablesArray.of(two),
                    Bindings.of(names, Shape.of(rows, 1), values),
                    null);
            default ->
                new Pub.Estimator(
                    CIRCUIT,
                    new ObservablesArray(Shape.of(2, 1), two),
                    Bindings.rows(names, values),
                    null);
          });
    }
    return JobRequest.estimate(pubs, JobOptions.NONE);
  }

  @Test
  void valuesOfAMethodThatCutsOffAreKeptApart() {
    CachingBackend cache = cache(CacheOptions.memory());
    SimulatorOptions narrow =
        new SimulatorOptions(SimulationMethod.MATRIX_PRODUCT_STATE, new MpsOptions(1e-16, 2));
    JobRequest exact = exact(pub(ZZ, 0.1, 0.2));
    JobRequest cut =
        new JobRequest(exact.program(), exact.pubs(), exact.options().withSimulator(narrow));
    var _ = cache.run(exact);

    var _ = cache.run(cut);
    var _ = cache.run(cut);

    assertThat(inner.asked).containsExactly(exact, cut);
  }
}
