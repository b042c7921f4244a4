package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.cli.Nightshift;
import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.SteppedClock;
import dev.nightshift.value.Target;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.SessionResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStateTest {
  @TempDir private Path folder;

  private final FakeEngine engine = new FakeEngine();
  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-11-25T18:00:00Z"));

  private SimulatorServer start(Path file) {
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
    return SimulatorServer.start(
        ServerOptions.loopback()
            .withStage(
                Stage.parse(
                    "s",
                    "plan: paid\nqueue: {median_wait_s: 100, spread: 0}\n"
                        + "limits: {submissions_per_minute: 0}"),
                clock)
            .withState(file),
        engine,
        List.of(new ServedDevice(SomeDevice.of(target), engine)),
        new Meter());
  }

  private static String job(String backend, String more) {
    return ("{\"program_id\": \"sampler\", \"backend\": \"%s\"%s, \"params\": {\"version\": 2,"
            + " \"pubs\": [[\"OPENQASM 3.0; include \\\"stdgates.inc\\\"; bit[1] c; x $0;"
            + " c[0] = measure $0;\", null, 1000]]}}")
        .formatted(backend, more);
  }

  @Test
  void aRestartedServerKnowsItsJobsResultsSessionsAndCharges() {
    Path file = folder.resolve("state.db");
    String done;
    String waiting;
    String ideal;
    String session;
    String result;
    try (SimulatorServer first = start(file);
        Wire wire = new Wire(first)) {
      session =
          Json.read(
                  wire.post("/sessions", "{\"mode\": \"batch\", \"backend\": \"twin\"}")
                      .body()
                      .getBytes(StandardCharsets.UTF_8),
                  SessionResponse.class)
              .id();
      done = wire.submit(job("twin", ", \"tags\": [\"sub-1\"]"));
      ideal = wire.submit(job("aer_simulator", ""));
      clock.advance(Duration.ofSeconds(150));
      waiting = wire.submit(job("twin", ", \"session_id\": \"%s\"".formatted(session)));
      clock.advance(Duration.ofSeconds(50));
      result = wire.get("/jobs/" + done + "/results").body();
    }

    try (SimulatorServer second = start(file);
        Wire wire = new Wire(second)) {
      assertThat(wire.state(done)).isEqualTo("Completed");
      assertThat(wire.state(ideal)).isEqualTo("Completed");
      assertThat(wire.get("/jobs/" + done + "/results").body()).isEqualTo(result);
      assertThat(wire.state(waiting)).isEqualTo("Queued");
      assertThat(wire.get("/sessions/" + session, SessionResponse.class).state()).isEqualTo("open");
      assertThat(wire.get("/instances/usage", InstanceUsage.class).usageConsumedSeconds())
          .isGreaterThan(2);
      assertThat(wire.submit(job("twin", ", \"tags\": [\"sub-1\"]")))
          .as("the same submission is the same job")
          .isEqualTo(done);
      // It keeps its turn: half of its wait was over before.
      clock.advance(Duration.ofSeconds(53));
      assertThat(wire.state(waiting)).isEqualTo("Completed");
      assertThat(wire.delete("/jobs/" + done).statusCode()).isEqualTo(204);
    }

    try (SimulatorServer third = start(file);
        Wire wire = new Wire(third)) {
      assertThat(wire.get("/jobs/" + done).statusCode()).isEqualTo(404);
      assertThat(wire.state(waiting)).isEqualTo("Completed");
    }
  }

  @Test
  void aPrivateResultIsGivenOnceAcrossRestarts() {
    Path file = folder.resolve("state.db");
    String id;
    try (SimulatorServer first = start(file);
        Wire wire = new Wire(first)) {
      id = wire.submit(job("aer_simulator", ", \"private\": true"));
      assertThat(wire.get("/jobs/" + id + "/results").statusCode()).isEqualTo(200);
    }

    try (SimulatorServer second = start(file);
        Wire wire = new Wire(second)) {
      assertThat(wire.get("/jobs/" + id + "/results").statusCode()).isEqualTo(204);
      assertThat(wire.get("/jobs/" + id).body()).doesNotContain("OPENQASM");
    }
  }

  @Test
  void aFileOfAnEarlierFormIsTakenUp() throws Exception {
    Path file = folder.resolve("state.db");
    String id;
    try (SimulatorServer first = start(file);
        Wire wire = new Wire(first)) {
      id = wire.submit(job("twin", ""));
    }
    // As the first form had it.
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute("drop table setting");
      sql.execute("pragma user_version = 1");
    }

    try (SimulatorServer second = start(file);
        Wire wire = new Wire(second)) {
      assertThat(wire.state(id)).isEqualTo("Queued");
    }
  }

  @Test
  void aFileThatIsNoStateOrInUseIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other.db"), "not a database, only some text");
    assertThatThrownBy(() -> start(other))
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining("other.db");
    Path file = folder.resolve("state.db");
    try (SimulatorServer _ = start(file)) {
      assertThatThrownBy(() -> start(file)).hasMessageContaining("another server");
    }
  }

  /** Three lives of a real process, each killed in mid-traffic. */
  @Test
  void noAcceptedJobIsLostWhenTheProcessIsKilled() throws Exception {
    Path file = folder.resolve("killed.db");
    ConcurrentSkipListSet<String> accepted = new ConcurrentSkipListSet<>();
    for (int life = 0; life < 3; life++) {
      Process process = serve(file);
      URI server = URI.create(url(process));
      List<Thread> clients =
          java.util.stream.IntStream.range(0, 4)
              .mapToObj(_ -> Thread.ofVirtual().start(() -> submitUntilItDies(server, accepted)))
              .toList();
      while (accepted.size() < 20 * (life + 1)) {
        Thread.onSpinWait();
      }
      process.destroyForcibly().waitFor();
      for (Thread client : clients) {
        client.join();
      }
    }

    Process process = serve(file);
    URI server = URI.create(url(process));
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String id : accepted) {
        HttpResponse<byte[]> result =
            http.send(
                HttpRequest.newBuilder(server.resolve("/api/v1/jobs/" + id + "/results")).build(),
                BodyHandlers.ofByteArray());
        HttpResponse<byte[]> job =
            http.send(
                HttpRequest.newBuilder(server.resolve("/api/v1/jobs/" + id)).build(),
                BodyHandlers.ofByteArray());
        assertThat(result.statusCode()).isIn(200, 204);
        assertThat(Json.read(job.body(), JobResponse.class).state().status())
            .isIn("Completed", "Queued", "Running");
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(accepted).hasSizeGreaterThanOrEqualTo(60);
  }

  private static void submitUntilItDies(URI server, ConcurrentSkipListSet<String> accepted) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (true) {
        HttpResponse<byte[]> answer =
            http.send(
                HttpRequest.newBuilder(server.resolve("/api/v1/jobs"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(job("aer_simulator", "")))
                    .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() == 200) {
          accepted.add(Json.read(answer.body(), JobCreated.class).id());
        }
      }
    } catch (IOException | InterruptedException died) {
      // What it was for.
      assertThat(accepted).isNotEmpty();
    }
  }

  private static Process serve(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "--enable-native-access=ALL-UNNAMED",
            Nightshift.class.getName(),
            "serve",
            "--port",
            "0",
            "--state",
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String url(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      int at = line.indexOf("http://");
      if (at >= 0) {
        return line.substring(at).split(" ")[0];
      }
    }
    throw new IOException("the server said nothing before its end");
  }
}
