package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.transport.client.ServiceClient;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.rest.BackendStatus;
import dev.nightshift.wire.rest.ErrorContainer;
import dev.nightshift.wire.rest.Instance;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.SessionResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Devices beside the simulator, on loopback: what is shown of them and which circuits they take.
 */
class TwinsOverTheWireTest {
  private static final String ADVICE =
      " Transpile your circuits for the target before submitting a primitive query.";
  private static final String HEADER = "OPENQASM 3.0; include \\\"stdgates.inc\\\"; ";
  private static final DeviceCatalog CATALOG = new DeviceCatalog(List.of());
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final FakeEngine IDEAL = new FakeEngine();
  private static final FakeEngine LINE = new FakeEngine();
  private static final FakeEngine HEX = new FakeEngine();

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @BeforeAll
  static void start() {
    server =
        SimulatorServer.start(
            ServerOptions.loopback(),
            IDEAL,
            List.of(
                new ServedDevice(CATALOG.find("nightshift_line5"), LINE),
                new ServedDevice(CATALOG.find("nightshift_hex156"), HEX)),
            new Meter());
  }

  @AfterAll
  static void stop() {
    server.close();
    HTTP.close();
  }

  @BeforeEach
  void calm() {
    List.of(IDEAL, LINE, HEX).forEach(engine -> engine.runs.set(0));
  }

  // What is shown ------------------------------------------------------------------------------

  @Test
  void configurationAndPropertiesAreTheBytesOfTheFiles() throws IOException {
    Path folder = Path.of("providers/nightshift/nightshift_hex156");

    for (String what : List.of("configuration", "properties")) {
      HttpResponse<byte[]> answer =
          send(
              HttpRequest.newBuilder(
                  server.uri().resolve("/api/v1/backends/nightshift_hex156/" + what)));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.body()).isEqualTo(Files.readAllBytes(folder.resolve(what + ".json")));
    }
  }

  @Test
  void ourOwnClientReadsTheSameBytes() {
    Device line = CATALOG.find("nightshift_line5");
    Provider.Rest local =
        ((Provider.Rest) new Providers(List.of(), Map.of()).find("local")).at(server.uri());

    try (ServiceClient client = new ServiceClient(local, new Meter(), _ -> {})) {
      assertThat(client.configurationBytes("nightshift_line5"))
          .isEqualTo(line.configuration().utf8());
      assertThat(client.propertiesBytes("nightshift_line5")).isEqualTo(line.properties().utf8());
      assertThat(client.configuration("nightshift_line5").qubits()).isEqualTo(5);
      assertThatThrownBy(() -> client.propertiesBytes("nightshift_line6"))
          .isInstanceOf(NightshiftException.class)
          .hasMessageContaining("device not found")
          .extracting(e -> ((NightshiftException) e).code())
          .isEqualTo(ErrorCode.REMOTE_NOT_FOUND);
    }
  }

  @Test
  void theListHasTheSimulatorFirstAndTheDevicesWithTheirFigures() {
    Map<?, ?> list = json(get("/api/v1/backends"), Map.class);

    List<?> devices = (List<?>) Objects.requireNonNull(list.get("devices"));
    assertThat(devices.stream().map(device -> String.valueOf(((Map<?, ?>) device).get("name"))))
        .containsExactly("aer_simulator", "nightshift_line5", "nightshift_hex156");
    Map<?, ?> hex = (Map<?, ?>) devices.getLast();
    assertThat(hex.get("status")).isEqualTo(Map.of("name", "online"));
    assertThat(hex.get("is_simulator")).isEqualTo(false);
    assertThat(hex.get("qubits")).isEqualTo(156);
    assertThat(hex.get("queue_length")).isEqualTo(0);
    assertThat(hex.get("processor_type"))
        .isEqualTo(Map.of("family", "Synthetic", "revision", "1.0"));
    Map<?, ?> metrics = (Map<?, ?>) Objects.requireNonNull(hex.get("performance_metrics"));
    Map<?, ?> best = (Map<?, ?>) Objects.requireNonNull(metrics.get("two_q_error_best"));
    Map<?, ?> median = (Map<?, ?>) Objects.requireNonNull(metrics.get("two_q_error_median"));
    Map<?, ?> readout = (Map<?, ?>) Objects.requireNonNull(metrics.get("readout_error_median"));
    assertThat(best.get("gate")).isEqualTo("cz");
    assertThat((List<?>) best.get("qubits")).hasSize(2);
    assertThat((Double) best.get("value")).isPositive().isLessThan((Double) median.get("value"));
    assertThat(median.get("unit")).isEqualTo("");
    assertThat((Double) readout.get("value")).isBetween(0.004, 0.03);
    assertThat(get("/api/v1/backends").body()).doesNotContain("null");
  }

  @Test
  void statusSessionsAndTheInstanceKnowTheDevices() {
    BackendStatus status =
        json(get("/api/v1/backends/nightshift_line5/status"), BackendStatus.class);
    SessionResponse session =
        json(
            post("/api/v1/sessions", "{\"mode\": \"batch\", \"backend\": \"nightshift_hex156\"}"),
            SessionResponse.class);
    Instance instance = json(get("/api/v1/instance"), Instance.class);

    assertThat(status).isEqualTo(new BackendStatus(true, "active", "", 0, "1.0.0"));
    assertThat(session.backendName()).isEqualTo("nightshift_hex156");
    assertThat(instance.backends())
        .containsExactly("aer_simulator", "nightshift_line5", "nightshift_hex156");
    assertThat(get("/api/v1/backends/nightshift_line5/defaults").body()).isEqualTo("null");
  }

  @Test
  void givenADeviceThatIsNotServed_whenAskedFor_thenTheAnswerNamesThoseThatAre() {
    String body = "{\"mode\": \"batch\", \"backend\": \"nightshift_hex27\"}";
    for (HttpResponse<String> answer :
        List.of(
            get("/api/v1/backends/nightshift_hex27/configuration"),
            post("/api/v1/jobs", job("nightshift_hex27", "x $0;", "[]")),
            post("/api/v1/sessions", body))) {
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(json(answer, ErrorContainer.class).errors())
          .singleElement()
          .satisfies(error -> {
            assertThat(error.message()).isEqualTo("device not found");
            assertThat(error.solution())
                .isEqualTo("This server has aer_simulator, nightshift_line5, nightshift_hex156.");
          });
    }
  }

  @Test
  void givenOneDeviceTwice_whenStarted_thenItIsRefused() {
    ServedDevice line = new ServedDevice(CATALOG.find("nightshift_line5"), LINE);

    assertThatThrownBy(() ->
            SimulatorServer.start(
                ServerOptions.loopback(), IDEAL, List.of(line, line), new Meter()))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("device nightshift_line5 is served twice; name it once");
  }

  // What is taken ------------------------------------------------------------------------------

  @Test
  void givenADevicesOwnInstructions_whenSubmitted_thenTheJobRunsOnItsEngine() {
    HttpResponse<String> answer =
        post(
            "/api/v1/jobs",
            job(
                "nightshift_line5",
                "bit[2] c; rz(-pi) $0; sx $1; cz $1, $0; barrier $0, $1; delay[100ns] $0;"
                    + " reset $4; c[0] = measure $0;",
                "[]"));

    JobCreated created = json(answer, JobCreated.class);
    assertThat(created.backend()).isEqualTo("nightshift_line5");
    assertThat(ended(created.id()).state().status()).isEqualTo("Completed");
    assertThat(LINE.runs).hasValue(1);
    assertThat(IDEAL.runs).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nightshift_line5  | h $0;                  | h  | (0,)
          nightshift_line5  | cz $0, $2;             | cz | (0, 2)
          nightshift_line5  | cx $0, $1;             | cx | (0, 1)
          nightshift_line5  | U(0, 0, 1) $3;         | u  | (3,)
          nightshift_line5  | id $2;                 | u  | (2,)
          nightshift_line5  | rx(0.5) $0;            | rx | (0,)
          nightshift_hex156 | sx $155; y $154;       | y  | (154,)
          """)
  void givenAnInstructionTheDeviceLacks_whenSubmitted_thenTheJobIsTakenAndFailsWith1517(
      String backend, String body, String instruction, String qubits) {
    assertFails(
        job(backend, "bit[1] c; %s c[0] = measure $0;".formatted(body), "[]"),
        1517,
        "The instruction %s on qubits %s is not supported by the target system."
                .formatted(instruction, qubits)
            + ADVICE);
    assertThat(LINE.runs.get() + HEX.runs.get()).isZero();
  }

  @Test
  void givenTheSameCircuitForTheSimulator_whenSubmitted_thenItRuns() {
    String id = submit(job("aer_simulator", "bit[1] c; h $0; id $0; c[0] = measure $0;", "[]"));

    assertThat(ended(id).state().status()).isEqualTo("Completed");
    assertThat(IDEAL.runs).hasValue(1);
  }

  @Test
  void givenDecisionsOnMeasuredBits_whenSubmitted_thenBothBranchesAreHeldAgainstTheDevice() {
    String head = "bit[2] c; sx $0; c[0] = measure $0; if (c[0]) { x $1; } else { ";

    for (String backend : List.of("aer_simulator", "nightshift_line5")) {
      String id = submit(job(backend, head + "reset $1; } c[1] = measure $1;", "[]"));

      assertThat(ended(id).state().reason()).isNull();
      assertThat(ended(id).state().status()).isEqualTo("Completed");
    }
    assertThat(IDEAL.runs.get() + LINE.runs.get()).isEqualTo(2);
    assertFails(
        job("nightshift_line5", head + "h $1; }", "[]"),
        1517,
        "The instruction h on qubits (1,) is not supported by the target system." + ADVICE);
  }

  @Test
  void givenRzzDefinedInTheProgram_whenSubmitted_thenItIsTheDevicesAndItsAnglesAreJudged() {
    String program =
        "input float[64] theta; gate rzz(p) a, b { cx a, b; rz(p) b; cx a, b; } bit[1] c;"
            + " rzz(theta) $2, $3; c[0] = measure $2;";

    String fits = submit(job("nightshift_hex156", program, "[[0.1], [1.57]]"));

    assertThat(ended(fits).state().reason()).isNull();
    assertThat(HEX.runs).hasValue(1);
    assertFails(
        job("nightshift_hex156", program, "[[0.1], [1.58]]"),
        1517,
        "The instruction rzz on qubits (2, 3) is supported only for angles in the range [0, pi/2],"
            + " but an angle (1.58) outside of this range has been requested.");
  }

  @Test
  void givenOneQubitTwiceInAGate_whenSubmitted_thenTheJobFailsWith1603() {
    assertFails(
        job("nightshift_line5", "cz $1, $1;", "[]"),
        1603,
        "<circuit>:1:46: the gate 'cz' has the same qubit twice");
  }

  @Test
  void aDeviceBoundsTheWidthOfItsCircuitsAndTheSimulatorKeepsItsOwnLimit() {
    String wide = "bit[1] c; x $120; c[0] = measure $120;";

    String id = submit(job("nightshift_hex156", wide, "[]"));

    assertThat(ended(id).state().status()).isEqualTo("Completed");
    assertFails(
        job("aer_simulator", "x $10000;", "[]"),
        3243,
        "params.pubs[0] has 10001 qubits; at most 10000 are taken");
    assertFails(
        job("nightshift_line5", "x $7;", "[]"),
        1517,
        "The circuit has 8 qubits but the target system requires 5 qubits." + ADVICE);
  }

  private static String job(String backend, String body, String values) {
    return ("{\"program_id\": \"sampler\", \"backend\": \"%s\", \"params\": {\"version\": 2,"
            + " \"support_qiskit\": false, \"pubs\": [[\"%s\", %s, 10]]}}")
        .formatted(backend, HEADER + body, values);
  }

  private static void assertFails(String body, int code, String reason) {
    JobResponse job = ended(submit(body));

    assertThat(job.state().status()).isEqualTo("Failed");
    assertThat(job.state().reason()).isEqualTo(reason);
    assertThat(job.state().reasonCode()).isEqualTo(code);
  }

  private static String submit(String body) {
    HttpResponse<String> answer = post("/api/v1/jobs", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer, JobCreated.class).id();
  }

  /** Each request for an unfinished result waits on the server, so this loop does not spin. */
  private static JobResponse ended(String id) {
    JobResponse job = json(get("/api/v1/jobs/" + id), JobResponse.class);
    for (int i = 0; i < 200 && !job.ended(); i++) {
      get("/api/v1/jobs/" + id + "/results");
      job = json(get("/api/v1/jobs/" + id), JobResponse.class);
    }
    assertThat(job.ended()).isTrue();
    return job;
  }

  private static HttpResponse<String> get(String path) {
    return text(HttpRequest.newBuilder(server.uri().resolve(path)));
  }

  private static HttpResponse<String> post(String path, String body) {
    return text(
        HttpRequest.newBuilder(server.uri().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> text(HttpRequest.Builder request) {
    return exchange(request, BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    return exchange(request, BodyHandlers.ofByteArray());
  }

  private static <T> HttpResponse<T> exchange(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static <T> T json(HttpResponse<String> answer, Class<T> type) {
    return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), type);
  }
}
