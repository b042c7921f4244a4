package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.BackendConfiguration;
import dev.nightshift.wire.rest.BackendStatus;
import dev.nightshift.wire.rest.DevicesResponse;
import dev.nightshift.wire.rest.ErrorContainer;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.SessionResponse;
import dev.nightshift.wire.rest.Tags;
import dev.nightshift.wire.rest.TokenResponse;
import dev.nightshift.wire.rest.VersionsResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol's checklist, against the real server on loopback. */
class SimulatorServerTest {
  private static final String ROTATION =
      "OPENQASM 3.0; include \\\"stdgates.inc\\\"; input float[64] a; qubit[1] q; rx(a) q[0];";
  private static final String SWEEP = estimate("[[0.25], [0.5]]");
  private static final FakeEngine ENGINE = new FakeEngine();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ServerLimits SMALL =
      new ServerLimits(
          100_000,
          1 << 20,
          10,
          20,
          1_000,
          1,
          2,
          Duration.ofHours(1),
          1 << 20,
          100,
          0,
          Duration.ofMillis(50));

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @BeforeAll
  static void start() {
    server =
        SimulatorServer.start(new ServerOptions("127.0.0.1", 0, null, SMALL), ENGINE, new Meter());
  }

  @AfterAll
  static void stop() {
    server.close();
    HTTP.close();
  }

  @BeforeEach
  void calm() {
    ENGINE.gate.countDown();
    ENGINE.gate = new CountDownLatch(0);
    ENGINE.failure = null;
  }

  @Test
  void anEstimatorJobRunsFromPostToResult() {
    String id = submit(SWEEP);

    JobResponse job = job(id);
    HttpResponse<String> result = get("/api/v1/jobs/" + id + "/results");

    assertThat(id).matches("[0-9a-v]{20}");
    assertThat(job.state().status()).isEqualTo("Completed");
    assertThat(job.status()).isEqualTo("Completed");
    assertThat(job.program().id()).isEqualTo("estimator");
    assertThat(job.usage()).isNotNull();
    assertThat(result.statusCode()).isEqualTo(200);
    assertThat(Json.read(result.body().getBytes(StandardCharsets.UTF_8), Map.class))
        .isEqualTo(
            Map.of(
                "results",
                List.of(
                    Map.of(
                        "data",
                        Map.of(
                            "evs", List.of(0.25, 0.5),
                            "stds", List.of(0.0, 0.0),
                            "ensemble_standard_error", List.of(0.0, 0.0)),
                        "metadata",
                        Map.of("shots", 0, "target_precision", 0.0, "circuit_metadata", Map.of()))),
                "metadata",
                Map.of(
                    "dynamical_decoupling",
                    Map.of(
                        "enable", false,
                        "sequence_type", "XX",
                        "extra_slack_distribution", "middle",
                        "scheduling_method", "alap"),
                    "twirling",
                    Map.of(
                        "enable_gates",
                        false,
                        "enable_measure",
                        false,
                        "num_randomizations",
                        "auto",
                        "shots_per_randomization",
                        "auto",
                        "interleave_randomizations",
                        true,
                        "strategy",
                        "active-accum"),
                    "resilience",
                    Map.of(
                        "measure_mitigation", false,
                        "zne_mitigation", false,
                        "pec_mitigation", false),
                    "version",
                    2)));
  }

  @Test
  void bothBasePathsAreServed() {
    assertThat(get("/api/v1/backends").body()).isEqualTo(get("/experimental/v1/backends").body());
    assertThat(get("/experimental/v1/versions").statusCode()).isEqualTo(200);
  }

  @Test
  void tokensLookAsIbmsDo() {
    HttpResponse<String> answer =
        send(
            "/identity/token",
            request ->
                request
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(
                        BodyPublishers.ofString(
                            "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=k%2B1")));

    TokenResponse token = read(answer, TokenResponse.class);
    String payload = token.accessToken().split("\\.")[1];
    Map<?, ?> claims = Json.read(Base64.getUrlDecoder().decode(payload), Map.class);
    assertThat(token.expiresIn()).isEqualTo(3600);
    assertThat(token.tokenType()).isEqualTo("Bearer");
    assertThat(token.toString()).doesNotContain(payload);
    assertThat(claims.get("iat")).isInstanceOf(Integer.class);
    assertThat(claims.get("exp")).isEqualTo((int) token.expiration());
  }

  @Test
  void givenATokenIsConfigured_whenItIsMissingOrWrong_thenTheAnswerIs401() {
    ServerOptions options = new ServerOptions("127.0.0.1", 0, "s3cret", SMALL);
    try (SimulatorServer guarded = SimulatorServer.start(options, ENGINE, new Meter())) {
      String form = "grant_type=x&apikey=";
      TokenResponse token =
          read(
              sendTo(
                  guarded,
                  "/identity/token",
                  request ->
                      request
                          .header("Content-Type", "application/x-www-form-urlencoded")
                          .POST(BodyPublishers.ofString(form + "s3cret"))),
              TokenResponse.class);
      HttpResponse<String> wrongKey =
          sendTo(
              guarded,
              "/identity/token",
              request ->
                  request
                      .header("Content-Type", "application/x-www-form-urlencoded")
                      .POST(BodyPublishers.ofString(form + "wrong")));

      assertError(wrongKey, 401, 1201, "Invalid credentials.");
      assertThat(options.toString()).doesNotContain("s3cret");
      for (String good :
          List.of(
              "Bearer " + token.accessToken(), "bearer s3cret", "apikey s3cret", "Apikey s3cret")) {
        assertThat(authorized(guarded, good).statusCode()).as(good).isEqualTo(200);
      }
      String[] parts = token.accessToken().split("\\.");
      String none =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
      for (String bad :
          List.of(
              "Bearer",
              "Bearer s3cre",
              "Basic s3cret",
              "Bearer " + none + "." + parts[1] + ".",
              "Bearer " + parts[0] + "." + parts[1] + "." + parts[2] + "x",
              "apikey " + token.accessToken())) {
        assertError(authorized(guarded, bad), 401, 1201, "Invalid credentials.");
      }
      assertError(sendTo(guarded, "/api/v1/backends", r -> r), 401, 1201, "Invalid credentials.");
      assertThat(sendTo(guarded, "/api/v1/versions", r -> r).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theDeviceDescribesItself() {
    DevicesResponse devices = read(get("/api/v1/backends?fields=x"), DevicesResponse.class);
    BackendConfiguration configuration =
        read(get("/api/v1/backends/aer_simulator/configuration"), BackendConfiguration.class);
    BackendStatus status = read(get("/api/v1/backends/aer_simulator/status"), BackendStatus.class);

    assertThat(devices.devices())
        .singleElement()
        .satisfies(device -> {
          assertThat(device.name()).isEqualTo("aer_simulator");
          assertThat(device.status().name()).isEqualTo("online");
        });
    assertThat(configuration.simulator()).isTrue();
    assertThat(configuration.qubits()).isEqualTo(20);
    assertThat(configuration.basisGates())
        .contains("h", "cx", "rz", "u3", "ccx")
        .doesNotHaveDuplicates();
    assertThat(configuration.gates()).hasSameSizeAs(configuration.basisGates());
    assertThat(status.state()).isTrue();
    assertThat(status.status()).isEqualTo("active");
    assertThat(get("/api/v1/backends/aer_simulator/defaults").body()).isEqualTo("null");
    assertThat(get("/api/v1/backends/aer_simulator/properties").statusCode()).isEqualTo(200);
    assertError(get("/api/v1/backends/other/status"), 404, "not_found", "device not found");
  }

  @Test
  void versionsAndUsageAndInstanceAnswer() {
    assertThat(read(get("/api/v1/versions"), VersionsResponse.class).versions().getFirst())
        .isEqualTo(new VersionsResponse.Version("2026-04-15", "live", null));
    assertThat(read(get("/api/v1/instances/usage"), InstanceUsage.class).usageLimitReached())
        .isFalse();
    assertThat(get("/api/v1/instance").body()).contains("aer_simulator");
    assertThat(send("/api/v1/logout", r -> r.POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/api/v1", "/api/v1/", "/api/v1/jobs/", "/api/v2/jobs", "/api/v1/programs"})
  void anUnknownAddressIsTheProtocols404(String path) {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(read(answer, ErrorContainer.class).errors()).hasSize(1);
  }

  @Test
  void anUnknownJobIsTheProtocols404() {
    assertError(get("/api/v1/jobs/nope"), 404, "not_found", "Job not found. Job ID: nope");
    assertError(get("/api/v1/jobs/nope/results"), 404, "not_found", "Job not found. Job ID: nope");
  }

  @Test
  void givenARunningJob_whenItsResultIsAskedFor_thenThereIsNoContentYet() {
    ENGINE.gate = new CountDownLatch(1);
    String id = submit(SWEEP);

    HttpResponse<String> early = get("/api/v1/jobs/" + id + "/results");
    JobResponse running = job(id);
    int delete = delete("/api/v1/jobs/" + id).statusCode();
    ENGINE.gate.countDown();
    awaitEnd(id);

    assertThat(early.statusCode()).isEqualTo(204);
    assertThat(early.body()).isEmpty();
    assertThat(running.state().status()).isEqualTo("Running");
    assertThat(delete).isEqualTo(400);
    assertThat(get("/api/v1/jobs/" + id + "/results").statusCode()).isEqualTo(200);
  }

  @Test
  void aRunningJobCanBeCancelledOnce() {
    ENGINE.gate = new CountDownLatch(1);
    String id = submit(SWEEP);

    int first = post("/api/v1/jobs/" + id + "/cancel", "").statusCode();
    HttpResponse<String> second = post("/api/v1/jobs/" + id + "/cancel", "");

    JobResponse job = job(id);
    assertThat(first).isEqualTo(204);
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(job.state().status()).isEqualTo("Cancelled");
    assertThat(job.state().reasonCode()).isNull();
    assertThat(get("/api/v1/jobs/" + id + "/results").statusCode()).isEqualTo(204);
    // The interrupted engine has let its only worker go.
    ENGINE.gate = new CountDownLatch(0);
    assertThat(job(submit(SWEEP)).state().status()).isEqualTo("Completed");
  }

  @Test
  void aQueuedJobCanBeCancelledAndNeverRuns() {
    ENGINE.gate = new CountDownLatch(1);
    String running = submit(SWEEP);
    String queued = submit(SWEEP);
    int before = ENGINE.runs.get();

    String status = job(queued).state().status();
    post("/api/v1/jobs/" + queued + "/cancel", "");
    ENGINE.gate.countDown();
    awaitEnd(running);

    assertThat(status).isEqualTo("Queued");
    assertThat(job(queued).state().status()).isEqualTo("Cancelled");
    assertThat(job(submit(SWEEP)).state().status()).isEqualTo("Completed");
    assertThat(ENGINE.runs.get()).isEqualTo(before + 1);
  }

  @Test
  void aJobThatReachesItsCostIsCancelledWith1305() {
    ENGINE.gate = new CountDownLatch(1);
    String id = submit(SWEEP.replaceFirst("\\{", "{\"cost\": 0, "));
    awaitEnd(id);

    JobResponse job = job(id);
    assertThat(job.cost()).isZero();
    assertThat(job.state().status()).isEqualTo("Cancelled");
    assertThat(job.state().reasonCode()).isEqualTo(1305);
    assertThat(job.status()).isEqualTo("Cancelled - Ran too long");
  }

  @Test
  void givenTooManyPendingJobs_whenOneMoreComes_thenTheAnswerIs429() {
    ENGINE.gate = new CountDownLatch(1);
    String running = submit(SWEEP);
    List<String> waiting = List.of(submit(SWEEP), submit(SWEEP));

    HttpResponse<String> refused = post("/api/v1/jobs", SWEEP);
    ENGINE.gate.countDown();
    awaitEnd(running);
    waiting.forEach(this::awaitEnd);

    assertError(refused, 429, 1202, "You have reached the limit of 2 pending jobs.");
  }

  @Test
  void aJobThatCannotRunIsAcceptedAndFails() {
    String id = submit(SWEEP.replace("rx(a) q[0];", "nogate q[0];"));

    JobResponse job = job(id);
    HttpResponse<String> result = get("/api/v1/jobs/" + id + "/results");
    assertThat(job.state().status()).isEqualTo("Failed");
    assertThat(job.state().reasonCode()).isEqualTo(1506);
    assertThat(job.state().reason()).contains("nogate");
    assertThat(result.body()).isEqualTo(job.state().reason());
    assertThat(get("/api/v1/jobs/" + id + "/logs").body()).contains("nogate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[NaN]]", "[[1e999]]", "\"x\"", "{\"b\": 1}"})
  void parameterValuesThatDoNotFitFailTheJob(String params) {
    JobResponse job = job(submit(estimate(params)));

    assertThat(job.state().status()).isIn("Failed");
    assertThat(job.state().reasonCode()).isEqualTo(3211);
  }

  @Test
  void anEngineThatBreaksFailsItsJobOnly() {
    ENGINE.failure = new IllegalStateException("kaput");
    String broken = submit(SWEEP);
    awaitEnd(broken);
    ENGINE.failure = new NightshiftException(ErrorCode.CIRCUIT_TOO_WIDE, "too wide");
    String wide = submit(SWEEP);
    awaitEnd(wide);
    ENGINE.failure = null;
    String good = submit(SWEEP);
    awaitEnd(good);

    assertThat(job(broken).state().reasonCode()).isEqualTo(9999);
    assertThat(job(broken).state().reason()).contains("kaput");
    assertThat(job(wide).state().reasonCode()).isEqualTo(3243);
    assertThat(job(good).state().status()).isEqualTo("Completed");
  }

  @Test
  void anUnknownOptionIsRefusedByName() {
    assertError(
        post(
            "/api/v1/jobs",
            SWEEP.replace("\"pubs\"", "\"options\": {\"simulator\": {\"sed\": 1}}, \"pubs\"")),
        400,
        1208,
        "Request validation of body failed, because: params.options.simulator.sed is not known;"
            + " this place takes basis_gates, coupling_map, device,"
            + " matrix_product_state_max_bond_dimension, matrix_product_state_truncation_threshold,"
            + " max_parallel_experiments, max_parallel_shots, max_parallel_threads, method,"
            + " noise_model, precision, seed_simulator");
  }

  @Test
  void twoPostsOfOneSubmissionAreOneJob() {
    String tagged = SWEEP.replaceFirst("\\{", "{\"tags\": [\"sub-1234\"], ");
    String other = tagged.replace("0.25", "0.125");

    String first = submit(tagged);
    String again = submit(tagged);
    String changed = submit(other);

    assertThat(again).isEqualTo(first);
    assertThat(changed).isNotEqualTo(first);
    assertThat(list("tags=sub-1234").count()).isEqualTo(2);
  }

  @Test
  void jobsAreListedByEveryFilter() {
    Instant start = Instant.now();
    String tags = "{\"tags\": [\"list\", \"one\"], ";
    String first = submit(SWEEP.replaceFirst("\\{", tags));
    String second = submit(SWEEP.replaceFirst("\\{", tags.replace("one", "two")));

    assertThat(ids("tags=list")).containsExactly(second, first);
    assertThat(ids("tags=list&sort=ASC")).containsExactly(first, second);
    assertThat(ids("tags=list&tags=one")).containsExactly(first);
    assertThat(ids("tags=list&limit=1&offset=1")).containsExactly(first);
    assertThat(ids("tags=list&program=estimator&backend=aer_simulator&pending=false")).hasSize(2);
    assertThat(ids("tags=list&program=sampler")).isEmpty();
    assertThat(ids("tags=list&pending=true")).isEmpty();
    assertThat(ids("tags=list&session_id=none")).isEmpty();
    assertThat(ids("tags=list&created_after=" + start)).hasSize(2);
    assertThat(ids("tags=list&created_before=" + start.minusSeconds(1))).isEmpty();
    assertThat(list("tags=list&limit=1").count()).isEqualTo(2);
    assertThat(list("tags=list&limit=9999").limit()).isEqualTo(200);
    assertThat(list("tags=list").jobs().getFirst().params()).isNull();
    assertThat(list("tags=list&exclude_params=false").jobs().getFirst().params()).isNotNull();
    assertThat(get("/api/v1/jobs?created_after=yesterday").statusCode()).isEqualTo(400);
  }

  @Test
  void tagsCanBeReplacedAndSearched() {
    String id = submit(SWEEP);

    int status =
        send(
                "/api/v1/jobs/" + id + "/tags",
                request ->
                    request
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"tags\": [\"fresh-tag\"]}")))
            .statusCode();

    assertThat(status).isEqualTo(204);
    assertThat(job(id).tags()).containsExactly("fresh-tag");
    assertThat(read(get("/api/v1/tags?type=job&search=fresh"), Tags.class).tags())
        .containsExactly("fresh-tag");
    assertThat(get("/api/v1/tags?search=ab").statusCode()).isEqualTo(400);
    assertThat(
            send(
                    "/api/v1/jobs/" + id + "/tags",
                    request ->
                        request
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString("{\"tags\": [\"\"]}")))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aDeletedJobIsGone() {
    String id = submit(SWEEP);

    assertThat(delete("/api/v1/jobs/" + id).statusCode()).isEqualTo(204);
    assertThat(get("/api/v1/jobs/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void aPrivateJobForgetsItsInputsAndGivesItsResultOnce() {
    String id = submit(SWEEP.replaceFirst("\\{", "{\"private\": true, "));

    assertThat(job(id).params()).hasToString("{}");
    assertThat(get("/api/v1/jobs/" + id + "/results").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/jobs/" + id + "/results").statusCode()).isEqualTo(204);
  }

  @Test
  void paramsAreKeptAsTheyCame() {
    String id = submit(SWEEP);

    assertThat(Json.read(utf8(String.valueOf(job(id).params())), Map.class))
        .isEqualTo(Json.read(utf8(params("[[0.25], [0.5]]")), Map.class));
    assertThat(read(get("/api/v1/jobs/" + id + "?exclude_params=true"), JobResponse.class).params())
        .isNull();
  }

  @Test
  void aSessionTakesJobsUntilItIsClosed() {
    SessionResponse session = openSession();
    String inSession =
        SWEEP.replaceFirst("\\{", "{\"session_id\": \"%s\", ".formatted(session.id()));

    String id = submit(inSession);
    String active = session(session.id()).state();
    patchSession(session.id());
    HttpResponse<String> late = post("/api/v1/jobs", inSession);

    assertThat(session.state()).isEqualTo("open");
    assertThat(session.stateReason()).isEqualTo("session_created");
    assertThat(job(id).sessionId()).isEqualTo(session.id());
    assertThat(active).isEqualTo("active");
    assertThat(session(session.id()).acceptingJobs()).isFalse();
    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(late.body()).contains("has been closed");
  }

  @Test
  void anEmptySessionThatStopsAcceptingClosesEarly() {
    SessionResponse session = openSession();

    patchSession(session.id());

    assertThat(session(session.id()).state()).isEqualTo("closed");
    assertThat(session(session.id()).stateReason()).isEqualTo("session_closed_early");
  }

  @Test
  void givenAClosedSession_thenQueuedJobsFailWith1217AndRunningOnesFinish() {
    SessionResponse session = openSession();
    String inSession =
        SWEEP.replaceFirst("\\{", "{\"session_id\": \"%s\", ".formatted(session.id()));
    ENGINE.gate = new CountDownLatch(1);
    String running = submit(inSession);
    String queued = submit(inSession);

    int closed = delete("/api/v1/sessions/" + session.id() + "/close").statusCode();
    ENGINE.gate.countDown();
    awaitEnd(running);

    assertThat(closed).isEqualTo(204);
    assertThat(job(running).state().status()).isEqualTo("Completed");
    assertThat(job(queued).state().reasonCode()).isEqualTo(1217);
    assertThat(job(queued).state().reason()).isEqualTo("Session has been closed");
  }

  @Test
  void sessionsAreChecked() {
    assertThat(post("/api/v1/sessions", "{\"mode\": \"other\"}").statusCode()).isEqualTo(400);
    assertThat(post("/api/v1/sessions", "{}").statusCode()).isEqualTo(400);
    assertThat(post("/api/v1/sessions", "{\"mode\": \"batch\", \"max_ttl\": 0}").statusCode())
        .isEqualTo(400);
    assertThat(post("/api/v1/sessions", "{\"mode\": \"batch\", \"backend\": \"x\"}").statusCode())
        .isEqualTo(404);
    assertThat(get("/api/v1/sessions/none").statusCode()).isEqualTo(404);
    assertThat(
            post("/api/v1/jobs", SWEEP.replaceFirst("\\{", "{\"session_id\": \"none\", "))
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void aBodyTooLongIs413AndTheServerLivesOn() {
    HttpResponse<String> announced = post("/api/v1/jobs", " ".repeat(100_001));
    HttpResponse<String> chunked =
        send(
            "/api/v1/jobs",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(new byte[200_000]))));

    assertError(
        announced, 413, 5302, "maximum payload exceeded: the body is longer than 100000 bytes");
    assertError(
        chunked, 413, 5302, "maximum payload exceeded: the body is longer than 100000 bytes");
    assertThat(job(submit(SWEEP)).state().status()).isEqualTo("Completed");
  }

  @Test
  void aZlibBombIs413AndTheServerLivesOn() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream zlib = new java.util.zip.DeflaterOutputStream(bomb)) {
      zlib.write(new byte[20 << 20]);
    }
    String array =
        "{\"__type__\": \"ndarray\", \"__value__\": \"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(bomb.toByteArray()));

    HttpResponse<String> answer = post("/api/v1/jobs", estimate(array));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("inflates to more than 1048576 bytes");
    assertThat(job(submit(SWEEP)).state().status()).isEqualTo("Completed");
  }

  @Test
  void malformedBodiesAre400AndTheServerLivesOn() {
    for (String body :
        List.of(
            "",
            "{",
            "[".repeat(50_000),
            SWEEP.substring(0, SWEEP.length() / 2),
            "{\"cost\": " + "9".repeat(2_000) + "}",
            "\u0000\u0001")) {
      assertThat(post("/api/v1/jobs", body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(
            send(
                    "/api/v1/jobs",
                    request ->
                        request
                            .header("Content-Type", "text/html")
                            .POST(BodyPublishers.ofString(SWEEP)))
                .statusCode())
        .isEqualTo(400);
    assertThat(job(submit(SWEEP)).state().status()).isEqualTo("Completed");
  }

  @Test
  void aConnectionThatBreaksOffDoesNoHarm() throws IOException {
    URI uri = server.uri();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              utf8(
                  "POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 1000\r\n\r\n{\"program_id\""));
    }
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.getOutputStream().write(utf8("nonsense\r\n\r\n"));
      try (InputStream in = socket.getInputStream()) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("400");
      }
    }

    assertThat(job(submit(SWEEP)).state().status()).isEqualTo("Completed");
  }

  @Test
  void theOldestEndedJobsGoWhenThereAreTooMany() {
    ServerLimits few =
        new ServerLimits(
            100_000,
            1 << 20,
            10,
            20,
            1_000,
            1,
            2,
            Duration.ofHours(1),
            1 << 20,
            2,
            0,
            Duration.ofSeconds(10));
    try (SimulatorServer forgetful =
        SimulatorServer.start(new ServerOptions("127.0.0.1", 0, null, few), ENGINE, new Meter())) {
      List<String> ids =
          List.of(
              submitTo(forgetful, SWEEP), submitTo(forgetful, SWEEP), submitTo(forgetful, SWEEP));

      assertThat(
              ids.stream().map(id -> sendTo(forgetful, "/api/v1/jobs/" + id, r -> r).statusCode()))
          .containsExactly(404, 200, 200);
    }
  }

  @Test
  void aPortInUseIsOneClearError() {
    int port = server.uri().getPort();

    assertThatThrownBy(() ->
            SimulatorServer.start(
                new ServerOptions("127.0.0.1", port, null, SMALL), ENGINE, new Meter()))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_IN_USE))
        .hasMessage(
            "port %d of 127.0.0.1 is in use; choose another one, or 0 for any free one"
                .formatted(port));
  }

  @Test
  void aClosedServerAnswersNoMore() {
    SimulatorServer brief = SimulatorServer.start(ServerOptions.loopback(), ENGINE, new Meter());
    assertThat(sendTo(brief, "/api/v1/versions", r -> r).statusCode()).isEqualTo(200);

    brief.close();

    assertThatThrownBy(() -> sendTo(brief, "/api/v1/versions", r -> r))
        .isInstanceOf(java.io.UncheckedIOException.class);
  }

  private static String estimate(String values) {
    return "{\"program_id\": \"estimator\", \"backend\": \"aer_simulator\", \"params\": %s}"
        .formatted(params(values));
  }

  private static String params(String values) {
    return "{\"version\": 2, \"support_qiskit\": false, \"pubs\": [[\"%s\", \"Z\", %s]]}"
        .formatted(ROTATION, values);
  }

  private static SessionResponse openSession() {
    return read(
        post("/api/v1/sessions", "{\"mode\": \"batch\", \"backend\": \"aer_simulator\"}"),
        SessionResponse.class);
  }

  private static SessionResponse session(String id) {
    return read(get("/api/v1/sessions/" + id), SessionResponse.class);
  }

  private static void patchSession(String id) {
    HttpResponse<String> answer =
        send(
            "/api/v1/sessions/" + id,
            request ->
                request
                    .header("Content-Type", "application/json")
                    .method("PATCH", BodyPublishers.ofString("{\"accepting_jobs\": false}")));
    assertThat(answer.statusCode()).isEqualTo(204);
  }

  private static String submit(String body) {
    return submitTo(server, body);
  }

  private static String submitTo(SimulatorServer to, String body) {
    HttpResponse<String> answer =
        sendTo(
            to,
            "/api/v1/jobs",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return read(answer, JobCreated.class).id();
  }

  private static JobResponse job(String id) {
    return read(get("/api/v1/jobs/" + id), JobResponse.class);
  }

  /** Each request for an unfinished result waits on the server, so this loop does not spin. */
  private void awaitEnd(String id) {
    for (int i = 0; i < 200 && !job(id).ended(); i++) {
      get("/api/v1/jobs/" + id + "/results");
    }
    assertThat(job(id).ended()).isTrue();
  }

  private static JobsResponse list(String query) {
    return read(get("/api/v1/jobs?" + query), JobsResponse.class);
  }

  private static List<String> ids(String query) {
    return list(query).jobs().stream().map(JobResponse::id).toList();
  }

  private static HttpResponse<String> authorized(SimulatorServer to, String authorization) {
    return sendTo(to, "/api/v1/backends", r -> r.header("Authorization", authorization));
  }

  private static void assertError(
      HttpResponse<String> answer, int status, Object code, String message) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(read(answer, ErrorContainer.class).errors())
        .singleElement()
        .satisfies(error -> {
          assertThat(error.code()).isEqualTo(code);
          assertThat(error.message()).isEqualTo(message);
        });
  }

  private static HttpResponse<String> get(String path) {
    return send(path, request -> request);
  }

  private static HttpResponse<String> delete(String path) {
    return send(path, HttpRequest.Builder::DELETE);
  }

  private static HttpResponse<String> post(String path, String body) {
    return send(
        path,
        request ->
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(
      String path, UnaryOperator<HttpRequest.Builder> request) {
    return sendTo(server, path, request);
  }

  private static HttpResponse<String> sendTo(
      SimulatorServer to, String path, UnaryOperator<HttpRequest.Builder> request) {
    try {
      return HTTP.send(
          request
              .apply(HttpRequest.newBuilder(to.uri().resolve(path)).timeout(Duration.ofSeconds(20)))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static <T> T read(HttpResponse<String> answer, Class<T> type) {
    return Json.read(utf8(answer.body()), type);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
