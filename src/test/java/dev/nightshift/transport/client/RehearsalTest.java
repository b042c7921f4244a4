package dev.nightshift.transport.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.server.ServerLimits;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.config.Secret;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A night with a service in its worst mood. */
class RehearsalTest {
  private static final String WORST_MOOD =
      """
      seed: 11
      faults:
        - {kind: lost-reply, call: POST /jobs, rate: 0.06}
        - {kind: reset, call: POST /jobs, rate: 0.06}
        - {kind: server-error, call: POST /jobs, rate: 0.06}
        - {kind: bad-gateway, call: POST /jobs, rate: 0.06}
        - {kind: truncated-body, call: POST /jobs, rate: 0.06}
        - {kind: expired-token, call: POST /jobs, rate: 0.02}
        - {kind: reset, call: "GET /jobs/{id}/results", rate: 0.06}
        - {kind: bad-gateway, call: "GET /jobs/{id}/results", rate: 0.06}
        - {kind: truncated-body, call: "GET /jobs/{id}/results", rate: 0.06}
        - {kind: server-error, call: GET /jobs, rate: 0.1}
      """;

  /** Down before, in and after submissions and answers; twice it remembers nothing. */
  private static final String RESTARTS =
      """
      seed: 5
      faults:
        - {kind: restart-with-state, call: POST /jobs, at: [4, 21], seconds: 0.1}
        - {kind: restart-without-state, call: POST /jobs, at: [11], seconds: 0}
        - {kind: restart-without-state, call: "GET /jobs/{id}/results", at: [14], seconds: 0.1}
        - {kind: restart-with-state, call: "GET /jobs/{id}/results", at: [19], seconds: 0}
      """;

  private static final int JOBS = 150;

  private static JobRequest request(Circuit circuit, int number) {
    double[] values = new double[circuit.parameters().size()];
    Arrays.setAll(values, i -> 0.01 * number + 0.1 * i);
    return JobRequest.estimate(
        List.of(
            new Pub.Estimator(
                circuit,
                ObservablesArray.of(Observable.of("ZZ")),
                Bindings.row(circuit.parameters(), values),
                0.0)),
        JobOptions.NONE);
  }

  private static Provider.Limits quick() {
    Provider.Limits d = Provider.Limits.SERVER;
    return new Provider.Limits(
        d.connectTimeout(),
        d.requestTimeout(),
        d.submitTimeout(),
        d.jobTimeout(),
        d.outageWait(),
        12,
        Duration.ofMillis(2),
        Duration.ofMillis(20),
        d.firstPoll(),
        d.maxPoll(),
        0,
        false,
        d.maxExecutionSeconds());
  }

  @Test
  void everyJobIsDoneOnceWhateverTheServiceDoes() throws InterruptedException {
    Circuit circuit = Ansatz.realAmplitudes(2, 1, Entanglement.LINEAR);
    Meter meter = new Meter();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    try (EmbeddedBackend engine =
            new EmbeddedBackend("aer_simulator", new Simulator(1), new Meter());
        SimulatorServer server =
            SimulatorServer.start(
                new ServerOptions("127.0.0.1", 0, "key", ServerLimits.DEFAULT)
                    .withStage(Stage.parse("worst.yaml", WORST_MOOD), new RunningClock(1)),
                engine,
                new Meter())) {
      Provider.Rest local =
          ((Provider.Rest) Providers.standard(null, Map.of()).find("local"))
              .withLimits(quick())
              .withKey(new Secret("key"))
              .at(server.uri());
      try (RemoteBackend remote = new RemoteBackend(local, meter, TransportListener.NONE)) {
        AtomicInteger next = new AtomicInteger();
        List<Thread> users =
            java.util.stream.IntStream.range(0, 4)
                .mapToObj(_ ->
                    Thread.ofVirtual()
                        .start(() -> {
                          for (int job = next.getAndIncrement();
                              job < JOBS;
                              job = next.getAndIncrement()) {
                            compare(circuit, job, remote, engine, wrong);
                          }
                        }))
                .toList();
        for (Thread user : users) {
          user.join();
        }
        Map<String, Integer> completed = new HashMap<>();
        for (JobResponse job : all(server.uri())) {
          List<String> tags = job.tags() == null ? List.of() : job.tags();
          completed.merge(String.join(",", tags), 1, Integer::sum);
        }

        assertThat(wrong).isEmpty();
        assertThat(completed).hasSize(JOBS).allSatisfy((_, times) -> assertThat(times).isOne());
      }
    }
    assertThat(meter.get(Meter.Count.RETRIED)).as("faults met").isGreaterThan(JOBS / 10);
    assertThat(meter.get(Meter.Count.FAILED)).isZero();
  }

  @Test
  void everyJobIsDoneThoughTheServiceRestartsAndForgets() {
    Circuit circuit = Ansatz.realAmplitudes(2, 1, Entanglement.LINEAR);
    Meter meter = new Meter();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    try (EmbeddedBackend engine =
            new EmbeddedBackend("aer_simulator", new Simulator(1), new Meter());
        SimulatorServer server =
            SimulatorServer.start(
                new ServerOptions("127.0.0.1", 0, "key", ServerLimits.DEFAULT)
                    .withStage(Stage.parse("restarts.yaml", RESTARTS), new RunningClock(1)),
                engine,
                new Meter())) {
      Provider.Rest local =
          ((Provider.Rest) Providers.standard(null, Map.of()).find("local"))
              .withLimits(quick())
              .withKey(new Secret("key"))
              .at(server.uri());
      try (RemoteBackend remote = new RemoteBackend(local, meter, TransportListener.NONE)) {
        for (int job = 0; job < 30; job++) {
          compare(circuit, job, remote, engine, wrong);
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(meter.get(Meter.Count.FAILED)).isZero();
    assertThat(meter.get(Meter.Count.RETRIED)).as("restarts met").isGreaterThanOrEqualTo(4);
  }

  private static void compare(
      Circuit circuit,
      int number,
      Backend remote,
      Backend engine,
      ConcurrentLinkedQueue<String> wrong) {
    JobRequest request = request(circuit, number);
    try {
      double there = remote.run(request).estimated(0).evs()[0];
      double here = engine.run(request).estimated(0).evs()[0];
      if (there != here) {
        wrong.add("job %d: %s instead of %s".formatted(number, there, here));
      }
    } catch (NightshiftException failed) {
      wrong.add("job %d: %s".formatted(number, failed.getMessage()));
    }
  }

  /** All jobs the service has, by a client that asks until it is answered. */
  private static List<JobResponse> all(URI server) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int attempt = 0; attempt < 50; attempt++) {
        HttpResponse<byte[]> answer =
            http.send(
                HttpRequest.newBuilder(server.resolve("/api/v1/jobs?limit=200"))
                    .header("Authorization", "apikey key")
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 200) {
          return Json.read(answer.body(), JobsResponse.class).jobs();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("fifty requests in a row failed at a rate of 0.1");
  }
}
