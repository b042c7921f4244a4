package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.job.Meter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an unfriendly client tries; after each try the server answers as before. */
class ServerSafetyTest {
  private static final String JOB =
      "{\"program_id\": \"sampler\", \"backend\": \"aer_simulator\", \"params\": {\"version\": 2,"
          + " \"pubs\": [[\"OPENQASM 3.0; bit[1] c; qubit q; c[0] = measure q;\", null, 10]]}}";

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private static Wire wire;

  @BeforeAll
  static void start() {
    server = SimulatorServer.start(ServerOptions.loopback(), new FakeEngine(), new Meter());
    wire = new Wire(server);
  }

  @AfterAll
  static void stop() {
    wire.close();
    server.close();
  }

  private static HttpResponse<String> postGzip(byte[] body) {
    return wire.send(
        "/jobs",
        request ->
            request
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(byte[] bytes, int times) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (int i = 0; i < times; i++) {
        gzip.write(bytes);
      }
    }
    return out.toByteArray();
  }

  @Test
  void aCompressedBodyIsTaken() throws IOException {
    HttpResponse<String> answer = postGzip(gzip(JOB.getBytes(StandardCharsets.UTF_8), 1));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aDecompressionBombEndsAtTheLimit() throws IOException {
    // 256 MiB of blanks in a quarter of a megabyte.
    byte[] bomb = gzip(" ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8), 256);

    HttpResponse<String> answer = postGzip(bomb);

    assertThat(bomb.length).isLessThan(2 << 20);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("5302");
    assertThat(wire.get("/versions").statusCode()).isEqualTo(200);
  }

  @Test
  void aTruncatedGzipStreamIsAnErrorOfTheRequest() throws IOException {
    byte[] whole = gzip(JOB.getBytes(StandardCharsets.UTF_8), 1);

    HttpResponse<String> answer = postGzip(Arrays.copyOf(whole, whole.length / 2));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("1208").doesNotContain("\tat ");
  }

  @Test
  void headersWithoutEndAreCutOff() throws IOException {
    try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      socket.setSoTimeout(20_000);
      byte[] line = ("X-Filler: " + "x".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/versions HTTP/1.1\r\nHost: a\r\n".getBytes(StandardCharsets.US_ASCII));
      int sent = 0;
      try {
        for (; sent < 10_000; sent++) {
          socket.getOutputStream().write(line);
        }
      } catch (IOException closed) {
        assertThat(sent).isLessThan(10_000);
      }
      InputStream in = socket.getInputStream();
      String answer = "";
      try {
        answer = new String(in.readNBytes(64), StandardCharsets.US_ASCII);
      } catch (IOException reset) {
        assertThat(sent).isLessThan(10_000);
      }
      assertThat(answer).doesNotStartWith("HTTP/1.1 200");
    }
    assertThat(wire.get("/versions").statusCode()).isEqualTo(200);
  }

  @Test
  void twoHundredSlowRequestsDoNotKeepOthersWaiting() throws IOException {
    Socket[] slow = new Socket[200];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = new Socket(server.uri().getHost(), server.uri().getPort());
      slow[i]
          .getOutputStream()
          .write(
              "POST /api/v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Le"
                  .getBytes(StandardCharsets.US_ASCII));
    }

    HttpResponse<String> answer = wire.post("/jobs", JOB);

    assertThat(answer.statusCode()).isEqualTo(200);
    for (Socket socket : slow) {
      socket.close();
    }
  }
}
