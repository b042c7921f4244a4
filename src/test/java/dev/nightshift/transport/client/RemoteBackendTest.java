package dev.nightshift.transport.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meanwhile;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.server.ServerLimits;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.config.Secret;
import dev.nightshift.wire.job.ResultCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteBackendTest {
  private static final String CRN =
      "crn:v1:bluemix:public:quantum-computing:us-east:a/0123abcd:0123-4567::";
  private static final Provider.Limits LIMITS =
      new Provider.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          4,
          Duration.ofMillis(10),
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofMillis(100),
          0,
          false,
          OptionalInt.empty());

  private static final Circuit CIRCUIT =
      Circuit.builder(4)
          .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
          .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
          .build();

  private final FakeTime time = new FakeTime();
  private final List<TransportNotice> notices = new ArrayList<>();
  private final Meter meter = new Meter();
  private final FakeService service;

  RemoteBackendTest() throws IOException {
    service = new FakeService();
  }

  @BeforeEach
  void quiet() {
    Logger.getLogger(MockWebServer.class.getName()).setLevel(Level.OFF);
    service.resultsAre(resultOf(request(), 0.25));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void aJobThatIsDoneInsideItsSubmissionTakesTwoCalls() {
    JobResult result = run(local());

    assertThat(result.jobId()).isEqualTo("job-1");
    assertThat(result.estimated(0).evs()).containsExactly(0.25, 0.25, 0.25);
    assertThat(service.calls).containsExactly("POST /jobs", "GET /jobs/{id}/results");
    assertThat(time.sleeps).isEmpty();
    assertThat(meter.get(Meter.Count.JOBS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.ROUNDS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.CIRCUITS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.BINDINGS)).isEqualTo(3);
    assertThat(meter.get(Meter.Count.EXECUTIONS)).isEqualTo(3);
    assertThat(meter.get(Meter.Count.SHOTS)).isZero();
    assertThat(meter.get(Meter.Count.FAILED)).isZero();
    assertThat(meter.nanos(Meter.Time.COMPILE)).isPositive();
  }

  @Test
  void theBytesOfAJobsParamsAreTheSameForLocalAndIbm() {
    var _ = run(local());
    service.demandTokens(3600);
    var _ = run(ibm());

    String here = body(service.requests, 0);
    String there = body(service.requests, 1);
    assertThat(here).contains("\"backend\":\"aer_simulator\"");
    assertThat(there).contains("\"backend\":\"ibm_torino\"");
    assertThat(params(there)).isEqualTo(params(here)).contains("OPENQASM 3");
    RecordedRequest toIbm =
        service.requests.stream()
            .filter(request -> request.getHeaders().get("Service-CRN") != null)
            .findFirst()
            .orElseThrow();
    assertThat(toIbm.getHeaders().get("Service-CRN")).isEqualTo(CRN);
    assertThat(toIbm.getHeaders().get("IBM-API-Version")).isEqualTo("2026-04-15");
    assertThat(toIbm.getHeaders().get("Authorization")).startsWith("Bearer ");
  }

  @Test
  void everyJobHasATagOfItsOwn() {
    var _ = run(local());
    var _ = run(local());

    assertThat(service.jobs.values())
        .extracting(job -> job.tag)
        .doesNotHaveDuplicates()
        .allSatisfy(tag -> assertThat(tag).startsWith("sub-").hasSize(40));
  }

  @Test
  void theCallerWorksWhileTheServiceDoes() {
    CountDownLatch worked = new CountDownLatch(1);
    List<Boolean> inTime = new CopyOnWriteArrayList<>();
    service.next(
        "POST /jobs",
        (_, usual) -> {
          // An answer that comes only once the caller has done its own work.
          inTime.add(awaited(worked));
          return usual.get();
        });

    JobResult result = Meanwhile.during(worked::countDown, () -> run(local()));

    assertThat(inTime).containsExactly(true);
    assertThat(result.estimated(0).evs()).containsExactly(0.25, 0.25, 0.25);
  }

  @Test
  void theCallersWorkIsDoneOnceThoughASubmissionIsRepeated() {
    AtomicInteger done = new AtomicInteger();
    service.next("POST /jobs", FakeService.resetBefore());

    JobResult result = Meanwhile.during(done::incrementAndGet, () -> run(local()));

    assertThat(done).hasValue(1);
    assertThat(service.calls.stream().filter("POST /jobs"::equals)).hasSizeGreaterThan(1);
    assertThat(result.estimated(0).evs()).hasSize(3);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aQueuedJobIsAskedAboutEverMoreRarely() {
    service.jobsStartAs("Queued");
    time.onSleep(() -> {
      FakeService.Job job = service.jobs.get("job-1");
      if (job != null && time.sleeps.size() == 25) {
        job.state = "Running";
      }
      if (job != null && time.sleeps.size() == 34) {
        job.state = "Completed";
      }
    });

    JobResult result = run(local());

    assertThat(result.estimated(0).evs()).hasSize(3);
    assertThat(time.sleeps).isSorted().last().isEqualTo(Duration.ofMillis(100));
    assertThat(time.sleeps.getFirst()).isEqualTo(Duration.ofMillis(1));
    assertThat(notices)
        .extracting(TransportNotice::text)
        .as("a job is told of after a second, and when its state changes")
        .satisfiesExactly(
            queued -> assertThat(queued).matches("test: job job-1 is Queued after 1\\.\\d s"),
            running ->
                assertThat(running).matches("test: job job-1 is Running after [12]\\.\\d s"));
  }

  @Test
  void aJobThatOutlivesItsLimitTimesOutAndIsNotCancelled() {
    service.jobsStartAs("Running");

    assertFails(
        local(),
        ErrorCode.JOB_TIMED_OUT,
        "test: job job-1 is still Running after 3 s; it was not cancelled, raise job_timeout_s"
            + " to wait longer");
    assertThat(service.calls).doesNotContain("POST /jobs/{id}/cancel");
    assertThat(meter.get(Meter.Count.FAILED)).isEqualTo(1);
  }

  @Test
  void aFailedJobSaysWhyInTheServicesWords() {
    service.jobsStartAs("Failed");
    service.next(
        "POST /jobs",
        (_, usual) -> {
          var answer = usual.get();
          FakeService.Job job = service.jobs.get("job-1");
          if (job != null) {
            job.reason =
                ",\"reason\":\"The instruction h on qubits (0,) is not\\nsupported\","
                    + "\"reason_code\":1517,\"reason_solution\":\"Transpile it.\"";
          }
          return answer;
        });

    assertFails(
        local(),
        ErrorCode.JOB_FAILED,
        "test: job job-1 failed, code 1517: The instruction h on qubits (0,) is not supported;"
            + " Transpile it.");
  }

  @Test
  void aCancelledJobSaysSo() {
    service.jobsStartAs("Cancelled");

    assertFails(local(), ErrorCode.JOB_CANCELLED, "test: job job-1 was cancelled");
  }

  @Test
  void givenAServerThatForgotTheJob_whenAskedForIt_thenItIsSubmittedAgainWithItsTag() {
    service.next(
        "GET /jobs/{id}/results",
        (_, _) -> {
          service.jobs.clear();
          return FakeService.status(404);
        });

    JobResult result = run(local());

    assertThat(result.estimated(0).evs()).hasSize(3);
    assertThat(service.calls)
        .containsExactly(
            "POST /jobs",
            "GET /jobs/{id}/results",
            "GET /jobs",
            "POST /jobs",
            "GET /jobs/{id}/results");
    assertThat(body(service.requests, 1)).isEqualTo(body(service.requests, 0));
    assertThat(notices).containsExactly(new TransportNotice.Lost("test", "job-1"));
    assertThat(meter.get(Meter.Count.JOBS)).isEqualTo(1);
    assertThat(meter.get(Meter.Count.RETRIED)).isEqualTo(1);
  }

  @Test
  void aServiceThatForgetsEveryTimeIsGivenUp() {
    for (int i = 0; i < 10; i++) {
      service.next("GET /jobs/{id}/results", FakeService.status(404));
    }

    assertThatThrownBy(() -> run(local()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.REMOTE_NOT_FOUND));
  }

  @Test
  void aDamagedResultIsReadAgainAndThenGivenUp() {
    service.next("GET /jobs/{id}/results", FakeService.json("{\"results\":[]}"));
    service.next("GET /jobs/{id}/results", FakeService.json("{\"resul"));

    assertThat(run(local()).estimated(0).evs()).hasSize(3);

    service.resultsAre("<html>");
    assertThatThrownBy(() -> run(local()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.RESULT_MALFORMED));
  }

  @Test
  void theRealServerAnswersAsTheEmbeddedEngine() {
    JobRequest request = request();
    Meter travelled = new Meter();
    try (EmbeddedBackend engine =
            new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());
        SimulatorServer server =
            SimulatorServer.start(ServerOptions.loopback(), engine, new Meter());
        RemoteBackend remote =
            new RemoteBackend(
                shipped().withLimits(Provider.Limits.SERVER).at(server.uri()),
                travelled,
                notices::add)) {
      JobResult there = remote.run(request);

      assertThat(there.estimated(0).evs()).isEqualTo(engine.run(request).estimated(0).evs());
      assertThat(remote.client().devices())
          .extracting(device -> device.name())
          .contains("aer_simulator");
    }
    assertThat(notices).isEmpty();
    assertThat(travelled.nanos(Meter.Time.SIMULATE)).isPositive();
    assertThat(travelled.nanos(Meter.Time.WIRE)).isPositive();
  }

  @Test
  void theRealServerRefusesAWrongTokenAndTakesTheRightOne() {
    try (EmbeddedBackend engine =
            new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());
        SimulatorServer server =
            SimulatorServer.start(
                new ServerOptions("127.0.0.1", 0, "open-sesame", ServerLimits.DEFAULT),
                engine,
                new Meter())) {
      Provider.Rest provider = shipped().at(server.uri());
      for (Secret wrong : new Secret[] {null, new Secret("guess")}) {
        try (RemoteBackend remote =
            new RemoteBackend(provider.withKey(wrong), meter, notices::add)) {
          assertThatThrownBy(() -> remote.run(request()))
              .hasMessageContaining("NIGHTSHIFT_TOKEN")
              .hasMessageNotContaining("guess")
              .isInstanceOfSatisfying(
                  NightshiftException.class,
                  error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
        }
      }
      try (RemoteBackend remote =
          new RemoteBackend(provider.withKey(new Secret("open-sesame")), meter, notices::add)) {
        assertThat(remote.run(request()).estimated(0).evs()).hasSize(3);
      }
    }
  }

  @Test
  void aRealServerThatIsGoneIsToldInOneError() {
    URI uri;
    try (EmbeddedBackend engine =
            new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());
        SimulatorServer server =
            SimulatorServer.start(ServerOptions.loopback(), engine, new Meter())) {
      uri = server.uri();
    }

    assertThatThrownBy(() -> run(shipped().at(uri)))
        .hasMessageContaining("cannot be reached")
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.REMOTE_UNREACHABLE));
  }

  private JobResult run(Provider.Rest provider) {
    try (RemoteBackend remote =
        new RemoteBackend(provider, meter, notices::add, time, () -> "sub-" + UUID.randomUUID())) {
      return remote.run(request());
    }
  }

  private void assertFails(Provider.Rest provider, ErrorCode code, String message) {
    assertThatThrownBy(() -> run(provider))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            NightshiftException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  private static Provider.Rest shipped() {
    return (Provider.Rest) new Providers(List.of(), Map.of()).find("local");
  }

  private Provider.Rest local() {
    Provider.Rest local = shipped();
    return new Provider.Rest(
            "test",
            local.service(),
            null,
            null,
            local.device(),
            null,
            local.apiVersion(),
            null,
            local.keyHelp(),
            LIMITS)
        .at(service.origin());
  }

  private Provider.Rest ibm() {
    Provider.Rest torino =
        (Provider.Rest)
            new Providers(
                    List.of(),
                    Map.of("NIGHTSHIFT_IBM_KEY", FakeService.KEY, "NIGHTSHIFT_IBM_INSTANCE", CRN))
                .find("ibm_torino");
    return new Provider.Rest(
            torino.name(),
            torino.service(),
            null,
            service.origin(),
            torino.device(),
            torino.instance(),
            torino.apiVersion(),
            torino.key(),
            torino.keyHelp(),
            LIMITS)
        .at(service.origin());
  }

  private static JobRequest request() {
    SplittableRandom random = new SplittableRandom(3);
    double[] values = random.doubles(3L * CIRCUIT.parameters().size(), -3, 3).toArray();
    return JobRequest.estimate(
        List.of(
            new Pub.Estimator(
                CIRCUIT,
                ObservablesArray.of(Observable.of("ZZZZ")),
                Bindings.rows(CIRCUIT.parameters(), values),
                null)),
        JobOptions.NONE);
  }

  private static String resultOf(JobRequest request, double value) {
    Shape shape = request.pubs().getFirst().shape();
    double[] evs = new double[shape.size()];
    java.util.Arrays.fill(evs, value);
    return new String(
        ResultCodec.encode(
            new JobResult(
                "x", List.of(new PubResult.Estimated(shape, evs, new double[evs.length], 0))),
            true),
        StandardCharsets.UTF_8);
  }

  private static String body(List<RecordedRequest> requests, int post) {
    return requests.stream()
        .filter(request -> request.getMethod().equals("POST"))
        .filter(request -> request.getUrl().encodedPath().endsWith("/jobs"))
        .map(request -> request.getBody() == null ? "" : request.getBody().utf8())
        .skip(post)
        .findFirst()
        .orElseThrow();
  }

  private static String params(String body) {
    return body.substring(body.indexOf("\"params\":"));
  }
}
