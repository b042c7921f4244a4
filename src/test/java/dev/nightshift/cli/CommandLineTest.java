package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
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

  /** What a command printed, and its exit code. */
  private static Ran run(String... args) {
    return Ran.of(args);
  }

  private static Object at(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void everyCommandHasHelp() {
    for (String command :
        List.of(
            "run",
            "plan",
            "serve",
            "backends",
            "backends ls",
            "backends show",
            "backends import",
            "backends snapshot",
            "circuit",
            "circuit run",
            "qasm",
            "worker",
            "queue",
            "queue ls",
            "queue show",
            "queue watch",
            "queue pause",
            "queue resume",
            "queue retry",
            "queue cancel",
            "queue export",
            "queue ui",
            "budget audit",
            "budget",
            "qasm check",
            "cache",
            "cache ls",
            "cache clear",
            "cache verify",
            "cache explain",
            "transpile",
            "prove",
            "generate")) {
      Ran help = run((command + " --help").split(" "));

      assertThat(help.code()).as(command).isZero();
      assertThat(help.out()).as(command).startsWith("Usage: nightshift " + command);
    }
  }

  @Test
  void givenNoCommand_whenRun_thenOneLineSaysSoWithExitCode2() {
    Ran ran = run();

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).startsWith("nightshift: NS1000 usage: which command?");
  }

  @Test
  void givenAMistypedCommand_whenRun_thenTheNearestIsOffered() {
    Ran ran = run("rum");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("nightshift run");
  }

  @Test
  void givenAnglesOnTheCommandLine_whenExact_thenProbabilitiesHaveTheFieldsBitOrder()
      throws IOException {
    Path bell = file("bell.qasm", BELL);

    for (String backend : List.of("embedded", "local")) {
      Ran ran =
          run(
              "circuit",
              "run",
              bell.toString(),
              "--param",
              "theta=1.0",
              "--backend",
              backend,
              "--no-cache",
              "--json");

      assertThat(ran.err()).isEmpty();
      Map<?, ?> probabilities = (Map<?, ?>) at(ran.json(), "probabilities");
      assertThat((Double) probabilities.get("00"))
          .isCloseTo(Math.pow(Math.cos(0.5), 2), within(1e-12));
      assertThat((Double) probabilities.get("11"))
          .isCloseTo(Math.pow(Math.sin(0.5), 2), within(1e-12));
      assertThat(probabilities).hasSize(2);
    }
  }

  @Test
  void givenShotsAndASeed_whenRunTwice_thenCountsAreEqualHereAndOverTheWire() throws IOException {
    Path bell = file("bell.qasm", BELL);
    String[] args = {
      "circuit",
      "run",
      bell.toString(),
      "--param",
      "theta=1.0",
      "--shots",
      "500",
      "--seed",
      "7",
      "--no-cache",
      "--json",
      "--backend",
      "embedded"
    };

    Ran first = run(args);
    Ran again = run(args);
    args[args.length - 1] = "local";
    Ran wired = run(args);

    Map<?, ?> counts = (Map<?, ?>) at(first.json(), "counts");
    assertThat(counts.values().stream().mapToInt(n -> (Integer) n).sum()).isEqualTo(500);
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(wired.out()).isEqualTo(first.out());
  }

  @Test
  void givenObservablesInAFile_whenRun_thenValuesStandInTheirOrder() throws IOException {
    Path bell = file("bell.qasm", BELL);
    Path parameters = file("p.json", "{\"theta\": 0.5}");
    Path observables = file("o.json", "[\"ZZ\", {\"IZ\": 2.0, \"XX\": 1.0}]");

    Ran ran =
        run(
            "circuit",
            "run",
            bell.toString(),
            "--params",
            parameters.toString(),
            "--observables",
            observables.toString(),
            "--no-cache",
            "--json");

    List<?> evs = (List<?>) at(ran.json(), "evs");
    assertThat((Double) evs.get(0)).isCloseTo(1, within(1e-12));
    assertThat((Double) evs.get(1)).isCloseTo(2 * Math.cos(0.5) + Math.sin(0.5), within(1e-12));
    assertThat(ran.json().get("stds")).isEqualTo(List.of(0.0, 0.0));
  }

  @Test
  void givenAMissingAngle_whenRun_thenTheErrorNamesItAndTheOption() throws IOException {
    Path bell = file("bell.qasm", BELL);

    Ran ran = run("circuit", "run", bell.toString());

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "nightshift: NS1201 parameter-unbound: input theta of %s has no value; give --param theta=VALUE%n"
                .formatted(bell));
  }

  @Test
  void givenANaNAngle_whenRun_thenItIsRefused() throws IOException {
    Path bell = file("bell.qasm", BELL);

    Ran ran = run("circuit", "run", bell.toString(), "--param", "theta=NaN");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("NS1203 binding-value", "theta", "NaN");
  }

  @Test
  void givenAnUnknownBackend_whenRun_thenTheNearestIsOffered() throws IOException {
    Path bell = file("bell.qasm", BELL);

    Ran ran = run("circuit", "run", bell.toString(), "--param", "theta=1", "--backend", "embeded");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("NS1020 backend-unknown", "embedded");
  }

  @Test
  void givenACircuitTooWide_whenRun_thenTheErrorSaysHowManyQubitsFit() throws IOException {
    Path wide = file("wide.qasm", "OPENQASM 3.0; qubit[60] q;");

    Ran ran = run("circuit", "run", wide.toString(), "--shots", "10", "--method", "statevector");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("NS1205 circuit-too-wide", "60");
  }

  @Test
  void givenValidAndBrokenFiles_whenChecked_thenOneLineAFileAndExitCode2() throws IOException {
    Path good = file("good.qasm", BELL);
    Path bad = file("bad.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit q;\nhh q;\n");

    Ran ran = run("qasm", "check", good.toString(), bad.toString(), "--json");

    List<String> lines = ran.out().lines().toList();
    assertThat(ran.code()).isEqualTo(2);
    assertThat(lines).hasSize(2);
    Map<?, ?> first = Json.read(lines.get(0).getBytes(StandardCharsets.UTF_8), Map.class);
    Map<?, ?> second = Json.read(lines.get(1).getBytes(StandardCharsets.UTF_8), Map.class);
    assertThat(first.get("valid")).isEqualTo(true);
    assertThat(second.get("valid")).isEqualTo(false);
    Map<?, ?> diagnostic = (Map<?, ?>) ((List<?>) at(second, "diagnostics")).getFirst();
    assertThat(diagnostic.get("line")).isEqualTo(4);
    assertThat(diagnostic.get("column")).isEqualTo(1);
    assertThat(run("qasm", "check", good.toString()).code()).isZero();
  }

  @Test
  void givenAFile_whenFormatted_thenTheTextIsCanonicalAndStable() throws IOException {
    Ran once = run("qasm", "format", file("bell.qasm", BELL).toString());

    Ran twice = run("qasm", "format", file("again.qasm", once.out()).toString());

    assertThat(once.code()).isZero();
    assertThat(once.out()).startsWith("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n");
    assertThat(twice.out()).isEqualTo(once.out());
  }

  @Test
  void givenBadConfigs_whenRun_thenEachHasItsOwnError() throws IOException {
    assertThat(run("run", folder.resolve("none.yaml").toString()))
        .satisfies(ran -> assertThat(ran.code()).isEqualTo(2))
        .satisfies(ran -> assertThat(ran.err()).contains("NS1001 file-missing"));
    assertThat(run("run", file("broken.yaml", "seed: [1,").toString()).err())
        .contains("NS1010 config-malformed", "broken.yaml");
    assertThat(run("run", file("key.yaml", "model:\n  n_emb: 16\n").toString()).err())
        .contains("NS1011 config-unknown-key", "n_emb", "key.yaml:2", "n_embd");
    assertThat(
            run("run", file("shape.yaml", "model:\n  n_embd: 15\n  n_head: 2\n").toString()).err())
        .contains("NS1012 config-value", "n_embd", "multiple of n_head");
    assertThat(run("run", folder.toString(), "--resume", "x").err()).contains("not both");
    assertThat(run("run", "--resume", folder.resolve("gone").toString()).err())
        .contains("NS1303 run-missing");
  }

  @Test
  void givenAPortInUse_whenServing_thenTheErrorNamesIt() throws IOException {
    try (java.net.ServerSocket taken =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Ran ran = run("serve", "--port", String.valueOf(taken.getLocalPort()));

      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.err()).contains("NS1300 port-in-use", String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void givenAnAddressThatOthersReach_whenServingWithoutAToken_thenItIsRefused() {
    Ran ran = run("serve", "--host", "0.0.0.0", "--port", "0");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("NS1207 option-value", "--token");
  }

  @Test
  void givenTheStabilizerMethod_thenAWideCircuitIsCountedHereAndOverTheWire() throws IOException {
    Path ghz =
        file(
            "ghz.qasm",
            """
            OPENQASM 3.0;
            include "stdgates.inc";
            qubit[64] q;
            bit[2] c;
            h q[0];
            cx q[0], q[63];
            c[0] = measure q[0];
            c[1] = measure q[63];
            """);

    for (String backend : List.of("embedded", "local")) {
      String[] args = {
        "circuit",
        "run",
        ghz.toString(),
        "--method",
        "stabilizer",
        "--backend",
        backend,
        "--no-cache",
        "--json"
      };
      Ran exact = run(args);
      Ran sampled =
          run(Stream.concat(Stream.of(args), Stream.of("--shots", "100")).toArray(String[]::new));

      assertThat(exact.err()).isEmpty();
      assertThat(at(exact.json(), "probabilities")).isEqualTo(Map.of("00", 0.5, "11", 0.5));
      assertThat(((Map<?, ?>) at(sampled.json(), "counts")).keySet().toString())
          .isEqualTo("[00, 11]");
    }
  }

  @Test
  void givenAMethodThatIsNone_thenTheErrorListsThem() throws IOException {
    Path bell = file("bell.qasm", BELL);

    Ran ran = run("circuit", "run", bell.toString(), "--param", "theta=1", "--method", "magic");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            "--method is 'magic'; give one of automatic, statevector, density_matrix, stabilizer,"
                + " matrix_product_state");
    assertThat(run("circuit", "run", "--help").out()).contains("density_matrix");
  }

  private static final String NOISE =
      """
      {"errors": [
        {"type": "qerror", "operations": ["cx"], "probabilities": [0.9, 0.1],
         "instructions": [[{"name": "id", "qubits": [0]}], [{"name": "pauli", "qubits": [0, 1], "params": ["XI"]}]]},
        {"type": "roerror", "operations": ["measure"], "probabilities": [[0.98, 0.02], [0.05, 0.95]]}]}
      """;

  @Test
  void givenANoiseModel_whenRun_thenHereAndOverTheWireItErrsAlike() throws IOException {
    String bell = file("bell.qasm", BELL).toString();
    String noise = file("noise.json", NOISE).toString();
    List<Map<?, ?>> values = new ArrayList<>();
    List<Map<?, ?>> counts = new ArrayList<>();

    for (String backend : List.of("embedded", "local")) {
      String[] args = {
        "circuit",
        "run",
        bell,
        "--param",
        "theta=1",
        "--backend",
        backend,
        "--noise-model",
        noise,
        "--method",
        "density_matrix",
        "--seed",
        "3",
        "--json"
      };
      values.add(run(with(args, "--observable", "ZZ")).json());
      counts.add(run(with(args, "--shots", "1000")).json());
    }

    // XI flips the parity that a Bell state of any angle has, one time in ten.
    double value = ((Number) ((List<?>) at(values.getFirst(), "evs")).getFirst()).doubleValue();
    assertThat(value).isCloseTo(0.8, within(1e-12));
    assertThat(values.get(1)).isEqualTo(values.getFirst());
    assertThat(((Map<?, ?>) at(counts.getFirst(), "counts")).keySet()).hasSize(4);
    assertThat(counts.get(1)).isEqualTo(counts.getFirst());
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aNoiseModelThatIsNoneIsAnsweredWithItsFileAndPlace() throws IOException {
    String bell = file("bell.qasm", BELL).toString();
    String[] args = {"circuit", "run", bell, "--param", "theta=1", "--noise-model"};

    Ran missing = run(with(args, folder.resolve("none.json").toString()));
    Ran text = run(with(args, file("text.json", "{\"errors\": 7}").toString()));
    Ran kind = run(with(args, file("kind.json", NOISE.replace("roerror", "gremlin")).toString()));
    Ran twin =
        run(
            with(
                args,
                file("noise.json", NOISE).toString(),
                "--observable",
                "ZZ",
                "--backend",
                "twin:nightshift_line5"));

    assertThat(List.of(missing.code(), text.code(), kind.code())).containsOnly(2);
    assertThat(missing.err()).contains("NS1001").contains("none.json");
    assertThat(text.err())
        .contains("NS1220")
        .contains("text.json: noise_model.errors should be a list");
    assertThat(kind.err())
        .contains("NS1221")
        .contains("kind.json: noise_model.errors[1].type is 'gremlin'");
    assertThat(twin.err()).contains("errors of its own");
  }

  private static final String ISA_BELL =
      """
      OPENQASM 3.0;
      include "stdgates.inc";
      rz(pi/2) $0;
      sx $0;
      rz(pi/2) $0;
      rz(pi/2) $1;
      sx $1;
      rz(pi/2) $1;
      cz $0, $1;
      rz(pi/2) $1;
      sx $1;
      rz(pi/2) $1;
      """;

  private double twinValue(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "circuit",
                "run",
                file("isa.qasm", ISA_BELL).toString(),
                "--backend",
                "twin:nightshift_line5",
                "--observable",
                "ZZ",
                "--json"));
    words.addAll(List.of(more));
    Ran ran = run(words.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return ((Number) ((List<?>) at(ran.json(), "evs")).getFirst()).doubleValue();
  }

  @Test
  void aTwinErrsAsItsDeviceAndMitigationTakesSomeOfItBack() throws IOException {
    double exact = twinValue();
    double raw = twinValue("--shots", "20000", "--seed", "1");
    double mitigated = twinValue("--shots", "20000", "--seed", "1", "--resilience-level", "1");

    assertThat(exact).isBetween(0.9, 0.9999);
    assertThat(raw).isLessThan(exact - 0.01);
    // 20,000 shots and as many for the learning: five standard errors are 0.02 at most.
    assertThat(mitigated).isCloseTo(exact, within(0.02));
  }

  @Test
  void aStandardErrorHoldsWhateverTheCoefficientsAre() throws IOException {
    String bell = file("bell.qasm", BELL).toString();
    String sum = file("sum.json", "[{\"ZI\": 3, \"XI\": 4, \"II\": 100}, \"ZI\"]").toString();
    String angle = "theta=" + Math.PI / 2;
    for (String error : List.of("0.5", "0.1")) {
      Ran ran =
          run(
              "circuit",
              "run",
              bell,
              "--param",
              angle,
              "--observables",
              sum,
              "--standard-error",
              error,
              "--seed",
              "1",
              "--json");

      assertThat(ran.code()).as(ran.err()).isZero();
      List<?> stds = (List<?>) at(ran.json(), "stds");
      // Both strings are uncertain in full: 3² + 4² over the shots, where the bound is (3 + 4)².
      assertThat(((Number) stds.getFirst()).doubleValue())
          .isCloseTo(5.0 / 7 * Double.parseDouble(error), within(0.05 * Double.parseDouble(error)));
    }
    assertThat(run("circuit", "run", bell, "--param", angle, "--standard-error", "0.1").err())
        .contains("--standard-error is for expectation values");
    assertThat(
            run(
                    "circuit",
                    "run",
                    bell,
                    "--param",
                    angle,
                    "--observables",
                    sum,
                    "--standard-error",
                    "0")
                .err())
        .contains("a standard error of 0.0 is asked for; give a number above 0");
  }

  @Test
  void aTwinPutsPulsesIntoIdleTimesWhereItIsAskedTo() throws IOException {
    // Idle qubits relax in a job with pulses, and the pulses err, too.
    assertThat(twinValue("--dynamical-decoupling", "XY4")).isBetween(0.8, twinValue() - 1e-6);
    assertThat(
            run(
                    "circuit",
                    "run",
                    file("isa.qasm", ISA_BELL).toString(),
                    "--dynamical-decoupling",
                    "YX")
                .err())
        .contains("--dynamical-decoupling is YX; give XX, XpXm or XY4");
  }

  @Test
  void whatCannotBeMitigatedIsSaid() throws IOException {
    String isa = file("isa.qasm", ISA_BELL).toString();

    assertThat(run("circuit", "run", isa, "--resilience-level", "1").err())
        .contains("--resilience-level is for expectation values of shots");
    assertThat(
            run(
                    "circuit",
                    "run",
                    isa,
                    "--observable",
                    "ZZ",
                    "--shots",
                    "9",
                    "--resilience-level",
                    "3")
                .err())
        .contains("resilience_level is 3; give 0, 1 or 2");
    assertThat(run("circuit", "run", isa, "--backend", "twin:nightshift_line6").err())
        .contains("nightshift_line5");
  }

  @Test
  void givenAGateThatIsNotClifford_whenTheMethodIsStabilizer_thenTheErrorNamesTheGate()
      throws IOException {
    Path bell = file("bell.qasm", BELL);

    Ran ran =
        run("circuit", "run", bell.toString(), "--param", "theta=1", "--method", "stabilizer");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            "NS1212 method-unsupported: instruction 0, ry(1.0) on qubits [0], is not a Clifford"
                + " gate");
  }
}
