package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.SteppedClock;
import dev.nightshift.value.Target;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.SessionResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts that the stage asks for, seen from outside. */
class RestartOverTheWireTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-11-25T18:00:00Z"));
  private final FakeEngine engine = new FakeEngine();

  @SuppressWarnings("NullAway.Init")
  private SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private Wire wire;

  private void stage(String faults, @Nullable Path state) {
    Target target =
        new Target(
            "twin",
            List.of(Target.QubitFacts.UNKNOWN),
            List.of(
                new Target.Operation(
                    "x", List.of(0), OptionalDouble.empty(), OptionalDouble.empty()),
                new Target.Operation(
                    "measure", List.of(0), OptionalDouble.empty(), OptionalDouble.empty())),
            OptionalDouble.empty(),
            250e-6);
    ServerOptions options =
        ServerOptions.loopback()
            .withStage(
                Stage.parse(
                    "s",
                    "plan: paid\nqueue: {median_wait_s: 100, spread: 0}\n"
                        + "limits: {submissions_per_minute: 5}\nfaults: "
                        + faults),
                clock)
            .withAdminPort(0);
    server =
        SimulatorServer.start(
            state == null ? options : options.withState(state),
            engine,
            List.of(new ServedDevice(SomeDevice.of(target), engine)),
            new Meter());
    wire = new Wire(server);
  }

  @AfterEach
  void stop() {
    if (wire != null) {
      engine.gate.countDown();
      wire.close();
      server.close();
    }
  }

  private static String job(String backend, String more) {
    return ("{\"program_id\": \"sampler\", \"backend\": \"%s\"%s, \"params\": {\"version\": 2,"
            + " \"pubs\": [[\"OPENQASM 3.0; include \\\"stdgates.inc\\\"; bit[1] c; x $0;"
            + " c[0] = measure $0;\", null, 1000]]}}")
        .formatted(backend, more);
  }

  private String session() {
    String opened =
        wire.post("/sessions", "{\"mode\": \"dedicated\", \"backend\": \"twin\"}").body();
    return Json.read(opened.getBytes(StandardCharsets.UTF_8), SessionResponse.class).id();
  }

  private double consumed() {
    return wire.get("/instances/usage", InstanceUsage.class).usageConsumedSeconds();
  }

  /** Sends the request that the fault befalls, and waits until somebody answers again. */
  private void restart() {
    assertThatThrownBy(() -> wire.get("/tags")).isInstanceOf(UncheckedIOException.class);
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        assertThat(wire.get("/instance").statusCode()).isEqualTo(200);
        return;
      } catch (UncheckedIOException down) {
        assertThat(Instant.now()).as("the server is back in time").isBefore(end);
      }
    }
  }

  @Test
  void givenARestartWithItsState_thenJobsComeBackAsFromTheStateOfARealOne() {
    stage("[{kind: restart-with-state, call: GET /tags, at: [1], seconds: 0.05}]", null);
    final String done = wire.submit(job("twin", ", \"tags\": [\"sub-1\"]"));
    final String ideal = wire.submit(job("aer_simulator", ""));
    final String session = session();
    clock.advance(Duration.ofSeconds(103));
    final String running = wire.submit(job("twin", ", \"session_id\": \"%s\"".formatted(session)));
    final String waiting = wire.submit(job("twin", ""));
    final String result = wire.get("/jobs/" + done + "/results").body();
    final double charged = consumed();
    assertThat(
            wire.with("PUT", "/instances/configuration", "{\"instance_limit\": 900}").statusCode())
        .isEqualTo(204);
    // The running job's engine never ends by itself in the old life.
    engine.gate = new CountDownLatch(1);
    Thread time = Thread.ofVirtual().start(() -> clock.advance(Duration.ofSeconds(101)));
    while (!wire.state(running).equals("Running")) {
      Thread.onSpinWait();
    }

    CountDownLatch stuck = engine.gate;
    engine.gate = new CountDownLatch(0);
    restart();

    assertThat(stuck.getCount()).isOne();
    assertThat(wire.state(done)).isEqualTo("Completed");
    assertThat(wire.state(ideal)).isEqualTo("Completed");
    assertThat(wire.get("/jobs/" + done + "/results").body()).isEqualTo(result);
    assertThat(wire.submit(job("twin", ", \"tags\": [\"sub-1\"]"))).isEqualTo(done);
    assertThat(wire.get("/sessions/" + session, SessionResponse.class).state()).isEqualTo("active");
    assertThat(wire.get("/instances/configuration").body()).isEqualTo("{\"instance_limit\":900}");
    join(time);
    clock.advance(Duration.ofSeconds(10));
    assertThat(List.of(wire.state(running), wire.state(waiting)))
        .containsExactly("Completed", "Completed");
    assertThat(consumed()).isGreaterThan(charged);
    assertThat(wire.get("/jobs", JobsResponse.class).jobs()).hasSize(4);
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(PATIENCE)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void givenARestartWithoutItsState_thenJobsSessionsAndUsageAreUnknown(@TempDir Path folder) {
    Path file = folder.resolve("state.db");
    stage("[{kind: restart-without-state, call: GET /tags, at: [1], seconds: 0.05}]", file);
    final String done = wire.submit(job("twin", ", \"tags\": [\"sub-1\"]"));
    final String session = session();
    clock.advance(Duration.ofSeconds(103));
    final String waiting = wire.submit(job("twin", ""));
    assertThat(consumed()).isGreaterThan(2);

    restart();

    for (String forgotten : List.of(done, waiting)) {
      HttpResponse<String> answer = wire.get("/jobs/" + forgotten);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body())
          .contains("\"errors\":[")
          .contains("Job not found. Job ID: " + forgotten);
      assertThat(wire.get("/jobs/" + forgotten + "/results").statusCode()).isEqualTo(404);
    }
    assertThat(wire.get("/sessions/" + session).statusCode()).isEqualTo(404);
    assertThat(consumed()).isZero();
    assertThat(wire.submit(job("twin", ", \"tags\": [\"sub-1\"]"))).isNotEqualTo(done);
    clock.advance(Duration.ofSeconds(120));
    assertThat(wire.get("/jobs", JobsResponse.class).jobs())
        .singleElement()
        .satisfies(job -> assertThat(job.state().status()).isEqualTo("Completed"));
    assertThat(wire.get("/backends/twin/status").statusCode()).isEqualTo(200);
  }

  @Test
  void whileItIsDownConnectionsAreDroppedAndNoneIsTaken() throws Exception {
    stage("[{kind: restart-with-state, call: GET /tags, at: [1], seconds: 1}]", null);
    URI uri = server.uri();
    try (Socket idle = new Socket(uri.getHost(), uri.getPort())) {
      idle.setSoTimeout((int) PATIENCE.toMillis());

      assertThatThrownBy(() -> wire.get("/tags")).isInstanceOf(UncheckedIOException.class);

      assertThat(closed(idle)).isTrue();
      assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
          .isInstanceOf(ConnectException.class);
    }
    server.close();
    assertThat(server.uri()).isEqualTo(uri);
  }

  /** Whether the other side has gone, in whatever way. */
  private static boolean closed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void theAdminPortAsksForARestartAndSurvivesIt() throws Exception {
    stage("[]", null);
    final String id = wire.submit(job("twin", ""));
    URI admin = server.adminUri().orElseThrow();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder put =
          HttpRequest.newBuilder(admin)
              .header("Content-Type", "application/json")
              .PUT(
                  BodyPublishers.ofString(
                      "[{\"kind\": \"restart-with-state\", \"call\": \"GET /tags\", \"at\": [1],"
                          + " \"seconds\": 0}]"));
      assertThat(http.send(put.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);

      restart();

      assertThat(wire.state(id)).isEqualTo("Queued");
      assertThat(wire.get("/tags").statusCode()).as("once is once").isEqualTo(200);
      assertThat(http.send(HttpRequest.newBuilder(admin).build(), BodyHandlers.ofString()).body())
          .contains("restart-with-state");
    }
  }

  @Test
  void theSubmissionsOfTheLastMinuteCountAfterARestartToo() {
    stage("[{kind: restart-with-state, call: GET /tags, at: [1], seconds: 0}]", null);
    for (int i = 0; i < 5; i++) {
      var _ = wire.submit(job("twin", ""));
    }

    restart();

    assertThat(wire.post("/jobs", job("twin", "")).statusCode()).isEqualTo(429);
    clock.advance(Duration.ofSeconds(61));
    assertThat(wire.post("/jobs", job("twin", "")).statusCode()).isEqualTo(200);
  }
}
