package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.rest.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is done about errors, and what it costs, as a client of the protocol sees it. */
class MitigationOverTheWireTest {
  private static final String NAME = "nightshift_line5";

  /** A Bell pair in the device's own gates. */
  private static final String BELL =
      "OPENQASM 3.0; include \\\"stdgates.inc\\\";"
          + "rz(pi/2) $0; sx $0; rz(pi/2) $0; rz(pi/2) $1; sx $1; rz(pi/2) $1; cz $0, $1;"
          + "rz(pi/2) $1; sx $1; rz(pi/2) $1;";

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedBackend ideal;

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private static Wire wire;

  @BeforeAll
  static void start() {
    Device device = DeviceCatalog.standard(null, Map.of()).find(NAME);
    ideal = new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());
    server =
        SimulatorServer.start(
            ServerOptions.loopback(),
            ideal,
            List.of(
                new ServedDevice(
                    device,
                    new NoisyBackend(NAME, device.target(), NoisyOptions.defaults(), new Meter()))),
            new Meter());
    wire = new Wire(server);
  }

  @AfterAll
  static void stop() {
    wire.close();
    server.close();
    ideal.close();
  }

  private static String estimate(String backend, String circuit, String beside, String options) {
    return wire.submit(
        """
        {"program_id": "estimator", "backend": "%s", "params": {"version": 2%s,
          "options": %s, "pubs": [["%s", ["ZZ"], [], 0.015625]]}}\
        """
            .formatted(backend, beside, options, circuit));
  }

  private static String ended(String id) {
    for (int k = 0; k < 2000; k++) {
      String state = wire.state(id);
      if (!state.equals("Queued") && !state.equals("Running")) {
        return state;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("job %s did not end".formatted(id));
  }

  private static JsonNode whole(String id) {
    assertThat(ended(id)).as("%s", wire.job(id).state()).isEqualTo("Completed");
    String body = wire.get("/jobs/" + id + "/results").body();
    return Json.tree(body.getBytes(StandardCharsets.UTF_8), "the result");
  }

  private static JsonNode result(String id) {
    return whole(id).get("results").get(0);
  }

  @Test
  void aResultTellsWhatWasDoneAsAsked() {
    JsonNode result =
        whole(
            estimate(
                NAME,
                BELL,
                ", \"resilience_level\": 2",
                "{\"twirling\": {\"num_randomizations\": 8, \"strategy\": \"all\"}}"));

    assertThat(result.get("metadata").get("twirling").toString())
        .isEqualTo(
            "{\"enable_gates\":true,\"enable_measure\":true,\"num_randomizations\":8,"
                + "\"shots_per_randomization\":\"auto\",\"interleave_randomizations\":true,"
                + "\"strategy\":\"all\"}");
    assertThat(result.get("metadata").get("resilience").toString())
        .isEqualTo(
            "{\"measure_mitigation\":true,\"zne_mitigation\":true,\"pec_mitigation\":false}");
    assertThat(result.at("/results/0/metadata/target_precision").asDouble()).isEqualTo(0.015625);
  }

  @Test
  void anExactResultOfADeviceDoesNotSayThatReadoutsWereMitigated() {
    String id =
        wire.submit(
            """
            {"program_id": "estimator", "backend": "%s", "params": {"version": 2,
              "pubs": [["%s", ["ZZ"], [], 0]]}}\
            """
                .formatted(NAME, BELL));

    JsonNode result = whole(id);

    assertThat(result.at("/metadata/resilience/measure_mitigation").asBoolean()).isFalse();
    assertThat(result.at("/metadata/twirling/enable_measure").asBoolean()).isFalse();
    assertThat(result.at("/results/0/metadata/resilience/measure_mitigation").asBoolean())
        .isFalse();
    assertThat(result.at("/results/0/metadata/target_precision").asDouble()).isZero();
    assertThat(result.at("/results/0/metadata/shots").asInt()).isZero();
  }

  private static double charged(String id) {
    Usage usage = wire.metrics(id).usage();
    Double seconds = usage == null ? null : usage.qpuChargeTimeSeconds();
    if (seconds == null) {
      throw new AssertionError("job %s has no usage".formatted(id));
    }
    return seconds;
  }

  @Test
  void aHigherLevelIsNearerToTheTruthAndCostsMore() {
    String level0 = estimate(NAME, BELL, ", \"resilience_level\": 0", "{}");
    String level1 = estimate(NAME, BELL, ", \"resilience_level\": 1", "{}");
    String level2 = estimate(NAME, BELL, ", \"resilience_level\": 2", "{}");

    double raw = result(level0).get("data").get("evs").get(0).asDouble();
    double readout = result(level1).get("data").get("evs").get(0).asDouble();
    double zero = result(level2).get("data").get("evs").get(0).asDouble();
    double std = result(level2).get("data").get("stds").get(0).asDouble();

    assertThat(raw).isLessThan(readout - 0.02);
    assertThat(zero).isCloseTo(1, within(0.03 + 5 * std));
    // 4,096 executions; as many for the learning; three factors and the learning.
    double one = charged(level0) - 2;
    assertThat(one).isCloseTo(4096 * 250e-6, within(0.05));
    assertThat(charged(level1) - 2).isCloseTo(2 * one, within(0.05));
    assertThat(charged(level2) - 2).isCloseTo(4 * one, within(0.1));
  }

  @Test
  void aDeviceMitigatesReadoutsWhereTheJobSaysNothing() {
    JsonNode pub = result(estimate(NAME, BELL, "", "{}"));

    assertThat(pub.get("metadata").get("resilience").get("measure_mitigation").asBoolean())
        .isTrue();
    assertThat(pub.get("metadata").get("num_randomizations").asInt()).isEqualTo(32);
  }

  @Test
  void extrapolationReportsItsCurvesInTheShapeOfThePub() {
    JsonNode data =
        result(
                estimate(
                    NAME,
                    BELL,
                    ", \"resilience_level\": 2",
                    "{\"resilience\": {\"zne\": {\"noise_factors\": [1, 3],"
                        + " \"extrapolator\": \"linear\"}}}"))
            .get("data");

    assertThat(data.get("evs_noise_factors").get(0)).hasSize(2);
    assertThat(data.get("ensemble_stds_noise_factors").get(0)).hasSize(2);
    assertThat(data.get("evs_extrapolated").get(0)).hasSize(1);
    assertThat(data.get("evs_extrapolated").get(0).get(0)).hasSize(3);
    assertThat(data.get("evs_extrapolated").get(0).get(0).get(0).asDouble())
        .isEqualTo(data.get("evs").get(0).asDouble());
  }

  @Test
  void theSimulatorErrsByAModelThatTheJobBrings() {
    String model =
        """
        {"default_shots": 20000, "simulator": {"seed_simulator": 4, "noise_model":
          {"__type__": "NoiseModel", "__value__": {"errors": [
            {"type": "roerror", "operations": ["measure"],
             "probabilities": [[0.9, 0.1], [0.3, 0.7]]}]}}}}\
        """;
    String circuit = "OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[2] q; x q[0];";
    String raw =
        wire.submit(
            """
            {"program_id": "estimator", "backend": "aer_simulator", "params": {"version": 2,
              "options": %s, "pubs": [["%s", ["IZ"]]]}}\
            """
                .formatted(model, circuit));
    String mitigated =
        wire.submit(
            """
            {"program_id": "estimator", "backend": "aer_simulator", "params": {"version": 2,
              "resilience_level": 1, "options": %s, "pubs": [["%s", ["IZ"]]]}}\
            """
                .formatted(model, circuit));

    // 20,000 shots have a standard deviation of 0.0065 at -0.4, the factor 0.6 stretches it.
    assertThat(result(raw).get("data").get("evs").get(0).asDouble()).isCloseTo(-0.4, within(0.035));
    assertThat(result(mitigated).get("data").get("evs").get(0).asDouble())
        .isCloseTo(-1, within(0.1));
  }

  @Test
  void decouplingPulsesAreRunAndSaidInTheResult() {
    String circuit =
        "OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[5] q; sx q[1]; cz q[0], q[1];"
            + " delay[4us] q[0]; cz q[0], q[1];";
    String job =
        """
        {"program_id": "estimator", "backend": "%s", "params": {"version": 2,
          "resilience_level": 0, "options": {"dynamical_decoupling": %s},
          "pubs": [["%s", ["IIIYI"], [], 0]]}}\
        """;
    JsonNode plain = whole(wire.submit(job.formatted(NAME, "{}", circuit)));
    JsonNode pulsed =
        whole(
            wire.submit(
                job.formatted(
                    NAME,
                    "{\"enable\": true, \"sequence_type\": \"XY4\","
                        + " \"extra_slack_distribution\": \"edges\"}",
                    circuit)));

    assertThat(plain.at("/metadata/dynamical_decoupling").toString())
        .isEqualTo(
            "{\"enable\":false,\"sequence_type\":\"XX\",\"extra_slack_distribution\":\"middle\","
                + "\"scheduling_method\":\"alap\"}");
    assertThat(pulsed.at("/metadata/dynamical_decoupling").toString())
        .isEqualTo(
            "{\"enable\":true,\"sequence_type\":\"XY4\",\"extra_slack_distribution\":\"edges\","
                + "\"scheduling_method\":\"alap\"}");
    double without = Math.abs(plain.at("/results/0/data/evs/0").asDouble());
    double with = Math.abs(pulsed.at("/results/0/data/evs/0").asDouble());
    assertThat(with).isBetween(without - 0.1, without - 0.01);
  }

  @Test
  void twirledSamplesArePaidByTheRandomCircuit() {
    String id =
        wire.submit(
            """
            {"program_id": "sampler", "backend": "%s", "params": {"version": 2,
              "options": {"twirling": {"enable_gates": true, "enable_measure": true}},
              "pubs": [["OPENQASM 3.0; include \\"stdgates.inc\\"; bit[1] c; sx $0; c[0] = measure $0;", [], 1000]]}}\
            """
                .formatted(NAME));

    assertThat(result(id).get("data").get("c").get("samples")).hasSize(1000);
    // 16 circuits of 64 shots.
    assertThat(charged(id) - 2).isCloseTo(1024 * 250e-6, within(0.01));
  }
}
