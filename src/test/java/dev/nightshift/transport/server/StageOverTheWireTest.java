package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.SteppedClock;
import dev.nightshift.value.Target;
import dev.nightshift.wire.rest.BackendStatus;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.SessionResponse;
import dev.nightshift.wire.rest.WorkloadsResponse;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device in the service's time: nothing here sleeps, the clock is stepped. */
class StageOverTheWireTest {
  private static final Instant START = Instant.parse("2026-11-25T18:00:00Z");

  private final SteppedClock clock = new SteppedClock(START);
  private final FakeEngine engine = new FakeEngine();

  @SuppressWarnings("NullAway.Init")
  private SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private Wire wire;

  private void stage(String yaml) {
    server =
        SimulatorServer.start(
            ServerOptions.loopback().withStage(Stage.parse("stage.yaml", yaml), clock),
            engine,
            List.of(new ServedDevice(SomeDevice.of(target()), engine)),
            new Meter());
    wire = new Wire(server);
  }

  /** One qubit: a gate of 50 ns, a measurement of 1 us, and 250 us between two executions. */
  private static Target target() {
    return new Target(
        "twin",
        List.of(Target.QubitFacts.UNKNOWN),
        List.of(
            new Target.Operation(
                "x", List.of(0), OptionalDouble.of(1e-3), OptionalDouble.of(50e-9)),
            new Target.Operation(
                "measure", List.of(0), OptionalDouble.of(1e-2), OptionalDouble.of(1e-6))),
        OptionalDouble.of(1e-9),
        250e-6);
  }

  @AfterEach
  void stop() {
    if (wire != null) {
      wire.close();
      server.close();
    }
  }

  private static String job(int shots, String more) {
    String circuit =
        "OPENQASM 3.0; include \\\"stdgates.inc\\\"; bit[1] c; x $0; c[0] = measure $0;";
    return ("{\"program_id\": \"sampler\", \"backend\": \"twin\"%s, \"params\":"
            + " {\"version\": 2, \"support_qiskit\": false, \"pubs\": [[\"%s\", null, %d]]}}")
        .formatted(more, circuit, shots);
  }

  private static String job(int shots) {
    return job(shots, "");
  }

  private double consumed() {
    return wire.get("/instances/usage", InstanceUsage.class).usageConsumedSeconds();
  }

  private double charged(String id) {
    Double seconds = java.util.Objects.requireNonNull(wire.job(id).usage()).qpuChargeTimeSeconds();
    return java.util.Objects.requireNonNull(seconds);
  }

  @Test
  void aJobOfAnEightHourQueueWaitsRunsAndIsCharged() {
    stage("plan: paid\nqueue: {median_wait_s: 28800, spread: 0}\n");

    String id = wire.submit(job(1000));
    assertThat(wire.state(id)).isEqualTo("Queued");
    assertThat(wire.metrics(id).positionInQueue()).isEqualTo(481);
    assertThat(wire.metrics(id).estimatedStartTime()).isEqualTo("2026-11-26T02:00:00Z");
    clock.advance(Duration.ofHours(8).minusSeconds(1));
    assertThat(wire.state(id)).isEqualTo("Queued");
    clock.advance(Duration.ofSeconds(2));
    assertThat(wire.state(id)).isEqualTo("Running");
    assertThat(java.util.Objects.requireNonNull(wire.job(id).usage()).status())
        .isEqualTo("pending");
    clock.advance(Duration.ofSeconds(3));

    JobResponse done = wire.job(id);
    assertThat(done.state().status()).isEqualTo("Completed");
    assertThat(wire.metrics(id).timestamps().running()).isEqualTo("2026-11-26T02:00:00Z");
    assertThat(charged(id)).isCloseTo(2 + 1000 * (250e-6 + 1.05e-6), within(1e-9));
    assertThat(consumed()).isCloseTo(charged(id), within(1e-9));
  }

  @Test
  void aTypedSampleTellsWhenItWasTaken() {
    stage("plan: paid\nqueue: {median_wait_s: 60, spread: 0}\n");
    String id =
        wire.submit(job(1000).replace("\"support_qiskit\": false", "\"support_qiskit\": true"));

    clock.advance(Duration.ofMinutes(2));

    // 60 s of waiting, then 2 s and 1,000 executions of 251.05 us.
    assertThat(wire.get("/jobs/" + id + "/results").body())
        .contains(
            "\"metadata\":{\"execution\":{\"execution_spans\":{\"__type__\":\"ExecutionSpans\",\"__value__\":"
                + "{\"spans\":[{\"__type__\":\"DoubleSliceSpan\",\"__value__\":{"
                + "\"start\":{\"__type__\":\"datetime\",\"__value__\":\"2026-11-25T18:01:00Z\"},"
                + "\"stop\":{\"__type__\":\"datetime\",\"__value__\":\"2026-11-25T18:01:02.2510")
        .contains("\"data_slices\":{\"0\":[[1000],0,1,0,1000]}}}]}}},\"version\":2}");
  }

  @Test
  void jobsOfOneDeviceRunOneAfterTheOther() {
    stage("plan: paid\nqueue: {median_wait_s: 60, spread: 0}\n");
    String first = wire.submit(job(1000));
    String second = wire.submit(job(1000));

    clock.advance(Duration.ofSeconds(61));

    assertThat(wire.state(first)).isEqualTo("Running");
    assertThat(wire.state(second)).isEqualTo("Queued");
    clock.advance(Duration.ofSeconds(10));
    assertThat(wire.state(second)).isEqualTo("Completed");
    assertThat(wire.metrics(second).timestamps().running())
        .isEqualTo(wire.metrics(first).timestamps().finished());
  }

  @Test
  void theOpenPlanTakesThreePendingJobs() {
    stage(
        "plan: open\nqueue: {median_wait_s: 600, spread: 0}\nlimits: {submissions_per_minute: 0}");
    for (int i = 0; i < 3; i++) {
      var _ = wire.submit(job(1));
    }

    HttpResponse<String> fourth = wire.post("/jobs", job(1));
    clock.advance(Duration.ofSeconds(700));
    HttpResponse<String> later = wire.post("/jobs", job(1));

    assertThat(fourth.statusCode()).isEqualTo(429);
    assertThat(fourth.body()).contains("You have reached the limit of 3 pending jobs");
    assertThat(later.statusCode()).isEqualTo(200);
  }

  @Test
  void fiveSubmissionsAMinuteAndTheSixthIsToldHowLongToWait() {
    stage("plan: paid\nqueue: {median_wait_s: 1, spread: 0}");
    for (int i = 0; i < 5; i++) {
      var _ = wire.submit(job(1));
      clock.advance(Duration.ofSeconds(2));
    }

    HttpResponse<String> sixth = wire.post("/jobs", job(1));

    assertThat(sixth.statusCode()).isEqualTo(429);
    assertThat(sixth.body()).contains("1202").contains("5 per minute");
    assertThat(sixth.headers().firstValue("Retry-After")).contains("50");
    clock.advance(Duration.ofSeconds(50));
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(200);
  }

  @Test
  void anInstanceWithoutTimeLeftRefusesJobsUntilThePeriodIsOver() {
    stage(
        "plan: paid\nqueue: {median_wait_s: 1, spread: 0}\n"
            + "limits: {allotment_s: 4, period_days: 1}");
    var _ = wire.submit(job(10_000));
    clock.advance(Duration.ofMinutes(1));

    HttpResponse<String> refused = wire.post("/jobs", job(1));

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(wire.get("/instances/usage", InstanceUsage.class).usageLimitReached()).isTrue();
    clock.advance(Duration.ofDays(1));
    assertThat(consumed()).isZero();
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(200);
  }

  @Test
  void aJobLongerThanItsCostIsCutThereAndChargedForIt() {
    stage("plan: paid\nqueue: {median_wait_s: 1, spread: 0}");

    String id = wire.submit(job(100_000, ", \"cost\": 7"));
    clock.advance(Duration.ofSeconds(9));

    assertThat(wire.job(id).status()).isEqualTo("Cancelled - Ran too long");
    assertThat(wire.job(id).state().reasonCode()).isEqualTo(1305);
    assertThat(charged(id)).isEqualTo(7);
  }

  @Test
  void aCancelledJobCostsWhatItRan() {
    stage("plan: paid\nqueue: {median_wait_s: 10, spread: 0}");
    String waiting = wire.submit(job(1));
    String running = wire.submit(job(40_000));
    assertThat(wire.post("/jobs/" + waiting + "/cancel", "").statusCode()).isEqualTo(204);
    clock.advance(Duration.ofSeconds(15));

    assertThat(wire.post("/jobs/" + running + "/cancel", "").statusCode()).isEqualTo(204);

    assertThat(charged(waiting)).isZero();
    assertThat(charged(running)).isEqualTo(5);
    assertThat(wire.job(running).state().reasonCode()).isNull();
    assertThat(wire.post("/jobs/" + running + "/cancel", "").statusCode()).isEqualTo(409);
  }

  @Test
  void aDeviceUnderMaintenanceTakesJobsAndRunsThemAfterwards() {
    stage(
        """
        plan: paid
        maintenance:
          - {from_s: 100, until_s: 400, device: twin, status: offline, reason: calibration}
        """);
    clock.advance(Duration.ofSeconds(150));

    BackendStatus status = wire.get("/backends/twin/status", BackendStatus.class);
    String id = wire.submit(job(1));

    assertThat(status.state()).isFalse();
    assertThat(status.message()).isEqualTo("calibration");
    assertThat(wire.state(id)).isEqualTo("Queued");
    assertThat(wire.metrics(id).estimatedStartTime()).isEqualTo(START.plusSeconds(400).toString());
    clock.advance(Duration.ofSeconds(260));
    assertThat(wire.state(id)).isEqualTo("Completed");
  }

  private SessionResponse open(String mode, String more) {
    HttpResponse<String> answer =
        wire.post("/sessions", "{\"mode\": \"%s\", \"backend\": \"twin\"%s}".formatted(mode, more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return dev.nightshift.wire.Json.read(
        answer.body().getBytes(StandardCharsets.UTF_8), SessionResponse.class);
  }

  private SessionResponse session(String id) {
    return wire.get("/sessions/" + id, SessionResponse.class);
  }

  @Test
  void theJobsOfAnActiveDedicatedSessionDoNotWaitAndItsTimeIsCharged() {
    stage(
        "plan: paid\nqueue: {median_wait_s: 600, spread: 0}\nlimits: {submissions_per_minute: 0}");
    String id = open("dedicated", "").id();
    String inSession = ", \"session_id\": \"%s\"".formatted(id);
    String first = wire.submit(job(1, inSession));
    assertThat(session(id).state()).isEqualTo("open");
    clock.advance(Duration.ofSeconds(605));
    assertThat(wire.state(first)).isEqualTo("Completed");

    String second = wire.submit(job(1, inSession));
    clock.advance(Duration.ofSeconds(3));

    assertThat(wire.state(second)).isEqualTo("Completed");
    assertThat(session(id).state()).isEqualTo("active");
    clock.advance(Duration.ofSeconds(70));
    assertThat(session(id).state()).isEqualTo("inactive");
    // From the first start at 600 s to 60 s after the last end.
    assertThat(consumed()).isCloseTo(5 + 2.00025105 + 60, within(1e-3));
  }

  @Test
  void atTheEndOfItsLifeASessionFailsWhatWaitsAndLetsTheRunningJobFinish() {
    stage("plan: paid\nqueue: {median_wait_s: 99, spread: 0}\nlimits: {submissions_per_minute: 0}");
    String id = open("batch", ", \"max_ttl\": 100").id();
    String inSession = ", \"session_id\": \"%s\"".formatted(id);
    String running = wire.submit(job(10_000, inSession));
    String waiting = wire.submit(job(1, inSession));

    clock.advance(Duration.ofSeconds(101));

    assertThat(session(id).stateReason()).isEqualTo("max_ttl_reached");
    assertThat(wire.job(waiting).state().reasonCode()).isEqualTo(1217);
    assertThat(wire.state(running)).isEqualTo("Running");
    clock.advance(Duration.ofSeconds(10));
    assertThat(wire.state(running)).isEqualTo("Completed");
  }

  @Test
  void aSubmissionSentTwiceIsOneJobOfItsSessionAndADoubledDeliveryTwo() {
    stage(
        """
        plan: paid
        queue: {median_wait_s: 10, spread: 0}
        limits: {submissions_per_minute: 0}
        faults:
          - {kind: duplicate-delivery, call: POST /jobs, at: [3]}
        """);
    String id = open("batch", "").id();
    String tagged = ", \"session_id\": \"%s\", \"tags\": [\"sub-%d\"]";

    String once = wire.submit(job(1, tagged.formatted(id, 1)));
    String again = wire.submit(job(1, tagged.formatted(id, 1)));
    var _ = wire.submit(job(1, tagged.formatted(id, 2)));
    wire.with("PATCH", "/sessions/" + id, "{\"accepting_jobs\": false}");
    clock.advance(Duration.ofSeconds(13));
    String before = session(id).state();
    clock.advance(Duration.ofSeconds(10));

    assertThat(again).isEqualTo(once);
    assertThat(before).as("two of the three jobs have not ended").isEqualTo("active");
    assertThat(session(id).state()).isEqualTo("closed");
    assertThat(session(id).stateReason()).isEqualTo("session_closed");
  }

  @Test
  void aDedicatedSessionNobodyUsesClosesAndTheOpenPlanHasNone() {
    stage("plan: paid");
    String id = open("dedicated", "").id();
    clock.advance(Duration.ofMinutes(31));
    assertThat(session(id).state()).isEqualTo("closed");
    stop();

    stage("plan: open");
    HttpResponse<String> refused =
        wire.post("/sessions", "{\"mode\": \"dedicated\", \"backend\": \"twin\"}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("1352").contains("open plan");
  }

  @Test
  void everyRequestFaultLooksAsItDoesOnANetwork() {
    stage(
        """
        plan: paid
        faults:
          - {kind: lost-reply, call: POST /jobs, at: [1]}
          - {kind: reset, call: POST /jobs, at: [2]}
          - {kind: too-many-requests, call: POST /jobs, at: [3], seconds: 4}
          - {kind: server-error, call: POST /jobs, at: [4]}
          - {kind: bad-gateway, call: POST /jobs, at: [5]}
          - {kind: expired-token, call: POST /jobs, at: [6]}
          - {kind: conflict, call: POST /jobs, at: [7]}
          - {kind: duplicate-delivery, call: POST /jobs, at: [8]}
          - {kind: truncated-body, call: "GET /jobs", at: [1]}
          - {kind: slow-body, call: "GET /jobs", at: [2], seconds: 0.05}
        limits: {submissions_per_minute: 0}
        """);

    assertThatThrownBy(() -> wire.post("/jobs", job(1))).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> wire.post("/jobs", job(1))).isInstanceOf(UncheckedIOException.class);
    HttpResponse<String> limited = wire.post("/jobs", job(1));
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).contains("4");
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(500);
    HttpResponse<String> page = wire.post("/jobs", job(1));
    assertThat(page.statusCode()).isEqualTo(502);
    assertThat(page.body()).startsWith("<html>");
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(401);
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(409);
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> wire.get("/jobs")).isInstanceOf(UncheckedIOException.class);
    JobsResponse slow = wire.get("/jobs", JobsResponse.class);

    // The lost reply made a job, the reset did not, the duplicate made two.
    assertThat(slow.jobs()).hasSize(3);
  }

  @Test
  void jobFaultsEndJobsInTheServicesWay() {
    stage(
        """
        plan: paid
        queue: {median_wait_s: 1, spread: 0}
        faults:
          - {kind: ran-too-long, call: sampler, at: [1]}
          - {kind: session-closed, call: sampler, at: [2]}
        """);
    String first = wire.submit(job(1, ", \"cost\": 30"));
    String second = wire.submit(job(1));

    clock.advance(Duration.ofMinutes(1));

    assertThat(wire.job(first).status()).isEqualTo("Cancelled - Ran too long");
    assertThat(charged(first)).isEqualTo(30);
    assertThat(wire.job(second).state().reasonCode()).isEqualTo(1217);
  }

  @Test
  void workloadsComeInCursorPages() {
    stage("plan: paid\nlimits: {submissions_per_minute: 0}");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(wire.submit(job(1)));
    }

    Set<String> seen = new TreeSet<>();
    int pages = 0;
    WorkloadsResponse page = wire.get("/workloads?limit=3", WorkloadsResponse.class);
    WorkloadsResponse first = page;
    while (true) {
      pages++;
      page.workloads().forEach(one -> assertThat(seen.add(one.id())).isTrue());
      WorkloadsResponse.Link next = page.next();
      if (next == null) {
        break;
      }
      page = wire.get(next.href(), WorkloadsResponse.class);
    }
    WorkloadsResponse.Link back = java.util.Objects.requireNonNull(page.previous());

    assertThat(pages).isEqualTo(3);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    assertThat(first.previous()).isNull();
    assertThat(wire.get(back.href(), WorkloadsResponse.class).workloads()).hasSize(3);
    assertThat(wire.get("/workloads?limit=99").statusCode()).isEqualTo(400);
    assertThat(wire.get("/workloads?next=%2B%2B").statusCode()).isEqualTo(400);
  }

  @Test
  void theInstancesOwnLimitIsSetAndHolds() {
    stage("plan: paid");

    int set = wire.with("PUT", "/instances/configuration", "{\"instance_limit\": 0}").statusCode();

    assertThat(set).isEqualTo(204);
    assertThat(wire.get("/instances/configuration").body()).isEqualTo("{\"instance_limit\":0}");
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(409);
    assertThat(wire.with("PUT", "/instances/configuration", "{}").statusCode()).isEqualTo(400);
    assertThat(wire.get("/accounts/x").body()).contains("\"plan_id\":\"paid\"");
  }

  @Test
  void aRetiredDeviceIsGoneAndFailsWhatWaitsForIt() {
    stage(
        """
        plan: paid
        queue: {median_wait_s: 600, spread: 0}
        limits: {submissions_per_minute: 0}
        retirements: [{device: twin, at_s: 1200}]
        """);
    String runs = wire.submit(job(1000));
    clock.advance(Duration.ofMinutes(15));
    String waits = wire.submit(job(1000));

    clock.advance(Duration.ofMinutes(6));

    assertThat(wire.state(runs)).isEqualTo("Completed");
    assertThat(wire.job(waits).state().status()).isEqualTo("Failed");
    assertThat(wire.job(waits).state().reasonCode()).isEqualTo(1004);
    assertThat(charged(waits)).isZero();
    assertThat(wire.get("/backends/twin/status").statusCode()).isEqualTo(404);
    assertThat(wire.get("/backends").body()).doesNotContain("twin");
    assertThat(wire.post("/jobs", job(1)).statusCode()).isEqualTo(404);
  }

  @Test
  void aRetirementOfADeviceThatIsNotServedIsAMistake() {
    assertThatThrownBy(() -> stage("retirements: [{device: twim, at_s: 1200}]"))
        .hasMessage("the stage retires twim, which is not served; name one of [twin]");
  }

  @Test
  void aSessionThatClosedBeforeThePeriodCountsNoMore() {
    stage("plan: paid\nqueue: {median_wait_s: 60, spread: 0}\nlimits: {period_days: 1}\n");
    String session =
        wire.post("/sessions", "{\"mode\": \"dedicated\", \"backend\": \"twin\"}")
            .body()
            .replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    var _ = wire.submit(job(1000, ", \"session_id\": \"%s\"".formatted(session)));
    clock.advance(Duration.ofMinutes(10));
    assertThat(wire.delete("/sessions/" + session + "/close").statusCode()).isEqualTo(204);
    assertThat(consumed()).isGreaterThan(60);

    clock.advance(Duration.ofHours(25));

    assertThat(consumed()).isZero();
  }

  @Test
  void aDeviceServedTwiceLeavesNothingBehind() {
    assertThatThrownBy(() ->
            SimulatorServer.start(
                ServerOptions.loopback(),
                engine,
                List.of(
                    new ServedDevice(SomeDevice.of(target()), engine),
                    new ServedDevice(SomeDevice.of(target()), engine)),
                new Meter()))
        .hasMessage("device twin is served twice; name it once");
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.isAlive() && thread.getName().equals("nightshift-deadlines"))
        .allSatisfy(thread -> assertThat(thread.join(Duration.ofSeconds(10))).isTrue());
  }
}
