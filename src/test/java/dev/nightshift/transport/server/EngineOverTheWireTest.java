package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.job.JobCodec;
import dev.nightshift.wire.job.ResultCodec;
import dev.nightshift.wire.job.Submission;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real engine behind the real server: codec, protocol and simulator together. */
class EngineOverTheWireTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final EmbeddedBackend ENGINE =
      new EmbeddedBackend("engine", new Simulator(), new Meter());

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @BeforeAll
  static void start() {
    server = SimulatorServer.start(ServerOptions.loopback(), ENGINE, new Meter());
  }

  @AfterAll
  static void stop() {
    server.close();
    HTTP.close();
  }

  @Test
  void expectationsOfARotationAreItsCosineAndSine() throws Exception {
    // b is applied to qubit 0 and a to qubit 1: names, not order of use, give the columns.
    Circuit circuit =
        Circuit.builder(2)
            .ry(ParameterExpression.parameter("b"), 0)
            .ry(ParameterExpression.parameter("a"), 1)
            .build();
    double[] angles = {0.1, 1.5, -2, 3, 0, 0.25};
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    circuit,
                    new ObservablesArray(
                        Shape.of(2, 1), List.of(Observable.of("IZ"), Observable.of("XI"))),
                    Bindings.rows(List.of("a", "b"), angles),
                    null)),
            JobOptions.NONE);

    double[] evs = run(request).estimated(0).evs();

    for (int row = 0; row < 3; row++) {
      assertThat(evs[row]).isCloseTo(Math.cos(angles[2 * row + 1]), within(1e-12));
      assertThat(evs[3 + row]).isCloseTo(Math.sin(angles[2 * row]), within(1e-12));
    }
  }

  @Test
  void theWireChangesNoBitOfAResult() throws Exception {
    Circuit circuit =
        Circuit.builder(3)
            .rx(ParameterExpression.parameter("x").times(3), 0)
            .ry(ParameterExpression.PI.minus(ParameterExpression.parameter("y")), 1)
            .cx(0, 1)
            .cx(1, 2)
            .rz(ParameterExpression.parameter("x").times(ParameterExpression.parameter("y")), 2)
            .h(2)
            .build();
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    circuit,
                    ObservablesArray.of(Observable.of("XZY")),
                    Bindings.rows(List.of("x", "y"), new double[] {0.1, 0.2, -1, 2, Math.PI, 1e-9}),
                    null)),
            JobOptions.NONE);

    assertThat(run(request).estimated(0).evs())
        .containsExactly(ENGINE.run(request).estimated(0).evs());
  }

  @Test
  void seededSamplesAreTheSameOverTheWire() throws Exception {
    Circuit bell =
        Circuit.builder(2).bits("c", 2).h(0).cx(0, 1).measure(0, 0).measure(1, 1).build();
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(bell, Bindings.none(), 1000)), JobOptions.NONE.withSeed(11));

    JobResult result = run(request);

    assertThat(result.sampled(0).registers()).isEqualTo(ENGINE.run(request).sampled(0).registers());
    assertThat(result.sampled(0).registers().firstEntry().getValue().counts(0))
        .containsOnlyKeys("00", "11");
  }

  @Test
  void aCircuitTooWideForTheMemoryFailsAndTheServerLivesOn() throws Exception {
    Circuit wide = Circuit.builder(31).h(30).build();
    String id =
        submit(
            JobRequest.estimate(
                List.of(
                    new Pub.Estimator(
                        wide,
                        ObservablesArray.of(Observable.of("Z" + "I".repeat(30))),
                        Bindings.none(),
                        null)),
                JobOptions.NONE.withSimulator(
                    SimulatorOptions.DEFAULT.withMethod(SimulationMethod.STATEVECTOR))));

    JobResponse job = Json.read(get("/api/v1/jobs/" + id), JobResponse.class);

    assertThat(job.state().reasonCode()).isEqualTo(3243);
    expectationsOfARotationAreItsCosineAndSine();
  }

  @Test
  void manyClientsAtOnceEachGetTheirOwnValuesWhileOldJobsAreForgotten() throws Exception {
    Circuit circuit = Circuit.builder(1).ry(ParameterExpression.parameter("a"), 0).build();
    ServerLimits few =
        new ServerLimits(
            1 << 20,
            1 << 20,
            10,
            20,
            1_000,
            2,
            1_000,
            Duration.ofMinutes(1),
            100_000,
            64,
            2_000_000,
            Duration.ofSeconds(5));
    try (SimulatorServer busy =
            SimulatorServer.start(
                new ServerOptions("127.0.0.1", 0, null, few), ENGINE, new Meter());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Double>> errors = new ArrayList<>();
      for (int client = 0; client < 16; client++) {
        double base = client;
        errors.add(
            clients.submit(() -> {
              double worst = 0;
              for (int i = 0; i < 20; i++) {
                double angle = base + i * 0.01;
                JobRequest request =
                    JobRequest.estimate(
                        List.of(
                            new Pub.Estimator(
                                circuit,
                                ObservablesArray.of(Observable.of("Z")),
                                Bindings.row(List.of("a"), angle),
                                null)),
                        JobOptions.NONE);
                String tag = "sub-%s-%d".formatted(base, i);
                String id = submit(busy, request, List.of(tag));
                double value =
                    ResultCodec.decode(id, request, get(busy, "/api/v1/jobs/" + id + "/results"))
                        .estimated(0)
                        .evs()[0];
                worst = Math.max(worst, Math.abs(value - Math.cos(angle)));
              }
              return worst;
            }));
      }
      for (Future<Double> error : errors) {
        assertThat(error.get(30, TimeUnit.SECONDS)).isLessThan(1e-12);
      }
      assertThat(Json.read(get(busy, "/api/v1/jobs?limit=1"), JobsResponse.class).count())
          .isLessThanOrEqualTo(64);
    }
  }

  private static JobResult run(JobRequest request) throws Exception {
    String id = submit(request);
    return ResultCodec.decode(id, request, get("/api/v1/jobs/" + id + "/results"));
  }

  private static String submit(JobRequest request) throws IOException, InterruptedException {
    return submit(server, request, List.of());
  }

  private static String submit(SimulatorServer to, JobRequest request, List<String> tags)
      throws IOException, InterruptedException {
    byte[] body =
        JobCodec.encode(request, new Submission("aer_simulator", tags, null, OptionalInt.empty()));
    byte[] answer =
        HTTP.send(
                HttpRequest.newBuilder(to.uri().resolve("/api/v1/jobs"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body))
                    .build(),
                BodyHandlers.ofByteArray())
            .body();
    return Json.read(answer, JobCreated.class).id();
  }

  private static byte[] get(String path) throws IOException, InterruptedException {
    return get(server, path);
  }

  private static byte[] get(SimulatorServer from, String path)
      throws IOException, InterruptedException {
    byte[] body =
        HTTP.send(
                HttpRequest.newBuilder(from.uri().resolve(path)).build(),
                BodyHandlers.ofByteArray())
            .body();
    assertThat(new String(body, StandardCharsets.UTF_8)).isNotEmpty();
    return body;
  }

  @Test
  void aWideCliffordCircuitRunsByTheStabilizerMethod() throws Exception {
    var builder = Circuit.builder(300).h(0);
    for (int qubit = 1; qubit < 300; qubit++) {
      builder.cx(qubit - 1, qubit);
    }
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(builder.measureAll().build(), Bindings.none(), 200)),
            JobOptions.NONE
                .withSeed(5)
                .withSimulator(SimulatorOptions.DEFAULT.withMethod(SimulationMethod.STABILIZER)));

    JobResult result = run(request);

    assertThat(result.sampled(0).registers()).isEqualTo(ENGINE.run(request).sampled(0).registers());
    assertThat(result.sampled(0).registers().firstEntry().getValue().counts(0))
        .containsOnlyKeys("0".repeat(300), "1".repeat(300));
  }

  @Test
  void theBondDimensionOfAMatrixProductStateTravels() throws Exception {
    Circuit circuit =
        Circuit.builder(3)
            .ry(ParameterExpression.of(0.3), 0)
            .cx(0, 1)
            .ry(ParameterExpression.of(0.7), 1)
            .cx(1, 2)
            .build();
    for (int bond : new int[] {1, 2}) {
      JobRequest request =
          JobRequest.estimate(
              List.of(
                  new Pub.Estimator(
                      circuit, ObservablesArray.of(Observable.of("ZZZ")), Bindings.none(), 0.0)),
              JobOptions.NONE.withSimulator(
                  new SimulatorOptions(
                      SimulationMethod.MATRIX_PRODUCT_STATE, new MpsOptions(1e-16, bond))));

      double found = run(request).estimated(0).evs()[0];

      assertThat(found).isEqualTo(ENGINE.run(request).estimated(0).evs()[0]);
      assertThat(Math.abs(found - exact(circuit)) < 1e-7).isEqualTo(bond == 2);
    }
  }

  private static double exact(Circuit circuit) {
    return new Simulator().expectations(circuit, List.of(Observable.of("ZZZ")), Bindings.none())[0];
  }
}
