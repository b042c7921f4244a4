package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.job.Meter;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that run on their request's own thread, after its answer has left. */
class ShortJobsTest {
  private static final String JOB =
      """
      {"program_id": "estimator", "backend": "aer_simulator", "params": {"version": 2, "pubs":
      [["OPENQASM 3.0; include \\"stdgates.inc\\"; input float[64] a; qubit[1] q; rx(a) q[0];",
      "Z", [0.25], 0]]}}
      """;

  private final FakeEngine engine = new FakeEngine();
  private final SimulatorServer server =
      SimulatorServer.start(ServerOptions.loopback(), engine, new Meter());
  private final Wire wire = new Wire(server);

  @AfterEach
  void stop() {
    engine.gate.countDown();
    wire.close();
    server.close();
  }

  @Test
  void theSubmitterIsAnsweredBeforeTheJobHasRun() {
    engine.gate = new CountDownLatch(1);

    String id = wire.submit(JOB);

    // The submitter's connection is busy.
    try (Wire another = new Wire(server)) {
      assertThat(another.state(id)).isIn("Queued", "Running");
    }
    engine.gate.countDown();
    assertThat(wire.get("/jobs/" + id + "/results").statusCode()).isEqualTo(200);
  }

  @Test
  void theJobHasEndedWhenItsConnectionIsReadAgain() throws IOException {
    URI uri = server.uri();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      byte[] body = JOB.getBytes(StandardCharsets.UTF_8);
      String created =
          exchange(
              socket,
              "POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Content-Length: %d\r\n\r\n%s".formatted(body.length, JOB));
      String id = created.replaceAll("(?s).*\"id\":\"([0-9a-v]{20})\".*", "$1");

      String job =
          exchange(socket, "GET /api/v1/jobs/%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(id));

      assertThat(job).contains("\"status\":\"Completed\"");
      assertThat(engine.runs).hasValue(1);
    }
  }

  @Test
  void whatIsLeftOfAnAnswerIsDoneOnceThoughItCannotBeSent() {
    AtomicInteger done = new AtomicInteger();
    ServerResponse torn =
        (ServerResponse)
            Proxy.newProxyInstance(
                ServerResponse.class.getClassLoader(),
                new Class<?>[] {ServerResponse.class},
                (proxy, method, _) -> {
                  if (method.getName().equals("send")) {
                    throw new UncheckedIOException(new IOException("torn"));
                  }
                  return proxy;
                });

    assertThatThrownBy(() -> Routes.deliver(torn, Reply.json("x").then(done::incrementAndGet)))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(done).hasValue(1);
  }

  /** Sends a request and reads its answer, whose length is told. */
  private static String exchange(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).describedAs("the answer ends early: %s", head).isNotNegative();
      head.append((char) next);
    }
    String length = head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
    return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
  }
}
