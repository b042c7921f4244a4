package dev.nightshift.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CacheFolderTest {
  private static final Circuit CIRCUIT = circuit(StandardGate.RX);
  private static final Circuit MEASURED =
      Circuit.builder(2).bits("c", 2).measure(0, 0).measure(1, 1).build();
  private static final Provenance MONDAY = new Provenance("chip", "monday", "loud");

  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();

  private static Circuit circuit(StandardGate gate) {
    return Circuit.builder(2)
        .apply(gate, List.of(new ParameterExpression.Parameter("a")), 0)
        .apply(gate, List.of(new ParameterExpression.Parameter("b")), 1)
        .build();
  }

  private CachingBackend cache(Provenance origin, CacheOptions options) {
    return new CachingBackend(
        new CountingBackend(), options, () -> origin, new Meter(), notices::add);
  }

  private static Pub.Estimator pub(Circuit circuit, String observable, double... values) {
    return new Pub.Estimator(
        circuit,
        ObservablesArray.of(Observable.of(observable)),
        Bindings.rows(List.of("a", "b"), values),
        null);
  }

  private static JobRequest request(JobOptions options, Pub.Estimator... pubs) {
    return JobRequest.estimate(List.of(pubs), options);
  }

  /** One file of a kind with three records where the kind has several. */
  private static JobRequest filling(EntryKind kind) {
    Pub.Estimator three = pub(CIRCUIT, "ZZ", 1, 2, 3, 4, 5, 6);
    return switch (kind) {
      case EXACT -> request(JobOptions.NONE, three);
      case SEEDED -> request(JobOptions.NONE.withShots(100).withSeed(7), three);
      case VALUES -> request(JobOptions.NONE.withShots(100), three);
      case COUNTS ->
          JobRequest.sample(
              List.of(new Pub.Sampler(MEASURED, Bindings.none(), 50)), JobOptions.NONE);
    };
  }

  private Path onlyFile() throws IOException {
    List<Path> files = Room.files(folder);
    assertThat(files).hasSize(1);
    return files.getFirst();
  }

  @ParameterizedTest
  @EnumSource(EntryKind.class)
  void anyDamagedByteIsDetectedAndDroppedAndNoNumberIsWrong(EntryKind kind) throws Exception {
    JobResult filled;
    try (CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder))) {
      filled = cache.run(filling(kind));
    }
    Path file = onlyFile();
    byte[] sound = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(kind.ordinal());
    for (int k = 0; k < 60; k++) {
      byte[] damaged = sound.clone();
      int at = k < 12 ? k : random.nextInt(sound.length);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, damaged);
      notices.clear();

      CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder));
      JobResult result = cache.run(filling(kind));

      assertThat(notices).as("byte %d", at).hasSize(1);
      assertThat(notices.getFirst())
          .startsWith("the result cache dropped ")
          .endsWith(" of " + file.getFileName());
      assertThat(cache.stats().corrupt()).as("byte %d", at).isPositive();
      unharmed(kind, filled, result);
      cache.close();
      assertThat(new CacheFolder(folder).verify().damages()).as("byte %d", at).isEmpty();
    }
  }

  /** Sound records serve, the others count as never seen. */
  private static void unharmed(EntryKind kind, JobResult filled, JobResult result) {
    switch (kind) {
      case EXACT, SEEDED ->
          assertThat(result.estimated(0).evs()).isEqualTo(filled.estimated(0).evs());
      case VALUES -> {
        PubResult.Estimated now = result.estimated(0);
        now.pooled()
            .ifPresent(pooled -> {
              for (int e = 0; e < 3; e++) {
                double before = filled.estimated(0).evs()[e];
                double own = pooled.ownEvs()[e];
                assertThat(now.evs()[e])
                    .isIn(own, pooled.shots()[e] == 200 ? (before + own) / 2 : own);
              }
            });
      }
      case COUNTS -> assertThat(result.sampled(0).pooled()).isEmpty();
    }
  }

  @Test
  void everythingThatIsHeldIsListed() {
    try (CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder))) {
      for (EntryKind kind : EntryKind.values()) {
        var _ = cache.run(filling(kind));
      }
      var _ = cache.run(filling(EntryKind.VALUES));
    }

    List<CacheFolder.Entry> entries = new CacheFolder(folder).list();

    assertThat(entries).extracting(CacheFolder.Entry::kind).containsOnly(EntryKind.values());
    assertThat(entries)
        .allSatisfy(entry -> {
          assertThat(entry.parts().text(Part.DEVICE)).isEqualTo("counting, chip");
          assertThat(entry.parts().text(Part.CALIBRATION)).isEqualTo("monday");
          assertThat(entry.parts().text(Part.NOISE)).isEqualTo("loud");
          switch (entry.kind()) {
            case EXACT -> assertThat(entry.items()).isEqualTo(3);
            case SEEDED -> {
              assertThat(entry.items()).isEqualTo(1);
              assertThat(entry.parts().text(Part.SEED)).isEqualTo("7");
              assertThat(entry.parts().text(Part.SHOTS)).isEqualTo("100 shots");
            }
            case VALUES -> {
              assertThat(entry.items()).isEqualTo(3);
              assertThat(entry.requests()).isEqualTo(6);
              assertThat(entry.shots()).isEqualTo(600);
            }
            case COUNTS -> assertThat(entry.shots()).isEqualTo(50);
          }
        });
  }

  @Test
  void aClearedFolderIsEmptyAndAnEntryCanGoAlone() {
    try (CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder))) {
      var _ = cache.run(filling(EntryKind.EXACT));
      var _ = cache.run(filling(EntryKind.VALUES));
    }
    CacheFolder owned = new CacheFolder(folder);
    String name = owned.list().getFirst().name();

    assertThat(owned.clear(name.substring(0, 12)).files()).isEqualTo(1);
    assertThat(owned.list()).extracting(CacheFolder.Entry::name).doesNotContain(name).hasSize(1);
    assertThat(owned.clear("").files()).isEqualTo(1);
    assertThat(owned.list()).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsEmptyAndStaysAway() {
    CacheFolder nowhere = new CacheFolder(folder.resolve("none"));

    assertThat(nowhere.list()).isEmpty();
    assertThat(nowhere.clear("").files()).isZero();
    assertThat(nowhere.verify().files()).isZero();
    assertThat(nowhere.lastRun()).isEmpty();
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aFileInThePlaceOfTheFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertThatThrownBy(() -> new CacheFolder(file).list())
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "the result cache %s is no folder; name another, or move the file away"
                .formatted(file));
  }

  private List<String> differing(JobRequest asked, Provenance origin) {
    return explained(asked, origin).differences().stream()
        .map(difference -> difference.part().text())
        .toList();
  }

  private Explanation explained(JobRequest asked, Provenance origin) {
    List<Explanation> explanations =
        new CacheFolder(folder).explain(Wanted.of(asked, "counting", origin, true));
    assertThat(explanations).hasSize(1);
    return explanations.getFirst();
  }

  @Test
  void everyPartThatDiffersIsNamed() {
    Pub.Estimator one = pub(CIRCUIT, "ZZ", 1, 2);
    JobOptions seeded = JobOptions.NONE.withShots(100).withSeed(7);
    try (CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder))) {
      var _ = cache.run(request(JobOptions.NONE, one));
      var _ = cache.run(request(seeded, one));
      var _ = cache.run(request(JobOptions.NONE.withShots(100), one));
    }

    assertThat(explained(request(JobOptions.NONE, one), MONDAY).held()).isTrue();
    assertThat(explained(request(seeded, one), MONDAY).held()).isTrue();
    Explanation pool = explained(request(JobOptions.NONE.withShots(5), one), MONDAY);
    assertThat(pool.held()).isTrue();
    assertThat(pool.shots()).isEqualTo(100);
    for (JobOptions options : List.of(JobOptions.NONE, seeded, JobOptions.NONE.withShots(100))) {
      assertThat(differing(request(options, pub(CIRCUIT, "ZZ", 1, 3)), MONDAY))
          .containsExactly("binding");
      assertThat(differing(request(options, pub(CIRCUIT, "ZX", 1, 2)), MONDAY))
          .containsExactly("observable");
      assertThat(differing(request(options, pub(circuit(StandardGate.RY), "ZZ", 1, 2)), MONDAY))
          .containsExactly("circuit");
      assertThat(
              differing(
                  request(
                      options.withSimulator(
                          SimulatorOptions.DEFAULT.withMethod(
                              SimulationMethod.MATRIX_PRODUCT_STATE)),
                      one),
                  MONDAY))
          .containsExactly("options");
      assertThat(differing(request(options, one), new Provenance("chip 2", "monday", "loud")))
          .containsExactly("device");
      assertThat(differing(request(options, one), new Provenance("chip", "tuesday", "quiet")))
          .containsExactly("calibration", "noise");
    }
    assertThat(differing(request(seeded.withSeed(8), one), MONDAY)).containsExactly("seed");
    assertThat(differing(request(seeded.withShots(101).withSeed(8), one), MONDAY))
        .containsExactly("seed", "shots");
  }

  @Test
  void theNearestRowIsNamedByTheParametersThatDiffer() {
    try (CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder))) {
      var _ = cache.run(request(JobOptions.NONE, pub(CIRCUIT, "ZZ", 1, 2, 7, 8, 1.5, 9)));
    }

    Explanation explanation =
        explained(request(JobOptions.NONE, pub(CIRCUIT, "ZZ", 1.5, 2.25)), MONDAY);

    assertThat(explanation.differences())
        .containsExactly(new Parts.Difference(Part.BINDING, "b=2.25", "b=9.0"));
  }

  @Test
  void whatTheLastRunMissedIsHeldAgainstWhatWasThereBefore() {
    try (CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder))) {
      var _ = cache.run(request(JobOptions.NONE, pub(CIRCUIT, "ZZ", 1, 2)));
    }
    Provenance tuesday = new Provenance("chip", "tuesday", "loud");
    // Entries are dated to the millisecond, and those of one millisecond cannot be told apart.
    Instant before = Instant.now();
    while (Instant.now().toEpochMilli() == before.toEpochMilli()) {
      Thread.onSpinWait();
    }
    try (CachingBackend cache = cache(tuesday, CacheOptions.disk(folder))) {
      var _ = cache.run(request(JobOptions.NONE, pub(CIRCUIT, "ZZ", 1, 2, 3, 4)));
      var _ = cache.run(request(JobOptions.NONE.withShots(10), pub(CIRCUIT, "ZZ", 1, 2)));
      var _ = cache.run(request(JobOptions.NONE, pub(CIRCUIT, "ZZ", 1, 2)));
    }
    CacheFolder owned = new CacheFolder(folder);

    LastRun last = owned.lastRun().orElseThrow();

    assertThat(last.backend()).isEqualTo("counting");
    assertThat(last.hits()).isEqualTo(1);
    assertThat(last.reasons()).containsEntry(Miss.NEVER_SEEN, 2L).containsEntry(Miss.SAMPLED, 1L);
    assertThat(last.values()).containsExactly(2L);
    assertThat(owned.explain(last.missed()))
        .singleElement()
        .satisfies(explanation -> {
          assertThat(explanation.held()).isFalse();
          assertThat(explanation.differences())
              .containsExactly(new Parts.Difference(Part.CALIBRATION, "tuesday", "monday"));
        });
  }

  private long bytes() throws IOException {
    long sum = 0;
    for (Path file : Room.files(folder)) {
      sum += Files.size(file);
    }
    return sum;
  }

  @Test
  void whenRoomIsNeededPoolsGoLast() throws Exception {
    CacheOptions small = CacheOptions.disk(folder).withDiskBytes(40_000);
    try (CachingBackend cache = cache(MONDAY, small)) {
      var _ = cache.run(filling(EntryKind.VALUES));
    }
    for (int run = 0; run < 10; run++) {
      try (CachingBackend cache = cache(MONDAY, small)) {
        double[] rows = new double[400];
        Arrays.setAll(rows, i -> i);
        String label = "IXYZ".charAt(run % 4) + "" + "IXYZ".charAt(run / 4);
        var _ = cache.run(request(JobOptions.NONE, pub(CIRCUIT, label, rows)));
      }
      assertThat(bytes()).isLessThanOrEqualTo(40_000);
    }

    assertThat(new CacheFolder(folder).list())
        .extracting(CacheFolder.Entry::kind)
        .contains(EntryKind.VALUES, EntryKind.EXACT)
        .hasSizeLessThan(10);
  }

  @Test
  void aPoolThatFillsTheFolderForgetsItsOldestShotsAndTwoWritersKeepTheBound() throws Exception {
    CacheOptions small = CacheOptions.disk(folder).withDiskBytes(30_000);
    try (CachingBackend one = cache(MONDAY, small);
        CachingBackend two = cache(MONDAY, small)) {
      for (int i = 0; i < 300; i++) {
        var _ =
            (i % 2 == 0 ? one : two)
                .run(request(JobOptions.NONE.withShots(10), pub(CIRCUIT, "ZZ", i, i, i, -i - 1)));
        assertThat(bytes()).as("after %d", i).isLessThanOrEqualTo(30_000);
      }
      PubResult.Estimated latest =
          one.run(request(JobOptions.NONE.withShots(10), pub(CIRCUIT, "ZZ", 299, 299)))
              .estimated(0);
      assertThat(latest.pooled().orElseThrow().shots()).containsExactly(20);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void leftoversOfAWriterThatDiedAndOfEarlierFormsAreCleanedUp() throws Exception {
    Files.writeString(folder.resolve(".00ff.exact.5ca1ab1e"), "half of a file");
    Files.writeString(folder.resolve("00ff.rows"), "of version 0.1");
    Files.writeString(folder.resolve("notes.txt"), "somebody's own");

    try (CachingBackend cache = cache(MONDAY, CacheOptions.disk(folder))) {
      var _ = cache.run(filling(EntryKind.EXACT));
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .doesNotContain(".00ff.exact.5ca1ab1e", "00ff.rows")
          .contains("notes.txt");
    }
  }
}
