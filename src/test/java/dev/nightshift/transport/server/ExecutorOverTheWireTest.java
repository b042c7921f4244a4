package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.SteppedClock;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.Zlib;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.WorkloadsResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Quantum programs on loopback: from the executor's params to its results. */
class ExecutorOverTheWireTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/executor");
  private static final String TWIN = "nightshift_line5";
  private static final String HEADER = "OPENQASM 3.0; include \\\"stdgates.inc\\\"; ";

  /** Bits of two registers without chance: left = 10, right = 10000000001. */
  private static final String FIXED =
      HEADER
          + "qubit[3] q; bit[2] left; bit[11] right; x q[0]; x q[2]; left[1] = measure q[0];"
          + " right[0] = measure q[2]; right[10] = measure q[2];";

  private static final String COIN = HEADER + "qubit[1] q; bit[1] c; h q[0]; c[0] = measure q[0];";
  private static final String SWEPT =
      HEADER + "input float[64] turn; qubit[1] q; bit[1] c; ry(turn) q[0]; c[0] = measure q[0];";

  /** {@code F64CompressedTensorModel.from_numpy(np.empty((0,)))}. */
  private static final String NOTHING =
      "{\"data\": \"eJwDAAAAAAE=\", \"shape\": [0], \"dtype\": \"f64\"}";

  private static final EmbeddedBackend ENGINE =
      new EmbeddedBackend("engine", new Simulator(), new Meter());

  @SuppressWarnings("NullAway.Init")
  private static Device device;

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private static Wire wire;

  @BeforeAll
  static void start() {
    device = DeviceCatalog.standard(null, Map.of()).find(TWIN);
    server = SimulatorServer.start(ServerOptions.loopback(), ENGINE, List.of(twin()), new Meter());
    wire = new Wire(server);
  }

  private static ServedDevice twin() {
    return new ServedDevice(
        device, new NoisyBackend(TWIN, device.target(), NoisyOptions.defaults(), new Meter()));
  }

  @AfterAll
  static void stop() {
    wire.close();
    server.close();
  }

  @Test
  void bitsComeByRegisterWithTheLowestFirst() {
    JsonNode result = result(wire, job("", program(5, "", item("[]", FIXED))));

    assertThat(result.get("schema_version").asString()).isEqualTo("v2.0");
    JsonNode item = result.at("/data/0");
    assertThat(item.get("results").propertyNames()).containsExactly("left", "right");
    Bits left = bits(item.at("/results/left"), true);
    Bits right = bits(item.at("/results/right"), true);
    assertThat(left.shape()).containsExactly(5, 2);
    assertThat(left.text()).isEqualTo("01".repeat(5));
    assertThat(right.shape()).containsExactly(5, 11);
    assertThat(right.text()).isEqualTo("10000000001".repeat(5));
    assertThat(item.get("metadata").toString())
        .isEqualTo("{\"scheduler_timing\":null,\"stretch_values\":null}");
  }

  @Test
  void whatThePostProcessorNeedsComesBackUnchanged() {
    String more =
        ", \"passthrough_data\": {\"post_processor\": [1, 1.0, \"x\", null]}, \"semantic_role\":"
            + " \"sampler_v2\"";

    String result = text(wire, job("", program(1, more, item("[]", COIN))));

    assertThat(result)
        .endsWith(
            "\"passthrough_data\":{\"post_processor\": [1, 1.0, \"x\", null]},"
                + "\"semantic_role\":\"sampler_v2\"}");
    assertThat(text(wire, job("", program(1, "", item("[]", COIN)))))
        .endsWith("\"passthrough_data\":null,\"semantic_role\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v0.1", "v0.2", "v1.0", "v1.1", "v2.0"})
  void programsOfEveryVersionGetResultsOfTheirVersion(String version) throws IOException {
    JsonNode facts =
        Json.tree(Files.readAllBytes(CORPUS.resolve("params.%s.json".formatted(version))), version);

    JsonNode result = result(wire, body("", "aer_simulator", facts.get("params").toString()));

    boolean packed = version.equals("v2.0");
    assertThat(result.get("schema_version").asString()).isEqualTo(version);
    Bits left = bits(result.at("/data/0/results/left"), packed);
    assertThat(left.text()).isEqualTo("01".repeat(100));
    Bits right = bits(result.at("/data/0/results/right"), packed);
    assertThat(right.text()).isEqualTo("10000000001".repeat(100));
    Bits swept = bits(result.at("/data/1/results/meas"), packed);
    assertThat(swept.shape()).containsExactly(2, 3, 100, 3);
    JsonNode part = result.at("/metadata/chunk_timing/0/parts/1");
    assertThat(part.toString())
        .isEqualTo(
            version.startsWith("v0")
                ? "{\"idx_item\":1,\"size\":6}"
                : "{\"idx_item\":1,\"size\":6,\"permutation\":[0,1],\"element_range\":[0,6,1]}");
    assertThat(result.has("passthrough_data")).isEqualTo(!version.equals("v0.1"));
    assertThat(result.has("semantic_role")).isEqualTo(!version.startsWith("v0"));
    assertThat(result.at("/data/0/metadata").isNull()).isEqualTo(version.equals("v0.1"));
  }

  @Test
  void chunksRunOneAfterTheOtherAndHaveTheirOwnChance() {
    String seeded = "\"experimental\": {\"simulator\": {\"seed_simulator\": 3}}";
    String program = program(64, "", item("[2, 3]", COIN).with("\"auto\"", "4"));

    JsonNode result = result(wire, job("", program, seeded));

    JsonNode timing = result.at("/metadata/chunk_timing");
    assertThat(timing).hasSize(2);
    assertThat(timing.at("/0/parts").toString())
        .isEqualTo("[{\"idx_item\":0,\"size\":4,\"permutation\":[0,1],\"element_range\":[0,4,1]}]");
    assertThat(timing.at("/1/parts").toString())
        .isEqualTo("[{\"idx_item\":0,\"size\":2,\"permutation\":[0,1],\"element_range\":[4,6,1]}]");
    assertThat(instant(timing.at("/0/stop"))).isBeforeOrEqualTo(instant(timing.at("/1/start")));
    Bits bits = bits(result.at("/data/0/results/c"), true);
    assertThat(bits.shape()).containsExactly(2, 3, 64, 1);
    List<String> elements = new ArrayList<>();
    for (int element = 0; element < 6; element++) {
      elements.add(bits.text().substring(64 * element, 64 * element + 64));
    }
    // Alike with probability 2^-64 each.
    assertThat(elements).doesNotHaveDuplicates();
    assertThat(bits(result(wire, job("", program, seeded)).at("/data/0/results/c"), true))
        .isEqualTo(bits);
  }

  @Test
  void argumentsOfAShapeGiveBitsOfThatShape() {
    // numpy: F64CompressedTensorModel.from_numpy(np.array([[0.0], [np.pi], [np.pi / 2]]))
    String arguments =
        "{\"data\": \"eJxjYIAACV2XkN+KnA4Q+qc9ACe3BXQ=\", \"shape\": [3, 1], \"dtype\": \"f64\"}";
    Item item = item("[]", SWEPT).with(NOTHING, arguments);

    JsonNode result = result(wire, job("", program(2000, "", item)));

    Bits bits = bits(result.at("/data/0/results/c"), true);
    assertThat(bits.shape()).containsExactly(3, 2000, 1);
    assertThat(bits.text().substring(0, 2000)).doesNotContain("1");
    assertThat(bits.text().substring(2000, 4000)).doesNotContain("0");
    // Five standard errors: a false alarm in 1.7 million runs.
    assertThat(bits.text().substring(4000).chars().filter(bit -> bit == '1').count() / 2000.0)
        .isCloseTo(0.5, within(5 * Math.sqrt(0.25 / 2000)));
  }

  @Test
  void aProgramWithoutElementsHasEmptyResults() {
    JsonNode result = result(wire, job("", program(7, "", item("[0, 2]", FIXED))));

    Bits right = bits(result.at("/data/0/results/right"), true);
    assertThat(right.shape()).containsExactly(0, 2, 7, 11);
    assertThat(right.text()).isEmpty();
    assertThat(result.at("/metadata/chunk_timing")).isEmpty();
  }

  @Test
  void stretchesAreToldWhereTheyAreAskedFor() {
    JsonNode result =
        result(wire, job("", program(1, "", item("[]", COIN)), "\"stretch_values\": true"));

    assertThat(result.at("/data/0/metadata/stretch_values").toString()).isEqualTo("[]");
  }

  @Test
  void theJobIsAnExecutorsInListsMetricsAndWorkloads() {
    String tag = "executor-lists";
    String id =
        wire.submit(job(", \"tags\": [\"%s\"]".formatted(tag), program(3, "", item("[]", COIN))));

    JobResponse job = wire.job(id);
    assertThat(job.program().id()).isEqualTo("executor");
    assertThat(job.state().status()).isEqualTo("Completed");
    assertThat(Objects.requireNonNull(job.params()).toString()).contains("\"quantum_program\"");
    assertThat(wire.metrics(id).timestamps().finished()).isNotNull();
    assertThat(wire.get("/jobs?program=executor&tags=" + tag, JobsResponse.class).jobs())
        .extracting(JobResponse::id)
        .containsExactly(id);
    assertThat(wire.get("/jobs?program=sampler&tags=" + tag, JobsResponse.class).jobs()).isEmpty();
    assertThat(wire.get("/workloads?tags=" + tag, WorkloadsResponse.class).workloads())
        .extracting(WorkloadsResponse.Workload::id)
        .containsExactly(id);
  }

  @Test
  void aPrivateProgramIsForgottenAndItsResultGivenOnce() {
    String id =
        wire.submit(
            job(
                ", \"private\": true",
                program(3, ", \"passthrough_data\": \"secret\"", item("[]", COIN))));

    assertThat(wire.state(id)).isEqualTo("Completed");
    assertThat(wire.get("/jobs/" + id).body()).doesNotContain("secret");
    assertThat(wire.get("/jobs/" + id + "/results").body()).contains("secret");
    assertThat(wire.get("/jobs/" + id + "/results").statusCode()).isEqualTo(204);
  }

  @Test
  void whatBreaksTheSchemaIsCode1208() {
    HttpResponse<String> answer = wire.post("/jobs", job("", program(0, "", item("[]", COIN))));

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error =
        Json.tree(answer.body().getBytes(StandardCharsets.UTF_8), "an error").at("/errors/0");
    assertThat(error.get("code").asInt()).isEqualTo(1208);
    assertThat(error.get("message").asString())
        .isEqualTo(
            "Request validation of body failed, because: params.quantum_program.shots should be a"
                + " whole number of at least 1, found 0.0");
  }

  // Devices --------------------------------------------------------------------------------------

  @Test
  void aTwinErrsAndCharges() {
    String circuit = HEADER + "bit[2] c; x $0; c[0] = measure $0; c[1] = measure $1;";

    String id = wire.submit(onTwin(program(4000, "", item("[]", circuit))));
    JsonNode result = result(id);

    String bits = bits(result.at("/data/0/results/c"), true).text();
    int wrong = 0;
    for (int shot = 0; shot < 4000; shot++) {
      wrong += bits.startsWith("10", 2 * shot) ? 0 : 1;
    }
    // Readout errors of 0.4 to 3 percent a qubit.
    assertThat(wrong).isBetween(1, 600);
    assertThat(charged(wire, id)).isGreaterThan(2 + 4000 * 250e-6);
  }

  @Test
  void circuitsThatAreNotTheDevicesFailTheJob() {
    JobResponse.State state =
        wire.job(wire.submit(onTwin(program(1, "", item("[]", COIN))))).state();

    assertThat(state.status()).isEqualTo("Failed");
    assertThat(state.reasonCode()).isEqualTo(1517);
    assertThat(state.reason()).startsWith("The instruction h on qubits (0,) is not supported");
  }

  @Test
  void chunksOfAGivenSizeNeedASessionOnADevice() {
    String circuit = HEADER + "bit[1] c; x $0; c[0] = measure $0;";
    String program = program(1, "", item("[3]", circuit).with("\"auto\"", "2"));

    JobResponse.State state = wire.job(wire.submit(onTwin(program))).state();

    assertThat(state.reasonCode()).isEqualTo(1521);
    assertThat(state.reason())
        .isEqualTo("params.quantum_program.items[0].chunk_size is a number, which needs a session");
    String session =
        Json.tree(
                wire.post(
                        "/sessions",
                        "{\"mode\": \"dedicated\", \"backend\": \"%s\"}".formatted(TWIN))
                    .body()
                    .getBytes(StandardCharsets.UTF_8),
                "a session")
            .get("id")
            .asString();
    String inSession =
        wire.submit(body(", \"session_id\": \"%s\"".formatted(session), TWIN, params(program, "")));
    assertThat(result(inSession).at("/metadata/chunk_timing")).hasSize(2);
  }

  @Test
  void onADeviceInTheServicesTimeTheChunksFillTheChargedTime() {
    SteppedClock clock = new SteppedClock(Instant.parse("2026-11-25T18:00:00Z"));
    Stage stage = Stage.parse("stage.yaml", "plan: paid\nqueue: {median_wait_s: 60, spread: 0}\n");
    String circuit = HEADER + "bit[1] c; x $0; c[0] = measure $0;";
    try (SimulatorServer timed =
            SimulatorServer.start(
                ServerOptions.loopback().withStage(stage, clock),
                ENGINE,
                List.of(twin()),
                new Meter());
        Wire client = new Wire(timed)) {
      String id = client.submit(onTwin(program(60_000, "", item("[3]", circuit))));
      clock.advance(Duration.ofSeconds(200));

      JsonNode timing =
          Json.tree(
                  client.get("/jobs/" + id + "/results").body().getBytes(StandardCharsets.UTF_8),
                  "a result")
              .at("/metadata/chunk_timing");

      assertThat(timing).hasSize(3);
      Instant running = Instant.parse("2026-11-25T18:01:00Z");
      assertThat(instant(timing.at("/0/start"))).isEqualTo(running.plusSeconds(2));
      assertThat(instant(timing.at("/1/start"))).isEqualTo(instant(timing.at("/0/stop")));
      double seconds = Duration.between(running, instant(timing.at("/2/stop"))).toNanos() * 1e-9;
      assertThat(seconds).isCloseTo(charged(client, id), within(1e-6));
      assertThat(seconds).isGreaterThan(2 + 3 * 60_000 * 250e-6);
    }
  }

  @Test
  void aProgramThatWaitedRunsInTheNextLifeOfTheServer(@TempDir Path folder) {
    SteppedClock clock = new SteppedClock(Instant.parse("2026-11-25T18:00:00Z"));
    Stage stage = Stage.parse("stage.yaml", "plan: paid\nqueue: {median_wait_s: 60, spread: 0}\n");
    ServerOptions options =
        ServerOptions.loopback().withStage(stage, clock).withState(folder.resolve("state.db"));
    String circuit = HEADER + "bit[1] c; x $0; c[0] = measure $0;";
    String id;
    try (SimulatorServer first =
            SimulatorServer.start(options, ENGINE, List.of(twin()), new Meter());
        Wire client = new Wire(first)) {
      id =
          client.submit(
              onTwin(program(50, ", \"passthrough_data\": [1, \"kept\"]", item("[2]", circuit))));
      assertThat(client.state(id)).isEqualTo("Queued");
    }
    try (SimulatorServer second =
            SimulatorServer.start(options, ENGINE, List.of(twin()), new Meter());
        Wire client = new Wire(second)) {
      clock.advance(Duration.ofSeconds(200));

      assertThat(client.get("/jobs/" + id + "/results").body())
          .contains("\"shape\":[2,50,1]")
          .contains("\"passthrough_data\":[1, \"kept\"]");
      assertThat(client.state(id)).isEqualTo("Completed");
    }
  }

  // Helpers --------------------------------------------------------------------------------------

  private static double charged(Wire client, String id) {
    Double seconds = Objects.requireNonNull(client.job(id).usage()).qpuChargeTimeSeconds();
    return Objects.requireNonNull(seconds);
  }

  private static Instant instant(JsonNode text) {
    return Instant.parse(text.asString());
  }

  private record Item(String json, String circuit) {
    Item with(String old, String other) {
      assertThat(json).contains(old);
      return new Item(json.replace(old, other), circuit);
    }
  }

  private static Item item(String shape, String circuit) {
    return new Item(
        """
        {"item_type": "circuit", "shape": %s, "chunk_size": "auto",
         "circuit_arguments": %s}\
        """
            .formatted(shape, NOTHING),
        circuit);
  }

  private static String program(int shots, String more, Item item) {
    return "{\"shots\": %d, \"circuits\": {\"data\": [\"%s\"]}, \"items\": [%s]%s}"
        .formatted(shots, item.circuit(), item.json(), more);
  }

  private static String params(String program, String options) {
    return "{\"schema_version\": \"v2.0\", \"quantum_program\": %s, \"options\": {%s}}"
        .formatted(program, options);
  }

  private static String body(String more, String backend, String params) {
    return "{\"program_id\": \"executor\", \"backend\": \"%s\"%s, \"params\": %s}"
        .formatted(backend, more, params);
  }

  private static String job(String more, String program) {
    return job(more, program, "");
  }

  private static String job(String more, String program, String options) {
    return body(more, "aer_simulator", params(program, options));
  }

  private static String onTwin(String program) {
    return body("", TWIN, params(program, ""));
  }

  private static String text(Wire client, String job) {
    String id = client.submit(job);
    JobResponse.State state = client.job(id).state();
    assertThat(state.status()).as(state.reason()).isEqualTo("Completed");
    return client.get("/jobs/" + id + "/results").body();
  }

  private static JsonNode result(Wire client, String job) {
    return Json.tree(text(client, job).getBytes(StandardCharsets.UTF_8), "a result");
  }

  /** The result of a job that may run yet: the server waits for its end. */
  private static JsonNode result(String id) {
    return Json.tree(
        wire.get("/jobs/" + id + "/results").body().getBytes(StandardCharsets.UTF_8), "a result");
  }

  /**
   * An array of booleans.
   *
   * @param text a 0 or 1 for each, row-major
   */
  private record Bits(List<Integer> shape, String text) {}

  private static Bits bits(JsonNode tensor, boolean packed) {
    assertThat(tensor.get("dtype").asString()).isEqualTo("bool");
    List<Integer> shape = new ArrayList<>();
    tensor.get("shape").forEach(extent -> shape.add(extent.asInt()));
    int size = shape.stream().reduce(1, (a, b) -> a * b);
    byte[] data = Base64.getDecoder().decode(tensor.get("data").asString());
    byte[] bytes = packed ? Zlib.inflate(data, 1 << 20, "a tensor") : data;
    assertThat(bytes).hasSize((size + 7) / 8);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append((bytes[i / 8] >> i % 8 & 1) == 0 ? '0' : '1');
    }
    return new Bits(shape, text.toString());
  }
}
