package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.VersionsResponse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the dated versions of the protocol show, and the calibrations of dated properties. */
class ApiVersionsTest {
  private static final String TWIN = "nightshift_line5";
  private static final String JOB =
      """
      {"program_id": "sampler", "backend": "aer_simulator", "params": {"version": 2, "pubs":
        [["OPENQASM 3.0; qubit[1] q; bit[1] c; c[0] = measure q[0];", null, 1]]}}\
      """;

  private static final FakeEngine ENGINE = new FakeEngine();

  @SuppressWarnings("NullAway.Init")
  private static Device device;

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private static Wire wire;

  @SuppressWarnings("NullAway.Init")
  private static String id;

  @BeforeAll
  static void start() {
    device = new DeviceCatalog(List.of()).find(TWIN);
    server =
        SimulatorServer.start(
            ServerOptions.loopback(),
            ENGINE,
            List.of(new ServedDevice(device, ENGINE)),
            new Meter());
    wire = new Wire(server);
    id = wire.submit(JOB);
    assertThat(wire.state(id)).isEqualTo("Completed");
  }

  @AfterAll
  static void stop() {
    wire.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-01, true,  true",
    "2025-01-01, true,  true",
    "2025-05-01, true,  true",
    "2026-02-01, true,  true",
    "2026-02-15, true,  true",
    "2026-03-15, false, true",
    "2026-04-15, false, false",
    ",           false, false",
  })
  void fieldsThatAVersionDroppedAreAbsentFromItOn(
      String version, boolean oldCharges, boolean executionTimeInUsage) {
    JsonNode metrics = json(get("/jobs/" + id + "/metrics", version));
    JsonNode job = json(get("/jobs/" + id, version));
    JsonNode listed = json(get("/jobs?limit=1", version)).at("/jobs/0");
    JsonNode workload = json(get("/workloads?limit=1", version)).at("/workloads/0");

    for (JsonNode charged : List.of(metrics, job, listed)) {
      assertThat(charged.has("bss")).isEqualTo(oldCharges);
      assertThat(charged.at("/bss/seconds").isNumber()).isEqualTo(oldCharges);
    }
    List<String> fields = new ArrayList<>(List.of("qpu_charge_time_seconds", "status"));
    if (oldCharges) {
      fields.addAll(List.of("quantum_seconds", "seconds"));
    }
    if (executionTimeInUsage) {
      fields.add("circuits_execution_time_ns");
    }
    for (JsonNode charged : List.of(metrics, job, listed, workload)) {
      assertThat(charged.get("usage").propertyNames()).containsExactlyInAnyOrderElementsOf(fields);
    }
    assertThat(metrics.has("circuits_execution_time_ns")).isEqualTo(!executionTimeInUsage);
  }

  @ParameterizedTest
  @CsvSource({"2024-01-01, 204", "2025-05-01, 204", "2026-02-01, 404", "2026-04-15, 404", ", 404"})
  void transpiledCircuitsWentWithAVersion(String version, int status) {
    HttpResponse<String> answer = get("/jobs/" + id + "/transpiled_circuits", version);

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 404) {
      assertThat(answer.body()).contains("There is nothing at this address.");
    }
  }

  @Test
  void transpiledCircuitsOfNoJobAreNotFoundInOldVersionsEither() {
    assertThat(get("/jobs/none/transpiled_circuits", "2024-01-01").body())
        .contains("Job not found. Job ID: none");
  }

  @ParameterizedTest
  @CsvSource({"2026-03-20", "2027-01-01", "latest", "''"})
  void aVersionThatThereIsNoneOfIsAnError(String version) {
    HttpResponse<String> answer = get("/jobs", version);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/errors/0/code").asInt()).isEqualTo(1208);
    assertThat(json(answer).at("/errors/0/message").asString())
        .isEqualTo(
            "IBM-API-Version is '%s'; the versions are 2026-04-15, 2026-03-15, 2026-02-15, 2026-02-01, 2025-05-01, 2025-01-01, 2024-01-01."
                .formatted(version));
  }

  @Test
  void theVersionsAreToldToClientsOfAnyVersion() {
    VersionsResponse versions =
        Json.read(
            get("/versions", "1999-01-01").body().getBytes(StandardCharsets.UTF_8),
            VersionsResponse.class);

    assertThat(versions.versions()).isEqualTo(ApiVersions.ALL);
  }

  // Calibrations ---------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    // The device's figures are of 2026-01-01T00:00:00Z, as the simulator's.
    "nightshift_line5, 2026-01-01T00:00:00Z,            200",
    "nightshift_line5, 2025-12-31T23:59:59Z,            404",
    "nightshift_line5, 2026-01-01T01:00:00%2B02:00,     404",
    "aer_simulator,    2026-06-01T00:00:00.123456Z,     200",
    "aer_simulator,    2025-06-01T00:00:00Z,            404",
    "nightshift_line5, yesterday,                       400",
    "nightshift_line6, 2026-01-01T00:00:00Z,            404",
  })
  void propertiesOfADateAreTheNewestThatAreNotLater(String name, String date, int status) {
    HttpResponse<String> answer =
        wire.get("/backends/%s/properties?updated_before=%s".formatted(name, date));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status == 200) {
      assertThat(answer.body())
          .isEqualTo(wire.get("/backends/%s/properties".formatted(name)).body());
    } else if (status == 404 && !name.endsWith("6")) {
      assertThat(answer.body()).contains("Device %s has no calibration before".formatted(name));
    }
  }

  @Test
  void aCalibrationWhoseDateNobodyCanReadIsBeforeEveryOther() {
    Device undated =
        new Device(
            device.version(),
            "some day",
            device.processor(),
            device.clops(),
            device.configuration(),
            new RawJson(new byte[] {'1'}),
            device.target(),
            device.source());

    Calibrations calibrations =
        new Calibrations(
            new ServedDevice(undated, ENGINE),
            Stage.EMPTY,
            Instant.parse("2026-01-01T00:00:00Z"),
            null);

    assertThat(calibrations.notAfter(Instant.EPOCH)).hasValue(undated);
  }

  @ParameterizedTest
  @CsvSource({"configuration", "properties"})
  void calibrationsOfOnesOwnAreNotInThePlan(String what) {
    HttpResponse<String> answer =
        wire.get("/backends/%s/%s?calibration_id=mine".formatted(TWIN, what));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(json(answer).at("/errors/0/message").asString())
        .isEqualTo(
            "You are not authorized to use custom calibrations with your current service plan.");
    assertThat(
            wire.get("/backends/nightshift_line6/%s?calibration_id=mine".formatted(what))
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void aJobWithACalibrationOfItsOwnIsNotInThePlanAndMakesNoJob() {
    String body =
        "{\"program_id\": \"sampler\", \"backend\": \"aer_simulator\", \"calibration_id\":"
            + " \"mine\", \"params\": {\"version\": 2, \"pubs\": [[\"OPENQASM 3.0; qubit[1] q; bit"
            + " c; c = measure q[0];\", null, 1]]}}";
    int before = wire.get("/jobs", JobsResponse.class).count();

    HttpResponse<String> refused = wire.post("/jobs", body);
    HttpResponse<String> taken =
        wire.post("/jobs", body.replace("\"calibration_id\": \"mine\",", ""));

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).at("/errors/0/code").asInt()).isEqualTo(1200);
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(wire.get("/jobs", JobsResponse.class).count()).isEqualTo(before + 1);
  }

  private static HttpResponse<String> get(String path, @Nullable String version) {
    return version == null
        ? wire.get(path)
        : wire.send(path, request -> request.header("IBM-API-Version", version));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8), "an answer");
  }
}
