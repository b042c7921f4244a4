package dev.nightshift.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.transpile.schedule.Decoupling;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolsTest {
  private static final Circuit CIRCUIT =
      Circuit.builder(2)
          .apply(StandardGate.RX, List.of(new ParameterExpression.Parameter("a")), 0)
          .build();
  private static final Circuit MEASURED =
      Circuit.builder(2).bits("c", 1).bits("d", 2).measure(0, 0).measure(1, 1).build();

  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();

  private CachingBackend cache(Backend backend, CacheOptions options) {
    return new CachingBackend(backend, options, new Meter(), notices::add);
  }

  private static Pub.Estimator pub(String observable, double... values) {
    return new Pub.Estimator(
        CIRCUIT,
        ObservablesArray.of(Observable.of(observable)),
        Bindings.rows(List.of("a"), values),
        null);
  }

  private static JobRequest estimate(int shots, Pub.Estimator... pubs) {
    return JobRequest.estimate(List.of(pubs), JobOptions.NONE.withShots(shots));
  }

  private static JobRequest sample(int shots) {
    return JobRequest.sample(
        List.of(new Pub.Sampler(MEASURED, Bindings.none(), shots)), JobOptions.NONE);
  }

  private static PubResult.PooledValues pooled(PubResult.Estimated result) {
    return result.pooled().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSecondRequestRunsAllItsShotsAndReportsThoseOfBoth(boolean onDisk) {
    CoinBackend coin = new CoinBackend(0.7, 1);
    CachingBackend cache = cache(coin, onDisk ? CacheOptions.disk(folder) : CacheOptions.memory());

    PubResult.Estimated first = cache.run(estimate(4096, pub("ZZ", 1))).estimated(0);
    PubResult.Estimated second = cache.run(estimate(1024, pub("ZZ", 1))).estimated(0);

    assertThat(first.pooled()).isEmpty();
    assertThat(second.shots()).isEqualTo(1024);
    assertThat(pooled(second).shots()).containsExactly(5120);
    double own = pooled(second).ownEvs()[0];
    double mean = (4096 * first.evs()[0] + 1024 * own) / 5120;
    assertThat(own).isNotEqualTo(first.evs()[0]);
    assertThat(second.evs()[0]).isCloseTo(mean, within(1e-15));
    assertThat(second.stds()[0])
        .as("what one job of all shots would have said")
        .isCloseTo(Math.sqrt((1 - mean * mean) / 5120), within(1e-12))
        .isLessThan(first.stds()[0]);
    assertThat(pooled(second).ownStds()[0])
        .isCloseTo(Math.sqrt((1 - own * own) / 1024), within(1e-15));
    assertThat(cache.stats().pooled()).isEqualTo(1);
  }

  @Test
  void poolsOutliveTheProcessOnDisk() {
    CoinBackend coin = new CoinBackend(0.7, 2);
    try (CachingBackend first = cache(coin, CacheOptions.disk(folder))) {
      var _ = first.run(estimate(100, pub("ZZ", 1)));
    }

    try (CachingBackend second = cache(coin, CacheOptions.disk(folder))) {
      assertThat(pooled(second.run(estimate(50, pub("ZZ", 1))).estimated(0)).shots())
          .containsExactly(150);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void circuitsObservablesRowsOptionsAndOriginsHavePoolsOfTheirOwn() {
    CoinBackend coin = new CoinBackend(0.5, 3);
    AtomicReference<Provenance> origin =
        new AtomicReference<>(new Provenance("chip", "monday", ""));
    CachingBackend cache =
        new CachingBackend(coin, CacheOptions.disk(folder), origin::get, new Meter(), notices::add);
    var _ = cache.run(estimate(100, pub("ZZ", 1)));
    Circuit other =
        Circuit.builder(2)
            .apply(StandardGate.RY, List.of(new ParameterExpression.Parameter("a")), 0)
            .build();
    JobRequest mitigated =
        new JobRequest(
            estimate(100, pub("ZZ", 1)).program(),
            List.of(pub("ZZ", 1)),
            JobOptions.NONE.withShots(100).withMitigation(Mitigation.ofLevel(1)));

    List<JobRequest> differing =
        List.of(
            estimate(100, pub("ZX", 1)),
            estimate(100, pub("ZZ", 2)),
            estimate(100, pub("ZZ", -0.0), pub("ZZ", 0.0)),
            mitigated,
            new JobRequest(
                mitigated.program(),
                mitigated.pubs(),
                JobOptions.NONE
                    .withShots(100)
                    .withScheduling(
                        Scheduling.of(
                            Scheduling.Method.ALAP, Decoupling.of(Decoupling.Sequence.XX)))),
            JobRequest.estimate(
                List.of(
                    new Pub.Estimator(
                        other,
                        ObservablesArray.of(Observable.of("ZZ")),
                        Bindings.row(List.of("a"), 1),
                        null)),
                JobOptions.NONE.withShots(100)));
    for (JobRequest request : differing) {
      assertThat(cache.run(request).estimated(0).pooled()).isEmpty();
    }
    origin.set(new Provenance("chip", "tuesday", ""));
    assertThat(cache.run(estimate(100, pub("ZZ", 1))).estimated(0).pooled()).isEmpty();
    origin.set(new Provenance("chip", "monday", ""));
    assertThat(pooled(cache.run(estimate(100, pub("ZZ", 1))).estimated(0)).shots())
        .containsExactly(200);
  }

  @Test
  void errorsThatAJobBringsArePartOfTheKeyByTheirContent() {
    CachingBackend cache = cache(new CoinBackend(0.5, 14), CacheOptions.disk(folder));
    var _ = cache.run(noisy(0.1));
    var _ = cache.run(estimate(100, pub("ZZ", 1)));

    assertThat(cache.run(noisy(0.2)).estimated(0).pooled()).isEmpty();
    assertThat(pooled(cache.run(noisy(0.1)).estimated(0)).shots()).containsExactly(200);
    assertThat(
            new CacheFolder(folder)
                .list().stream().map(entry -> entry.parts().text(Part.NOISE)).distinct())
        .hasSize(3)
        .contains("none");
  }

  private static JobRequest noisy(double misread) {
    NoiseModel model = NoiseModel.builder().readout(new ReadoutError(misread, misread)).build();
    return JobRequest.estimate(
        List.of(pub("ZZ", 1)),
        JobOptions.NONE.withShots(100).withSimulator(SimulatorOptions.DEFAULT.withNoise(model)));
  }

  @Test
  void elementsOfAJobThatAreAlikeAddToOnePoolAndAllReportIt() {
    CachingBackend cache = cache(new CoinBackend(0.6, 4), CacheOptions.memory());
    var _ = cache.run(estimate(10, pub("ZZ", 5)));
    ObservablesArray grid =
        new ObservablesArray(Shape.of(2, 1), List.of(Observable.of("ZZ"), Observable.of("XX")));
    Pub.Estimator both =
        new Pub.Estimator(CIRCUIT, grid, Bindings.rows(List.of("a"), new double[] {5, 6}), null);

    PubResult.Estimated result = cache.run(estimate(100, both)).estimated(0);

    assertThat(pooled(result).shots()).containsExactly(110, 100, 100, 100);
    assertThat(pooled(cache.run(estimate(1, pub("ZZ", 5, 5))).estimated(0)).shots())
        .containsExactly(112, 112);
  }

  @Test
  void aSeededRequestNeitherAddsToAPoolNorTakesFromOne() {
    CachingBackend cache = cache(new CoinBackend(0.6, 5), CacheOptions.disk(folder));
    JobRequest seeded =
        JobRequest.estimate(List.of(pub("ZZ", 1)), JobOptions.NONE.withShots(100).withSeed(7));

    PubResult.Estimated first = cache.run(seeded).estimated(0);
    var _ = cache.run(estimate(100, pub("ZZ", 1)));
    PubResult.Estimated again = cache.run(seeded).estimated(0);

    assertThat(again.evs()).isEqualTo(first.evs());
    assertThat(again.pooled()).isEmpty();
    assertThat(pooled(cache.run(estimate(100, pub("ZZ", 1))).estimated(0)).shots())
        .containsExactly(200);
  }

  @Test
  void aSeedOnADeviceIsHandedOnUntouched() {
    CountingBackend device = new CountingBackend();
    CachingBackend cache = cache(device, CacheOptions.disk(folder).hardware());
    JobRequest seeded =
        JobRequest.estimate(List.of(pub("ZZ", 1)), JobOptions.NONE.withShots(100).withSeed(7));

    var _ = cache.run(seeded);
    JobResult second = cache.run(seeded);

    assertThat(device.asked).containsExactly(seeded, seeded);
    assertThat(second.estimated(0).pooled()).isEmpty();
    assertThat(cache.stats().misses()).containsEntry(Miss.SEEDED_ON_DEVICE, 2L);
  }

  @Test
  void switchedOffEveryRequestStandsAlone() {
    CoinBackend coin = new CoinBackend(0.6, 6);
    try (CachingBackend filled = cache(coin, CacheOptions.disk(folder))) {
      var _ = filled.run(estimate(100, pub("ZZ", 1)));
    }

    CachingBackend off = cache(coin, CacheOptions.off());

    assertThat(off.run(estimate(100, pub("ZZ", 1))).estimated(0).pooled()).isEmpty();
    assertThat(off.run(sample(100)).sampled(0).pooled()).isEmpty();
    assertThat(off.run(sample(100)).sampled(0).pooled()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSamplersRegistersAreItsOwnShotsAndTheCountsOfAllStandBeside(boolean onDisk) {
    CachingBackend cache =
        cache(new CoinBackend(0.6, 7), onDisk ? CacheOptions.disk(folder) : CacheOptions.memory());
    PubResult.Sampled first = cache.run(sample(300)).sampled(0);

    PubResult.Sampled second = cache.run(sample(200)).sampled(0);

    assertThat(first.pooled()).isEmpty();
    assertThat(second.registers().values()).extracting(BitArray::shots).containsOnly(200);
    PubResult.PooledCounts all = second.pooled().orElseThrow();
    assertThat(all.shots(0)).isEqualTo(500);
    SortedMap<String, Long> expected = counts(first);
    counts(second).forEach((outcome, times) -> expected.merge(outcome, times, Long::sum));
    assertThat(all.counts()).containsExactly(expected);
    assertThat(expected.firstKey()).as("d[1] d[0] c[0]").hasSize(3);
  }

  private static SortedMap<String, Long> counts(PubResult.Sampled result) {
    SortedMap<String, Long> counts = new TreeMap<>();
    BitArray c = result.registers().sequencedValues().getFirst();
    BitArray d = result.registers().sequencedValues().getLast();
    for (int shot = 0; shot < c.shots(); shot++) {
      counts.merge(d.bitString(0, shot) + c.bitString(0, shot), 1L, Long::sum);
    }
    return counts;
  }

  @Test
  void registersTooWideToSeeAnOutcomeTwiceAreNotPooled() {
    Circuit wide = Circuit.builder(1).bits("c", 4000).measure(0, 0).build();
    CachingBackend cache = cache(new CoinBackend(0.5, 8), CacheOptions.disk(folder));
    JobRequest request =
        JobRequest.sample(List.of(new Pub.Sampler(wide, Bindings.none(), 3000)), JobOptions.NONE);

    var _ = cache.run(request);
    JobResult second = cache.run(request);

    assertThat(second.sampled(0).pooled()).isEmpty();
    assertThat(cache.stats().misses()).containsEntry(Miss.NOT_POOLED, 2L);
    assertThat(new CacheFolder(folder).list()).isEmpty();
  }

  @Test
  void shotsThatMayBeOfEitherCalibrationAreNotPooled() {
    AtomicReference<Provenance> origin =
        new AtomicReference<>(new Provenance("chip", "monday", ""));
    CoinBackend coin = new CoinBackend(0.5, 9);
    Backend calibrated =
        new Backend() {
          @Override
          public String name() {
            return "chip";
          }

          @Override
          public JobResult run(JobRequest request) {
            origin.set(new Provenance("chip", "tuesday", ""));
            return coin.run(request);
          }

          @Override
          public void close() {}
        };
    CachingBackend cache =
        new CachingBackend(
            calibrated, CacheOptions.disk(folder), origin::get, new Meter(), notices::add);

    var _ = cache.run(estimate(100, pub("ZZ", 1)));
    PubResult.Estimated second = cache.run(estimate(100, pub("ZZ", 1))).estimated(0);
    PubResult.Estimated third = cache.run(estimate(100, pub("ZZ", 1))).estimated(0);

    assertThat(second.pooled()).as("nothing of the first is in a pool").isEmpty();
    assertThat(pooled(third).shots()).containsExactly(200);
    assertThat(cache.stats().misses()).containsEntry(Miss.ORIGIN_UNCERTAIN, 1L);
  }

  @Test
  void anOriginThatCannotBeToldCostsTheCacheAndNotTheJob() {
    CountingBackend inner = new CountingBackend();
    CachingBackend cache =
        new CachingBackend(
            inner,
            CacheOptions.disk(folder),
            () -> {
              throw new NightshiftException(ErrorCode.REMOTE_NOT_FOUND, "no answer");
            },
            new Meter(),
            notices::add);

    var _ = cache.run(estimate(100, pub("ZZ", 1)));
    var _ = cache.run(JobRequest.estimate(List.of(pub("ZZ", 1)), JobOptions.NONE));

    assertThat(inner.asked).hasSize(2);
    assertThat(cache.stats().misses()).containsEntry(Miss.ORIGIN_UNCERTAIN, 2L);
    assertThat(notices)
        .containsExactly(
            "results are neither taken from the cache nor added to it: where they come from is not"
                + " known (no answer)");
  }

  @Test
  void aServiceThatCannotBeReachedFailsTheJobBeforeItIsSent() {
    CountingBackend inner = new CountingBackend();
    CachingBackend cache =
        new CachingBackend(
            inner,
            CacheOptions.disk(folder),
            () -> {
              throw new NightshiftException(ErrorCode.REMOTE_UNREACHABLE, "no answer");
            },
            new Meter(),
            notices::add);

    assertThatThrownBy(() -> cache.run(estimate(100, pub("ZZ", 1))))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("no answer");
    assertThat(inner.asked).isEmpty();
  }

  /**
   * 1,000 pools of five requests of 40 to 400 shots each. The deviations in units of the reported
   * errors have mean 0 and variance 1; bounds of five standard errors (5/sqrt(R) and 5 sqrt(2/R)),
   * a false alarm in 1.7 million seeds each. The errors come from some 900 shots, which moves the
   * variance by a thousandth.
   */
  @Test
  void pooledValuesAreUnbiasedAndTheirErrorsRight() {
    int repeats = 1000;
    CoinBackend coin = new CoinBackend(0.8, 20261126);
    CachingBackend cache = cache(coin, CacheOptions.memory());
    double sum = 0;
    double squares = 0;
    for (int pool = 0; pool < repeats; pool++) {
      PubResult.Estimated last = null;
      long shots = 0;
      for (int each : new int[] {40, 400, 100, 250, 123}) {
        last = cache.run(estimate(each, pub("ZZ", pool))).estimated(0);
        shots += each;
      }
      assertThat(pooled(java.util.Objects.requireNonNull(last)).shots()).containsExactly(shots);
      double deviation = (last.evs()[0] - coin.expected()) / last.stds()[0];
      sum += deviation;
      squares += deviation * deviation;
    }

    assertThat(sum / repeats).isBetween(-5 / Math.sqrt(repeats), 5 / Math.sqrt(repeats));
    assertThat(squares / repeats)
        .isBetween(1 - 5 * Math.sqrt(2.0 / repeats), 1 + 5 * Math.sqrt(2.0 / repeats));
  }

  @Test
  void poolsJoinInAnyOrder() {
    Pool.Values[] batches = {
      Pool.Values.of(10, 0.4, 0.2), Pool.Values.of(1000, 0.1, 0.03), Pool.Values.of(70, -0.2, 0.1)
    };

    Pool.Values left = batches[0].plus(batches[1]).plus(batches[2]);
    Pool.Values right = batches[0].plus(batches[2].plus(batches[1]));

    assertThat(left.shots()).isEqualTo(right.shots()).isEqualTo(1080);
    assertThat(left.mean()).isCloseTo(right.mean(), within(1e-15));
    assertThat(left.standardError()).isCloseTo(right.standardError(), within(1e-15));
  }

  @Test
  void manyRequestsLeaveOneRecordAPoolNowAndThen() {
    CachingBackend cache = cache(new CoinBackend(0.5, 10), CacheOptions.disk(folder));
    for (int i = 0; i < 200; i++) {
      var _ = cache.run(estimate(10, pub("ZZ", 1)));
    }

    assertThat(new CacheFolder(folder).list())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.items()).isEqualTo(1);
          assertThat(entry.requests()).isEqualTo(200);
          assertThat(entry.shots()).isEqualTo(2000);
          assertThat(entry.bytes()).isLessThan(2000);
        });
  }

  @Test
  void threadsOfSeveralCachesOnOneFolderLoseNoShotAndCountNoneTwice() throws Exception {
    ConcurrentLinkedQueue<Long> totals = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      CachingBackend cache = cache(new CoinBackend(0.5, 11 + k), CacheOptions.disk(folder));
      for (int t = 0; t < 2; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < 20; i++) {
                    PubResult.Estimated result = cache.run(estimate(10, pub("ZZ", 1))).estimated(0);
                    totals.add(
                        result.pooled().map(pooled -> pooled.shots()[0]).orElse(result.shots()));
                  }
                }));
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(totals)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, 120).mapToObj(i -> 10 * i).toList());
    assertThat(notices).isEmpty();
  }

  @Test
  void processesOnOneFolderLoseNoShotAndCountNoneTwice() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  PoolingProcess.class.getName(),
                  folder.toString(),
                  "40")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    List<Long> totals = new ArrayList<>();
    for (Process process : processes) {
      String printed = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).isZero();
      Arrays.stream(printed.trim().split("\\s+")).map(Long::valueOf).forEach(totals::add);
    }

    assertThat(totals)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, 80).mapToObj(i -> 10 * i).toList());
    assertThat(new CacheFolder(folder).verify().damages()).isEmpty();
  }

  /** A process that asks for the same value again and again, and prints the shots behind it. */
  static final class PoolingProcess {
    private PoolingProcess() {}

    public static void main(String[] args) {
      CoinBackend coin = new CoinBackend(0.5, ProcessHandle.current().pid());
      try (CachingBackend cache =
          new CachingBackend(
              coin, CacheOptions.disk(Path.of(args[0])), new Meter(), System.err::println)) {
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
          PubResult.Estimated result = cache.run(estimate(10, pub("ZZ", 1))).estimated(0);
          System.out.println(
              result.pooled().map(pooled -> pooled.shots()[0]).orElse(result.shots()));
        }
      }
    }
  }
}
