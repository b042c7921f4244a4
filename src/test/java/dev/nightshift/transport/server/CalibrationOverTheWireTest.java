package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.SteppedClock;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that is calibrated every six hours. */
class CalibrationOverTheWireTest {
  private static final String NAME = "nightshift_line5";
  private static final Instant START = Instant.parse("2026-11-25T18:00:00Z");
  private static final String BELL =
      """
      {"program_id": "estimator", "backend": "%s", "params": {"version": 2, "pubs": [[
        "OPENQASM 3.0; include \\"stdgates.inc\\"; sx $0; cz $0, $1; sx $0;", ["ZI"], [], 0]]}}\
      """
          .formatted(NAME);

  private final SteppedClock clock = new SteppedClock(START);
  private final Backend ideal = new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());

  @SuppressWarnings("NullAway.Init")
  private SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private Wire wire;

  @BeforeEach
  void start() {
    server = serve(ServerOptions.loopback(), clock);
    wire = new Wire(server);
  }

  private SimulatorServer serve(ServerOptions options, ServiceClock time) {
    Device device = DeviceCatalog.standard(null, Map.of()).find(NAME);
    Stage stage =
        Stage.parse("stage.yaml", "seed: 4\ncalibration: {every_s: 21600, spread: 0.3}\n");
    return SimulatorServer.start(
        options.withStage(stage, time),
        ideal,
        List.of(
            new ServedDevice(
                device,
                calibrated ->
                    new NoisyBackend(
                        NAME, calibrated.target(), NoisyOptions.defaults(), new Meter()))),
        new Meter());
  }

  @AfterEach
  void stop() {
    wire.close();
    server.close();
    ideal.close();
  }

  private String properties(String query) {
    return wire.get("/backends/" + NAME + "/properties" + query).body();
  }

  private String value() {
    String id = wire.submit(BELL);
    while (!wire.state(id).equals("Completed")) {
      assertThat(wire.state(id)).isIn("Queued", "Running", "Completed");
    }
    return wire.get("/jobs/" + id + "/results").body();
  }

  @Test
  void propertiesAndErrorsChangeWithEveryCalibration() {
    String first = properties("");
    String firstValue = value();
    clock.advance(Duration.ofHours(6).minusSeconds(1));
    assertThat(properties("")).isEqualTo(first);
    assertThat(value()).isEqualTo(firstValue);

    clock.advance(Duration.ofSeconds(1));

    assertThat(properties("")).isNotEqualTo(first).contains("2026-11-26T00:00:00Z");
    assertThat(value()).isNotEqualTo(firstValue);
  }

  @Test
  void earlierPropertiesAreStillTold() {
    String first = properties("");
    clock.advance(Duration.ofHours(13));
    String third = properties("");

    assertThat(properties("?updated_before=2026-11-25T23:59:59Z")).isEqualTo(first);
    assertThat(properties("?updated_before=2026-11-26T00:00:00Z"))
        .isNotEqualTo(first)
        .isNotEqualTo(third);
    assertThat(properties("?updated_before=2026-11-26T07:30:00%2B01:00")).isEqualTo(third);
    assertThat(wire.get("/backends/" + NAME + "/properties?updated_before=1999-01-01T00:00:00Z"))
        .satisfies(answer -> {
          assertThat(answer.statusCode()).isEqualTo(404);
          assertThat(answer.body()).contains("has no calibration before 1999-01-01T00:00:00Z");
        });
    assertThat(wire.get("/backends/" + NAME + "/properties?updated_before=noon").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aServerOverTheStateOfAnotherGoesOnWithItsCalibrations(@TempDir Path folder) {
    ServerOptions kept = ServerOptions.loopback().withState(folder.resolve("state.db"));
    SteppedClock time = new SteppedClock(START);
    try (SimulatorServer _ = serve(kept, time)) {
      time.advance(Duration.ofHours(9));
    }
    clock.advance(Duration.ofHours(9));

    for (int half = 0; half < 2; half++) {
      try (SimulatorServer later = serve(kept, time);
          Wire other = new Wire(later)) {
        String path = "/backends/" + NAME + "/properties";
        String before = "?updated_before=2026-11-26T01:00:00Z";
        assertThat(other.get(path).body()).isEqualTo(properties(""));
        assertThat(other.get(path + before).body()).isEqualTo(properties(before));
        time.advance(Duration.ofHours(4));
        clock.advance(Duration.ofHours(4));
        assertThat(other.get(path).body())
            .as("the unbroken server is calibrated at the same moments")
            .isEqualTo(properties(""))
            .contains("2026-11-26T06:00:00Z");
      }
    }
  }
}
