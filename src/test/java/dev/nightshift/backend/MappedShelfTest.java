package dev.nightshift.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedShelfTest {
  private static final TranspileOptions OPTIONS = TranspileOptions.DEFAULT;

  @TempDir private Path folder = Path.of("");

  private final Target target = new DeviceCatalog(List.of()).find("nightshift_line5").target();
  private final Circuit circuit =
      Circuit.builder(3)
          .bits("c", 3)
          .ry(ParameterExpression.parameter("theta").times(0.1), 0)
          .cx(0, 2)
          .cx(1, 2)
          .measure(0, 2)
          .measure(2, 0)
          .build();
  private final String key = Transpiler.key(circuit, target, OPTIONS);

  @Test
  void whatWasMappedOnceComesBackWholeInTheNextRun() {
    Transpiled mapped = Transpiler.transpile(circuit, target, OPTIONS);
    new MappedShelf(folder).put(key, mapped);

    assertThat(new MappedShelf(folder).find(key)).contains(mapped);
    assertThat(new MappedShelf(folder).find(key.replace(key.charAt(0), '?'))).isEmpty();
    assertThat(MappedShelf.NONE.find(key)).isEmpty();
  }

  @Test
  void aBackendOfTheNextRunTakesItFromThere() {
    JobRequest request =
        JobRequest.sample(
            List.of(
                new Pub.Sampler(circuit, Bindings.row(circuit.parameters(), new double[] {1}), 10)),
            JobOptions.NONE);
    List<Transpiled> first = mappedBy(request);

    // The times of the passes are the first run's.
    assertThat(first).hasSize(1);
    assertThat(mappedBy(request)).isEqualTo(first);
  }

  @Test
  void twoLevelsKeepACircuitEach() {
    JobRequest request =
        JobRequest.sample(
            List.of(
                new Pub.Sampler(circuit, Bindings.row(circuit.parameters(), new double[] {1}), 10)),
            JobOptions.NONE);
    List<Transpiled> usual = mappedBy(request);
    List<Transpiled> lazy = mappedBy(request, OPTIONS.withLevel(0));

    assertThat(lazy.getFirst().receipt().level()).isZero();
    assertThat(lazy.getFirst().circuit()).isNotEqualTo(usual.getFirst().circuit());
    assertThat(folder).isDirectoryContaining(file -> file.endsWith(key + ".json"));
    assertThat(Objects.requireNonNull(folder.toFile().list())).hasSize(2);
    assertThat(mappedBy(request)).isEqualTo(usual);
    assertThat(mappedBy(request, OPTIONS.withLevel(0))).isEqualTo(lazy);
  }

  private List<Transpiled> mappedBy(JobRequest request) {
    return mappedBy(request, OPTIONS);
  }

  private List<Transpiled> mappedBy(JobRequest request, TranspileOptions options) {
    try (TranspilingBackend backend =
        new TranspilingBackend(
            new EmbeddedBackend("ideal", new Simulator(), new Meter()),
            () -> Optional.of(target),
            options,
            new Meter(),
            new MappedShelf(folder))) {
      backend.run(request);
      return backend.mapped();
    }
  }

  @Test
  void anotherLevelSeedTargetOrCircuitIsAnotherKey() {
    Target other = new DeviceCatalog(List.of()).find("nightshift_hex27").target();

    assertThat(
            Stream.of(
                key,
                Transpiler.key(circuit, target, OPTIONS.withLevel(3)),
                Transpiler.key(circuit, target, OPTIONS.withSeed(Seed.of(1))),
                Transpiler.key(circuit, target, OPTIONS.withPasses(List.of("level-1"))),
                Transpiler.key(circuit, other, OPTIONS),
                Transpiler.key(Circuit.builder(1).h(0).build(), target, OPTIONS)))
        .doesNotHaveDuplicates();
  }

  @Test
  void aDamagedFileIsDroppedAndOneOfAnotherCircuitToo() throws IOException {
    MappedShelf shelf = new MappedShelf(folder);
    Transpiled mapped = Transpiler.transpile(circuit, target, OPTIONS);
    Path file = folder.resolve(key + ".json");
    for (String[] change :
        new String[][] {{"OPENQASM", "OPENQAZM"}, {"sx q[", "x q["}, {"}", ""}}) {
      shelf.put(key, mapped);
      Files.writeString(file, Files.readString(file).replace(change[0], change[1]));

      assertThat(shelf.find(key)).as(change[0]).isEmpty();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void theCircuitUsedLongestAgoGoesFirst() throws IOException {
    MappedShelf shelf = new MappedShelf(folder);
    Transpiled mapped = Transpiler.transpile(circuit, target, OPTIONS);
    for (int k = 0; k < MappedShelf.KEPT; k++) {
      Path old = Files.writeString(folder.resolve("old" + k + ".json"), "{}");
      Files.setLastModifiedTime(old, FileTime.from(Instant.ofEpochSecond(1_000 + k)));
    }

    shelf.put(key, mapped);

    assertThat(folder.resolve("old0.json")).doesNotExist();
    assertThat(folder.resolve("old1.json")).exists();
    assertThat(shelf.find(key)).contains(mapped);
  }
}
