package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.server.ServedDevice;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.device.DeviceFolder;
import dev.nightshift.wire.device.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsCommandTest {
  private static final Path SHIPPED = Path.of("providers/nightshift");

  @TempDir private Path folder = Path.of("");

  private static Map<?, ?> json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8), Map.class);
  }

  private static Ran run(String... args) {
    return Ran.of(args);
  }

  /** The user's devices stand in a folder of the test's, whatever machine it runs on. */
  private Ran backends(String... args) {
    return run(
        Stream.of(
                Stream.of("backends", args[0], "--devices", devices().toString()),
                Stream.of(args).skip(1))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private Path devices() {
    return folder.resolve("devices");
  }

  /** A pair of files as the Python package names them. */
  private void pair(String name, String device) throws IOException {
    Path from = SHIPPED.resolve(device);
    Path to = Files.createDirectories(folder.resolve("python").resolve(name));
    Files.copy(from.resolve("configuration.json"), to.resolve("conf_" + name + ".json"));
    Files.copy(from.resolve("properties.json"), to.resolve("props_" + name + ".json"));
  }

  @Test
  void givenNothingOfTheUsers_whenListed_thenTheShippedDevicesStandOneALine() {
    Ran ran = backends("ls");

    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines())
        .first()
        .asString()
        .startsWith("NAME")
        .containsSubsequence("QUBITS", "GATE", "ERROR", "READOUT", "KIND", "CALIBRATED", "PLACE");
    assertThat(ran.out().lines())
        .filteredOn(line -> line.startsWith("nightshift_hex27 "))
        .singleElement()
        .asString()
        .containsSubsequence("27", "ecr", "synthetic", "2026-01-01T00:00:00", "built in");
  }

  @Test
  void givenJson_whenListed_thenEachLineIsAnObject() {
    Ran ran = backends("ls", "--json");

    List<? extends Map<?, ?>> rows = ran.out().lines().map(BackendsCommandTest::json).toList();
    assertThat(rows.stream().map(row -> String.valueOf(row.get("name"))))
        .contains("nightshift_hex156");
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.get("qubits")).isInstanceOf(Integer.class);
          assertThat((Double) row.get("two_qubit_error")).isBetween(0.0, 1.0);
          assertThat(row.get("last_update")).isNotNull();
        });
  }

  @Test
  void givenABrokenFolder_whenListed_thenTheOthersAreShownAndTheErrorIsToldApart()
      throws IOException {
    Path broken = Files.createDirectories(devices().resolve("broken"));
    Files.writeString(broken.resolve("configuration.json"), "{}");
    Files.writeString(broken.resolve("properties.json"), "{}");

    Ran ran = backends("ls");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).contains("nightshift_line5");
    assertThat(ran.err())
        .isEqualTo(
            "nightshift: NS1023 device-invalid: %s: backend_name is missing%n"
                .formatted(broken.resolve("configuration.json")));
  }

  @Test
  void givenADevice_whenShown_thenQubitsOperationsAndWhatIsOutOfOrderAreThere() {
    Ran ran = backends("show", "nightshift_hex127");

    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines())
        .anySatisfy(line -> assertThat(line).startsWith("nightshift_hex127: 127 qubits"))
        .anySatisfy(line -> assertThat(line).startsWith("source       synthetic: "))
        .anySatisfy(line -> assertThat(line).isEqualTo("calibrated   2026-01-01T00:00:00Z"))
        .anySatisfy(line ->
            assertThat(line).isEqualTo("clock        dt 0.5000 ns, 250.0 us between executions"))
        .anySatisfy(line ->
            assertThat(line).matches("qubits       T1 .* us, T2 .* us, readout error 0\\.0.*"))
        .anySatisfy(line -> assertThat(line).matches("  ecr +144 +0\\.\\d+  660\\.0 ns"))
        .anySatisfy(line -> assertThat(line).matches("  delay +127 +-  -"))
        .anySatisfy(line -> assertThat(line).matches("out of order ecr on \\d+-\\d+, \\d+-\\d+"));
    assertThat(backends("show", "nightshift_line5").out()).contains("out of order nothing");
  }

  @Test
  void givenJson_whenShown_thenFiguresAreInSeconds() {
    Map<?, ?> device = backends("show", "nightshift_hex156", "--json").json();

    Map<?, ?> medians = (Map<?, ?>) Objects.requireNonNull(device.get("medians"));
    assertThat(device.get("qubits")).isEqualTo(156);
    assertThat(device.get("dt_s")).isEqualTo(4e-9);
    assertThat(device.get("rep_delay_s")).isEqualTo(250e-6);
    assertThat((Double) medians.get("t1_s")).isBetween(90e-6, 350e-6);
    assertThat(((Map<?, ?>) Objects.requireNonNull(device.get("source"))).get("kind"))
        .isEqualTo("synthetic");
    assertThat((List<?>) device.get("operations"))
        .filteredOn(operation -> Objects.equals(((Map<?, ?>) operation).get("name"), "rzz"))
        .singleElement()
        .satisfies(rzz -> {
          assertThat(((Map<?, ?>) rzz).get("places")).isEqualTo(352);
          assertThat((List<?>) ((Map<?, ?>) rzz).get("out_of_order")).hasSize(4);
        });
  }

  @Test
  void givenAnUnknownName_whenShown_thenTheNearestIsOffered() {
    Ran ran = backends("show", "nightshift_lin5");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "nightshift: NS1020 backend-unknown: unknown device `nightshift_lin5`; did you mean"
                + " `nightshift_line5`?\n");
  }

  @Test
  void givenPairsAsThePythonPackageShipsThem_whenImported_thenTheirBytesAreKept()
      throws IOException {
    pair("line", "nightshift_line5");
    pair("hex", "nightshift_hex27");
    String python = folder.resolve("python").toString();

    Ran ran = backends("import", python);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines())
        .containsExactly(
            "nightshift_hex27: 27 qubits",
            "nightshift_line5: 5 qubits",
            "imported 2 of 2 into " + devices());
    Path imported = devices().resolve("nightshift_hex27");
    for (String file : List.of("configuration.json", "properties.json")) {
      assertThat(imported.resolve(file))
          .hasSameBinaryContentAs(SHIPPED.resolve("nightshift_hex27").resolve(file));
    }
    Source source = DeviceFolder.read(imported).source();
    assertThat(source.kind()).isEqualTo(Source.Kind.IMPORT);
    assertThat(source.from()).isEqualTo("conf_hex.json and props_hex.json");
    assertThat(backends("ls").out()).contains(imported.toString());
  }

  @Test
  void givenWhatIsThereOrWrong_whenImported_thenEachIsToldAndTheRestIsTaken() throws IOException {
    pair("line", "nightshift_line5");
    pair("hex", "nightshift_hex27");
    String python = folder.resolve("python").toString();
    Path broken = folder.resolve("python").resolve("hex").resolve("props_hex.json");
    Files.writeString(broken, Files.readString(broken).replace("\"us\"", "\"days\""));

    Ran first = backends("import", python);
    Ran again = backends("import", python);
    Ran forced = backends("import", python, "--force", "--json");

    assertThat(first.code()).isEqualTo(2);
    assertThat(first.out()).contains("imported 1 of 2 into");
    assertThat(first.err())
        .isEqualTo(
            ("nightshift: NS1023 device-invalid: %s: qubits[0][0].unit is \"days\"; expected s, ms,"
                    + " us, \u00b5s or ns%n")
                .formatted(broken));
    assertThat(again.err().lines())
        .contains(
            "nightshift: NS1024 device-exists: %s exists; give --force to replace it"
                .formatted(devices().resolve("nightshift_line5")));
    assertThat(json(forced.out().lines().findFirst().orElseThrow()).get("name"))
        .isEqualTo("nightshift_line5");
  }

  @Test
  void givenOneNameInTwoPairs_whenImported_thenTheSecondIsRefused() throws IOException {
    pair("a", "nightshift_line5");
    pair("b", "nightshift_line5");

    Ran ran = backends("import", folder.resolve("python").toString());

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).contains("imported 1 of 2");
    assertThat(ran.err()).contains("conf_b.json: backend_name is nightshift_line5, as in");
  }

  @Test
  void givenNoPairs_whenImported_thenTheErrorSaysWhatIsLookedFor() throws IOException {
    pair("line", "nightshift_line5");
    Path alone = folder.resolve("python").resolve("line");
    Files.delete(alone.resolve("props_line.json"));

    assertThat(backends("import", folder.resolve("none").toString()).err())
        .contains("NS1001 file-missing", "is not a folder");
    assertThat(backends("import", SHIPPED.toString()).err())
        .contains("holds no pair of conf_NAME.json and props_NAME.json");
    assertThat(backends("import", alone.toString()).err())
        .contains("there is no file " + alone.resolve("props_line.json"));
  }

  @Test
  void givenALiveService_whenSnapshotIsTaken_thenItsBytesDateAndServiceAreSaved()
      throws IOException {
    DeviceCatalog catalog = new DeviceCatalog(List.of());
    try (EmbeddedBackend engine = new EmbeddedBackend("unused", new Simulator(), new Meter());
        SimulatorServer server =
            SimulatorServer.start(
                ServerOptions.loopback(),
                engine,
                List.of(new ServedDevice(catalog.find("nightshift_hex27"), engine)),
                new Meter())) {
      Path providers = Files.createDirectories(folder.resolve("providers"));
      Files.writeString(
          providers.resolve("twin.yaml"), "kind: server\nurl: %s\n".formatted(server.uri()));
      String[] from = {
        "--provider", "twin", "--providers", providers.toString(),
      };

      Ran saved = backends("snapshot", "nightshift_hex27", from[0], from[1], from[2], from[3]);
      Ran again = backends("snapshot", "nightshift_hex27", from[0], from[1], from[2], from[3]);
      Ran forced =
          backends(
              "snapshot",
              "nightshift_hex27",
              from[0],
              from[1],
              from[2],
              from[3],
              "--force",
              "--json");
      Ran simulator = backends("snapshot", "aer_simulator", from[0], from[1], from[2], from[3]);
      Ran missing = backends("snapshot", "ibm_fez", from[0], from[1], from[2], from[3]);

      Path snapshot = devices().resolve("nightshift_hex27");
      assertThat(saved.err()).isEmpty();
      assertThat(saved.out())
          .isEqualTo(
              "nightshift_hex27: 27 qubits, calibrated 2026-01-01T00:00:00Z, saved in %s%n"
                  .formatted(snapshot));
      for (String file : List.of("configuration.json", "properties.json")) {
        assertThat(snapshot.resolve(file))
            .hasSameBinaryContentAs(SHIPPED.resolve("nightshift_hex27").resolve(file));
      }
      Source source = DeviceFolder.read(snapshot).source();
      assertThat(source.kind()).isEqualTo(Source.Kind.SNAPSHOT);
      assertThat(source.from()).isEqualTo(server.uri() + "/api/v1, provider twin");
      assertThat(source.date()).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
      assertThat(again.code()).isEqualTo(2);
      assertThat(again.err()).contains("NS1024 device-exists");
      assertThat(forced.json().get("folder")).isEqualTo(snapshot.toString());
      assertThat(simulator.err()).contains("aer_simulator is a simulator, not a device");
      assertThat(missing.code()).isEqualTo(4);
      assertThat(missing.err()).contains("NS3004 remote-not-found", "device not found");
    }
  }

  @Test
  void givenAProviderThatIsNoService_whenSnapshotIsTaken_thenTheErrorSaysSo() {
    assertThat(backends("snapshot", "ibm_fez", "--provider", "embedded").err())
        .contains("NS1021 provider-config", "embedded is no service that has devices");
    assertThat(backends("snapshot", "ibm_fez", "--provider", "ibn").err())
        .contains("NS1020 backend-unknown", "did you mean `ibm`?");
  }

  @Test
  void givenAnUnknownDevice_whenServing_thenNothingIsStarted() {
    Ran ran = run("serve", "--port", "0", "--device", "nightshift_line5,nightshift_hex72");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("NS1020 backend-unknown: unknown device `nightshift_hex72`");
  }

  @Test
  void givenDevices_whenServing_thenTheyArePrintedAndServed() throws Exception {
    Path portFile = folder.resolve("port");
    AtomicReference<Ran> ran = new AtomicReference<>();
    Thread serving =
        Thread.ofPlatform()
            .start(() ->
                ran.set(
                    run(
                        "serve",
                        "--port",
                        "0",
                        "--port-file",
                        portFile.toString(),
                        "--device",
                        "nightshift_line5,nightshift_hex27")));
    while (serving.isAlive() && !Files.exists(portFile)) {
      Thread.sleep(10);
    }
    String url = "http://127.0.0.1:" + Files.readString(portFile).strip();

    HttpResponse<String> answer;
    try (HttpClient http = HttpClient.newHttpClient()) {
      answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(url + "/api/v1/backends/nightshift_line5/configuration"))
                  .build(),
              BodyHandlers.ofString());
    }
    serving.interrupt();
    serving.join();

    assertThat(answer.body())
        .isEqualTo(Files.readString(SHIPPED.resolve("nightshift_line5/configuration.json")));
    assertThat(Objects.requireNonNull(ran.get()).out().lines())
        .containsExactly(
            "serving IBM Quantum's REST on %s (backends aer_simulator, nightshift_line5, nightshift_hex27)"
                .formatted(url),
            "  nightshift_line5: 5 qubits, cz id rz sx x measure reset delay, calibrated"
                + " 2026-01-01T00:00:00Z, synthetic",
            "  nightshift_hex27: 27 qubits, ecr id rz sx x measure reset delay, calibrated"
                + " 2026-01-01T00:00:00Z, synthetic");
  }

  @Test
  void theGroupAsksForACommand() {
    Ran ran = run("backends");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("which one? nightshift backends ls");
  }
}
