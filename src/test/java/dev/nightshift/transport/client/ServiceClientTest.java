package dev.nightshift.transport.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.config.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call survives, and what it says when it does not. */
class ServiceClientTest {
  private static final byte[] BODY =
      "{\"program_id\":\"estimator\",\"tags\":[\"sub-1\"]}".getBytes(StandardCharsets.UTF_8);
  private static final Provider.Limits LIMITS =
      new Provider.Limits(
          Duration.ofSeconds(2),
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofHours(1),
          Duration.ofSeconds(60),
          4,
          Duration.ofMillis(10),
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofMillis(100),
          0,
          false,
          OptionalInt.empty());

  private final FakeTime time = new FakeTime();
  private final List<TransportNotice> notices = new ArrayList<>();
  private final Meter meter = new Meter();
  private FakeService service;

  ServiceClientTest() throws IOException {
    service = new FakeService();
  }

  @BeforeEach
  void quiet() {
    java.util.logging.Logger.getLogger(mockwebserver3.MockWebServer.class.getName())
        .setLevel(java.util.logging.Level.OFF);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void aSubmissionIsOnePost() {
    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.calls).containsExactly("POST /jobs");
    assertThat(notices).isEmpty();
    assertThat(time.sleeps).isEmpty();
    assertThat(meter.get(Meter.Count.BYTES_SENT)).isEqualTo(BODY.length);
  }

  @Test
  void givenALostReply_whenSubmitted_thenTheJobIsAdoptedAndNotPostedTwice() {
    service.next("POST /jobs", FakeService.replyLost());

    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.count("POST /jobs")).isEqualTo(1);
    assertThat(service.jobs).hasSize(1);
    assertThat(notices)
        .hasAtLeastOneElementOfType(TransportNotice.Retrying.class)
        .contains(new TransportNotice.Adopted("test", "job-1", "sub-1"));
    assertThat(meter.get(Meter.Count.RETRIED)).isEqualTo(1);
  }

  @Test
  void givenAFailureAfterTheJobWasMade_whenSubmitted_thenItIsAdopted() {
    service.next(
        "POST /jobs",
        (_, usual) -> {
          var _ = usual.get();
          return FakeService.status(503);
        });

    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.count("POST /jobs")).isEqualTo(1);
  }

  @Test
  void givenAJobThatIsListedLate_whenSubmitted_thenItIsStillAdopted() {
    service.next("POST /jobs", FakeService.replyLost());
    service.next("GET /jobs", FakeService.json("{\"jobs\":[],\"count\":0,\"limit\":2}"));
    service.next("GET /jobs", FakeService.json("{\"jobs\":[],\"count\":0,\"limit\":2}"));

    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.calls).containsExactly("POST /jobs", "GET /jobs", "GET /jobs", "GET /jobs");
    assertThat(time.sleeps.get(1)).isLessThan(time.sleeps.get(2));
  }

  @Test
  void givenAResetBeforeTheJobWasMade_whenSubmitted_thenItIsLookedUpAndPostedAgain() {
    service.next("POST /jobs", FakeService.resetBefore());

    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.calls)
        .containsExactly(
            "POST /jobs", "GET /jobs", "GET /jobs", "GET /jobs", "POST /jobs", "GET /jobs");
    assertThat(service.jobs).hasSize(1);
  }

  @Test
  void givenTwoJobsOfOneTag_whenFound_thenTheYoungerIsCancelled() {
    service.jobsStartAs("Queued");
    service.next("POST /jobs", FakeService.replyLost());
    for (int i = 0; i < 3; i++) {
      service.next("GET /jobs", FakeService.json("{\"jobs\":[],\"count\":0,\"limit\":2}"));
    }

    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.count("POST /jobs")).isEqualTo(2);
    assertThat(service.jobs.get("job-1")).extracting(job -> job.state).isEqualTo("Queued");
    assertThat(service.jobs.get("job-2")).extracting(job -> job.state).isEqualTo("Cancelled");
    assertThat(notices).contains(new TransportNotice.DuplicateCancelled("test", "job-2", "sub-1"));
  }

  @Test
  void aJobOfAnotherTagIsNeverAdopted() {
    service.make("sub-other", "");
    service.next("POST /jobs", FakeService.resetBefore());
    service.next(
        "GET /jobs",
        (_, _) ->
            FakeService.json(
                """
                {"jobs":[{"id":"job-1","program":{"id":"estimator"},"created":"x","cost":1,\
                "tags":["sub-other"],"state":{"status":"Queued"},"status":"Queued"}],\
                "count":1,"limit":2,"offset":0}\
                """));

    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 503, 504, 520, 521, 522, 524})
  void aFailureThatMayPassIsTriedAgain(int status) {
    service.next("GET /jobs/{id}/results", FakeService.status(status));
    service.next("GET /jobs/{id}/results", FakeService.status(status));
    service.make("sub-1", "");

    try (ServiceClient client = client()) {
      assertThat(client.results("job-1")).isPresent();
    }

    assertThat(service.count("GET /jobs/{id}/results")).isEqualTo(3);
    assertThat(time.sleeps).hasSize(2);
    assertThat(meter.get(Meter.Count.RETRIED)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 413, 418, 501})
  void aRefusalIsFinal(int status) {
    service.next("POST /jobs", FakeService.status(status));

    try (ServiceClient client = client()) {
      assertThatThrownBy(() -> client.submit(BODY, "sub-1"))
          .hasMessage("test: POST /jobs failed: %d code %d0 'trouble'".formatted(status, status));
    }

    assertThat(service.calls).containsExactly("POST /jobs");
  }

  @Test
  void a502OfHtmlIsTriedAgainAndToldWithoutItsBody() {
    for (int i = 0; i < 4; i++) {
      service.next("GET /jobs/{id}", FakeService.html(502));
    }
    service.make("sub-1", "");

    try (ServiceClient client = client()) {
      assertCode(
          () -> client.job("job-1"),
          ErrorCode.REMOTE_UNAVAILABLE,
          "test: GET /jobs/job-1 failed after 4 attempts: 502 with text/html of 24 bytes");
    }
  }

  @Test
  void a200OfHtmlIsNoAnswer() {
    service.next("POST /jobs", FakeService.html(200));

    try (ServiceClient client = client()) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.jobs).hasSize(1);
  }

  @Test
  void retryAfterIsHonouredAndOtherwiseTheWaitGrows() {
    service.make("sub-1", "");
    service.next(
        "GET /jobs/{id}", FakeService.status(429).newBuilder().setHeader("Retry-After", 7).build());
    service.next("GET /jobs/{id}", FakeService.status(429));
    service.next("GET /jobs/{id}", FakeService.status(429));

    try (ServiceClient client = client()) {
      client.job("job-1");
    }

    assertThat(time.sleeps.getFirst()).isEqualTo(Duration.ofSeconds(7));
    assertThat(time.sleeps.get(1)).isBetween(Duration.ofMillis(10), Duration.ofMillis(30));
    assertThat(time.sleeps.get(2)).isBetween(Duration.ofMillis(20), Duration.ofMillis(60));
  }

  @Test
  void retryAfterMayBeADate() {
    service.make("sub-1", "");
    service.next(
        "GET /jobs/{id}",
        FakeService.status(503)
            .newBuilder()
            .setHeader("Retry-After", "Thu, 10 Sep 2026 18:00:30 GMT")
            .build());

    try (ServiceClient client = client()) {
      client.job("job-1");
    }

    assertThat(time.sleeps).containsExactly(Duration.ofSeconds(30));
  }

  @Test
  void a429OfASubmissionMadeNoJobSoItIsNotLookedUp() {
    service.next("POST /jobs", FakeService.status(429));

    try (ServiceClient client = client()) {
      client.submit(BODY, "sub-1");
    }

    assertThat(service.calls).containsExactly("POST /jobs", "POST /jobs");
  }

  @Test
  void a503ThatAsksForNoWaitIsNotRepeatedBehindOurBack() {
    service.next(
        "POST /jobs",
        (_, usual) -> {
          var _ = usual.get();
          return FakeService.status(503).newBuilder().setHeader("Retry-After", 0).build();
        });

    try (ServiceClient client = client()) {
      client.submit(BODY, "sub-1");
    }

    assertThat(service.count("POST /jobs")).isEqualTo(1);
  }

  @Test
  void aTruncatedAnswerIsAskedForAgain() {
    service.make("sub-1", "");
    service.resultsAre("{\"results\":[" + "1,".repeat(20_000) + "1]}");
    service.next("GET /jobs/{id}/results", FakeService.truncated());

    try (ServiceClient client = client()) {
      assertThat(client.results("job-1").orElseThrow().length).isEqualTo(40_015);
    }

    assertThat(service.count("GET /jobs/{id}/results")).isEqualTo(2);
  }

  @Test
  void aServiceThatNeverAnswersEndsByTheTimeLimit() {
    service.make("sub-1", "");
    for (int i = 0; i < 2; i++) {
      service.next(
          "GET /jobs/{id}",
          new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    }
    Provider.Rest impatient =
        provider()
            .withLimits(
                new Provider.Limits(
                    LIMITS.connectTimeout(),
                    Duration.ofMillis(100),
                    Duration.ofMillis(100),
                    LIMITS.jobTimeout(),
                    LIMITS.outageWait(),
                    2,
                    LIMITS.firstDelay(),
                    LIMITS.maxDelay(),
                    LIMITS.firstPoll(),
                    LIMITS.maxPoll(),
                    0,
                    false,
                    OptionalInt.empty()));

    try (ServiceClient client = client(impatient)) {
      assertCode(
          () -> client.job("job-1"),
          ErrorCode.REMOTE_UNAVAILABLE,
          "test: GET /jobs/job-1 failed after 2 attempts: no answer within 0.1 s");
    }
  }

  @Test
  void theKeyIsExchangedOnceAndTheTokenSent() {
    service.demandTokens(3600);
    service.make("sub-1", "");

    try (ServiceClient client = client(withKey())) {
      client.job("job-1");
      client.job("job-1");
    }

    assertThat(service.calls)
        .containsExactly("POST /identity/token", "GET /jobs/{id}", "GET /jobs/{id}");
  }

  @Test
  void aTokenIsRenewedBeforeItExpires() {
    service.demandTokens(3600);
    service.make("sub-1", "");

    try (ServiceClient client = client(withKey())) {
      client.job("job-1");
      time.pass(Duration.ofSeconds(3299));
      client.job("job-1");
      assertThat(service.tokens).hasSize(1);
      time.pass(Duration.ofSeconds(2));
      client.job("job-1");
    }

    assertThat(service.tokens).hasSize(2);
    assertThat(service.calls).doesNotContain("401");
  }

  @Test
  void aTokenThatIsRefusedIsRenewedOnce() {
    service.demandTokens(3600);
    service.make("sub-1", "");
    service.next("GET /jobs/{id}", FakeService.status(401));

    try (ServiceClient client = client(withKey())) {
      client.job("job-1");
    }

    assertThat(service.tokens).hasSize(2);
    assertThat(service.count("GET /jobs/{id}")).isEqualTo(2);
    assertThat(time.sleeps).isEmpty();
  }

  @Test
  void aSecondRefusalIsFinal() {
    service.demandTokens(3600);
    service.next("GET /jobs/{id}", FakeService.status(401));
    service.next("GET /jobs/{id}", FakeService.status(401));

    try (ServiceClient client = client(withKey())) {
      assertCode(
          () -> client.job("job-1"),
          ErrorCode.UNAUTHORIZED,
          "test: GET /jobs/job-1 failed: 401 code 4010 'trouble'; " + provider().keyHelp());
    }
  }

  @Test
  void aWrongKeySaysHowToGiveTheRightOne() {
    service.demandTokens(3600);

    try (ServiceClient client = client(provider().withKey(new Secret("wr0ng-key")))) {
      assertCode(
          () -> client.job("job-1"),
          ErrorCode.UNAUTHORIZED,
          "test: GET /jobs/job-1 failed: the token service refused the key (400); "
              + provider().keyHelp());
    }
  }

  @Test
  void aTokenServiceThatIsUnwellIsTriedAgainWithoutALookUp() {
    service.demandTokens(3600);
    service.next("POST /identity/token", FakeService.status(503));
    service.next("POST /identity/token", FakeService.html(200));

    try (ServiceClient client = client(withKey())) {
      client.submit(BODY, "sub-1");
    }

    assertThat(service.calls)
        .containsExactly(
            "POST /identity/token", "POST /identity/token", "POST /identity/token", "POST /jobs");
  }

  @Test
  void givenAServiceThatIsDown_whenItComesBack_thenTheCallGoesOn() throws Exception {
    int port = service.port();
    service.close();
    int[] waits = {0};
    time.onSleep(() -> {
      if (++waits[0] == 3) {
        try {
          service = new FakeService(port);
        } catch (IOException busy) {
          throw new java.io.UncheckedIOException(busy);
        }
      }
    });

    try (ServiceClient client = client(provider(URI.create("http://127.0.0.1:" + port)))) {
      assertThat(client.submit(BODY, "sub-1")).isEqualTo("job-1");
    }

    assertThat(service.calls).containsExactly("POST /jobs");
    assertThat(notices)
        .hasAtLeastOneElementOfType(TransportNotice.Waiting.class)
        .last()
        .isInstanceOf(TransportNotice.Recovered.class);
  }

  @Test
  void givenAServiceThatStaysDown_whenTheWaitIsOver_thenThereIsOneClearError() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    try (ServiceClient client = client(provider(URI.create("http://127.0.0.1:" + port)))) {
      assertCode(
          () -> client.submit(BODY, "sub-1"),
          ErrorCode.REMOTE_UNREACHABLE,
          "test cannot be reached: no connection, connection refused; waited 60 s for it. Start it"
              + " or check its url, or wait longer by outage_wait_s");
    }

    assertThat(time.now()).isEqualTo("2026-09-10T18:01:00Z");
  }

  @Test
  void aServiceThatFailsEveryTimeIsLeftAloneForAWhile() {
    service.make("sub-1", "");
    for (int i = 0; i < 10; i++) {
      service.next("GET /jobs/{id}", FakeService.status(500));
    }

    try (ServiceClient client = client()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> client.job("job-1")).hasMessageContaining("after 4 attempts");
      }
      assertThat(client.job("job-1").id()).isEqualTo("job-1");
    }

    assertThat(service.calls).hasSize(11);
    assertThat(notices)
        .anySatisfy(notice ->
            assertThat(notice.text()).contains("not reachable").contains("500 code 5000"));
  }

  @Test
  void submissionsKeepToTheRateOfTheProvider() {
    Provider.Limits five =
        new Provider.Limits(
            LIMITS.connectTimeout(),
            LIMITS.requestTimeout(),
            LIMITS.submitTimeout(),
            LIMITS.jobTimeout(),
            LIMITS.outageWait(),
            LIMITS.attempts(),
            LIMITS.firstDelay(),
            LIMITS.maxDelay(),
            LIMITS.firstPoll(),
            LIMITS.maxPoll(),
            5,
            false,
            OptionalInt.empty());

    try (ServiceClient client = client(provider().withLimits(five))) {
      for (int i = 0; i < 12; i++) {
        client.submit(BODY, "sub-1");
      }
    }

    Duration waited = time.sleeps.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(120));
    assertThat(notices).hasOnlyElementsOfType(TransportNotice.RateLimited.class).hasSize(2);
  }

  @Test
  void secretsAreInNoMessageNoticeOrText() {
    service.demandTokens(3600);
    service.next(
        "POST /jobs",
        (request, _) ->
            FakeService.json(
                    "{\"errors\":[{\"code\":1,\"message\":\"key %s header %s\",\"solution\":\"%s\"}]}"
                        .formatted(
                            FakeService.KEY,
                            request.getHeaders().get("Authorization"),
                            FakeService.KEY))
                .newBuilder()
                .code(500)
                .build());
    service.next(
        "POST /jobs",
        (request, _) ->
            FakeService.json(
                    "{\"errors\":[{\"code\":1,\"message\":\"%s\"}]}"
                        .formatted(request.getHeaders().get("Authorization")))
                .newBuilder()
                .code(400)
                .build());
    StringBuilder said = new StringBuilder();

    try (ServiceClient client = client(withKey())) {
      Throwable error = catchThrowable(() -> client.submit(BODY, "sub-1"));
      for (Throwable cause = error; cause != null; cause = cause.getCause()) {
        said.append(cause).append('\n');
      }
      said.append(client).append(client.provider());
    }
    notices.forEach(notice -> said.append(notice).append(notice.text()).append('\n'));

    assertThat(said)
        .contains("***")
        .doesNotContain(FakeService.KEY)
        .doesNotContain("t0ken-that-must-not-be-seen");
  }

  @Test
  void anInterruptedCallerIsToldSo() {
    service.make("sub-1", "");

    try (ServiceClient client = client()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> client.job("job-1"))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERRUPTED));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private Provider.Rest provider() {
    return provider(service.origin());
  }

  private static Provider.Rest provider(URI origin) {
    Provider.Rest local = (Provider.Rest) new Providers(List.of(), Map.of()).find("local");
    return new Provider.Rest(
            "test",
            local.service(),
            null,
            null,
            "aer_simulator",
            null,
            local.apiVersion(),
            null,
            local.keyHelp(),
            LIMITS)
        .at(origin);
  }

  private Provider.Rest withKey() {
    return provider().withKey(new Secret(FakeService.KEY));
  }

  private ServiceClient client() {
    return client(provider());
  }

  private ServiceClient client(Provider.Rest provider) {
    return new ServiceClient(provider, meter, notices::add, time);
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call)
        .hasMessage(message)
        .isInstanceOfSatisfying(
            NightshiftException.class, error -> assertThat(error.code()).isEqualTo(code));
  }
}
