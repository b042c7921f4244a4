package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.transport.server.stage.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsAdminTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private URI admin;

  @BeforeEach
  void start() {
    server =
        SimulatorServer.start(
            ServerOptions.loopback()
                .withStage(
                    Stage.parse("s", "faults: [{kind: reset, call: GET /tags, rate: 0.5}]"),
                    new RunningClock(1))
                .withAdminPort(0),
            new FakeEngine(),
            List.of(),
            new Meter());
    admin = server.adminUri().orElseThrow();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private HttpResponse<String> ask(URI uri, String method, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void faultsAreReadAndChangedWhileTheServerRuns() throws Exception {
    URI status = server.uri().resolve("/api/v1/backends/aer_simulator/status");
    assertThat(ask(admin, "GET", "").body())
        .isEqualTo("[{\"kind\":\"reset\",\"call\":\"GET /tags\",\"rate\":0.5,\"seconds\":1.0}]");
    assertThat(ask(status, "GET", "").statusCode()).isEqualTo(200);

    HttpResponse<String> changed =
        ask(
            admin,
            "PUT",
            "[{\"kind\": \"server-error\", \"call\": \"GET /backends/{id}/status\", \"at\": [1,"
                + " 3]}]");

    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(changed.body()).contains("\"at\":[1,3]");
    assertThat(ask(status, "GET", "").statusCode()).isEqualTo(500);
    assertThat(ask(status, "GET", "").statusCode()).isEqualTo(200);
    assertThat(ask(status, "GET", "").statusCode()).isEqualTo(500);
    assertThat(ask(admin, "PUT", "[]").body()).isEqualTo("[]");
    assertThat(ask(status, "GET", "").statusCode()).isEqualTo(200);
  }

  @Test
  void aMistakeLeavesTheFaultsAsTheyAre() throws Exception {
    String before = ask(admin, "GET", "").body();

    HttpResponse<String> answer = ask(admin, "PUT", "[{\"kind\": \"gremlin\", \"rate\": 1}]");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("gremlin").contains("server-error");
    assertThat(ask(admin, "GET", "").body()).isEqualTo(before);
  }

  @Test
  void aPageThatCallsThisMachineByItsOwnNameIsRefused() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", admin.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /faults HTTP/1.1\r\nHost: evil.example\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

      assertThat(answer).isEqualTo("HTTP/1.1 403");
    }
  }

  @Test
  void nothingElseIsOnThatPortAndNothingOfItOnTheOther() throws Exception {
    assertThat(ask(admin.resolve("/api/v1/versions"), "GET", "").statusCode()).isEqualTo(404);
    assertThat(ask(server.uri().resolve("/faults"), "GET", "").statusCode()).isEqualTo(404);
  }

  @Test
  void withoutTheOptionThereIsNoSuchPort() {
    try (SimulatorServer plain =
        SimulatorServer.start(ServerOptions.loopback(), new FakeEngine(), List.of(), new Meter())) {
      assertThat(plain.adminUri()).isEmpty();
    }
  }
}
