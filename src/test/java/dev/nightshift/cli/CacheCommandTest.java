package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.cache.Provenance;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheCommandTest {
  private static final String BELL =
      """
      OPENQASM 3.0;
      include "stdgates.inc";
      input float[64] theta;
      qubit[2] q;
      bit[2] c;
      ry(theta) q[0];
      cx q[0], q[1];
      c = measure q;
      """;

  @TempDir private Path folder = Path.of("");

  private static Ran run(List<String> args) {
    return Ran.of(args);
  }

  private Path results() {
    return folder.resolve("results");
  }

  private Ran cache(String... args) {
    List<String> all = new ArrayList<>(List.of("cache"));
    all.addAll(Arrays.asList(args));
    all.addAll(List.of("--cache-folder", results().toString()));
    return run(all);
  }

  private String bell() throws IOException {
    return Files.writeString(folder.resolve("bell.qasm"), BELL).toString();
  }

  private Ran circuit(String... args) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("circuit", "run", bell(), "--cache-folder", results().toString(), "--json"));
    all.addAll(Arrays.asList(args));
    Ran ran = run(all);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    return ran;
  }

  private static Object at(Map<?, ?> map, String... keys) {
    Object found = map;
    for (String key : keys) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(key), key);
    }
    return found;
  }

  private static int sum(Object counts) {
    return ((Map<?, ?>) counts).values().stream().mapToInt(n -> (Integer) n).sum();
  }

  @Test
  void countsAreOfTheRequestAndThoseOfAllRequestsStandBeside() throws IOException {
    Ran first = circuit("--shots", "1000", "--param", "theta=1");
    Ran second = circuit("--shots", "500", "--param", "theta=1");
    Ran alone = circuit("--shots", "500", "--param", "theta=1", "--cache", "off");

    assertThat(first.json().get("pooled")).isNull();
    assertThat(sum(at(second.json(), "counts"))).isEqualTo(500);
    assertThat(at(second.json(), "pooled", "shots")).isEqualTo(1500);
    assertThat(at(second.json(), "pooled", "counts", "00"))
        .isEqualTo(
            (Integer) at(first.json(), "counts", "00")
                + (Integer) at(second.json(), "counts", "00"));
    assertThat(alone.json().get("pooled")).isNull();
  }

  @Test
  void expectationValuesAreOfAllRequestsAndTheOwnStandBeside() throws IOException {
    String[] args = {"--observable", "ZI", "--shots", "1000", "--param", "theta=1"};
    Ran first = circuit(args);

    Ran second = circuit(args);

    double before = (Double) ((List<?>) at(first.json(), "evs")).getFirst();
    double own = (Double) ((List<?>) at(second.json(), "pooled", "own_evs")).getFirst();
    assertThat((Double) ((List<?>) at(second.json(), "evs")).getFirst())
        .isCloseTo((before + own) / 2, within(1e-15));
    assertThat(at(second.json(), "pooled", "shots")).isEqualTo(List.of(2000));
    assertThat(at(second.json(), "pooled", "own_shots")).isEqualTo(1000);
  }

  @Test
  void whatIsKeptIsListedCheckedAndCleared() throws IOException {
    var _ = circuit("--shots", "100", "--param", "theta=1");
    var _ = circuit("--shots", "100", "--param", "theta=1", "--seed", "7");
    var _ = circuit("--observable", "ZZ", "--param", "theta=1");

    Ran list = cache("ls");
    Ran verified = cache("verify");

    assertThat(list.out().lines()).hasSize(5);
    assertThat(list.out().lines().findFirst().orElseThrow())
        .matches("NAME +KIND +ITEMS +SHOTS +SIZE +USED +CIRCUIT +ON");
    assertThat(list.out())
        .containsPattern("[0-9a-f]{12} pooled counts +1 +100 .* 2 qubits, 4 instructions")
        .containsPattern("[0-9a-f]{12} seeded +1 +- ")
        .containsPattern("[0-9a-f]{12} exact +1 +- .* embedded")
        .containsPattern("3 entries, .* in ");
    assertThat(cache("ls", "--json").out().lines())
        .hasSize(3)
        .allSatisfy(line ->
            assertThat(Json.read(line.getBytes(StandardCharsets.UTF_8), Map.class).keySet())
                .asString()
                .contains("name", "kind", "bytes", "created", "used", "parts"));
    assertThat(verified.out()).isEqualTo("3 entries, 3 sound records, nothing damaged\n");
    assertThat(cache("clear").out()).startsWith("3 entries deleted, ");
    assertThat(at(cache("clear", "--json").json(), "deleted")).isEqualTo(0);
    assertThat(cache("ls").out()).contains("0 entries");
  }

  @Test
  void damageIsToldOfAndDropped() throws IOException {
    var _ = circuit("--observable", "ZZ", "--param", "theta=1");
    Path file;
    try (Stream<Path> files = Files.list(results())) {
      file = files.filter(one -> one.toString().endsWith(".exact")).findAny().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 4;
    Files.write(file, bytes);

    Ran verified = cache("verify", "--json");

    assertThat(verified.code()).isZero();
    assertThat(at(verified.json(), "damaged"))
        .isEqualTo(List.of(Map.of("name", file.getFileName().toString(), "dropped", 1, "left", 0)));
    assertThat(file).doesNotExist();
  }

  @Test
  void aCircuitIsExplainedWithoutBeingRun() throws IOException {
    String[] exact = {"--observable", "ZZ", "--param", "theta=1"};
    var _ = circuit(exact);

    Ran held = cache("explain", bell(), "--observable", "ZZ", "--param", "theta=1");
    Ran other = cache("explain", bell(), "--observable", "ZZ", "--param", "theta=1.5");
    Ran twin =
        cache(
            "explain",
            bell(),
            "--observable",
            "ZZ",
            "--param",
            "theta=1",
            "--backend",
            "twin:nightshift_line5",
            "--json");
    Ran sampled = cache("explain", bell(), "--shots", "10", "--param", "theta=1");

    assertThat(held.out()).matches("exact: held in [0-9a-f]{12}\\.exact\n");
    assertThat(other.out())
        .matches(
            "exact: not held; the nearest, [0-9a-f]{12}\\.exact, differs in\n"
                + "  binding      asked theta=1\\.5, held theta=1\\.0\n");
    Map<?, ?> explanation = (Map<?, ?>) ((List<?>) at(twin.json(), "explanations")).getFirst();
    assertThat(((Map<?, ?>) at(explanation, "differences")).keySet())
        .asString()
        .isEqualTo("[device, calibration, noise]");
    assertThat(sampled.out()).isEqualTo("pooled counts: nothing of this kind is held\n");
  }

  @Test
  void theLastRunIsExplained() throws IOException {
    assertThat(cache("explain").out()).startsWith("no command has kept its results in ");
    var _ = circuit("--shots", "100", "--param", "theta=1", "--seed", "7");
    var _ = circuit("--shots", "100", "--param", "theta=1", "--seed", "8");

    Ran last = cache("explain");

    assertThat(last.code()).isZero();
    assertThat(last.out())
        .contains("the run on embedded that ended ")
        .contains("1 values not: never seen\n")
        .containsPattern(
            "1 values, seeded: not held; the nearest, [0-9a-f]{12}\\.seeded, differs in")
        .contains("  seed         asked 8, held 7\n");
    assertThat(at(cache("explain", "--json").json(), "reasons")).isEqualTo(Map.of("never seen", 1));
  }

  @Test
  void aTwinsSeededResultsAreKeptUnderItsFigures() throws IOException {
    String[] args = {
      "--shots", "50", "--param", "theta=1", "--seed", "7", "--backend", "twin:nightshift_line5"
    };
    Ran first = circuit(args);

    Ran second = circuit(args);

    assertThat(second.out()).isEqualTo(first.out());
    assertThat(cache("explain").out()).contains("1 values from the cache");
    assertThat(cache("ls").out()).contains("twin of nightshift_line5");
  }

  @Test
  void aBoundOfNothingIsRefused() throws IOException {
    Ran ran = run(List.of("circuit", "run", bell(), "--param", "theta=1", "--cache-size", "0"));

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo("nightshift: NS1207 option-value: --cache-size is 0; give at least 1\n");
  }

  @Test
  void anOriginIsAskedForAgainAfterAMinute() {
    AtomicLong now = new AtomicLong();
    AtomicInteger asked = new AtomicInteger();
    Supplier<Provenance> origin =
        Origins.remembered(
            () -> new Provenance("chip", "day " + asked.incrementAndGet(), ""), now::get);

    String first = origin.get().calibration();
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    String second = origin.get().calibration();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    String third = origin.get().calibration();

    assertThat(List.of(first, second, third)).containsExactly("day 1", "day 1", "day 2");
  }
}
