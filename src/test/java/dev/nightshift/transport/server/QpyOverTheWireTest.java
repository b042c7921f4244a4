package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.Npy;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Jobs as Python's client sends them, QPY and typed arrays, through the server to the engine. */
class QpyOverTheWireTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/qpy");
  private static final ObjectMapper JSON = new ObjectMapper();
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
  void givenMoreThanTenVectorElements_whenEstimated_thenColumnsBindByNumberAndNotByName()
      throws Exception {
    JsonNode facts = facts("job_estimator");
    int columns = facts.get("parameters").size();
    double[] rows = new double[2 * columns];
    for (int i = 0; i < columns; i++) {
      rows[i] = facts.get("values").get(i).asDouble();
    }

    JsonNode result =
        result(
            "estimator",
            "[%s, [[{\"ZI\": 1.0}], [{\"IZ\": 0.5, \"II\": 2}]], %s, null]"
                .formatted(circuit("job_estimator.v17.qpy"), array(Shape.of(2, columns), rows)));

    JsonNode evs = result.at("/__value__/pub_results/0/__value__/data/__value__/fields/evs");
    Npy.Array values =
        Npy.decode(
            evs.get("__value__").asString().getBytes(StandardCharsets.US_ASCII), Long.MAX_VALUE);
    assertThat(values.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(values.toDoubles()[0]).isCloseTo(z(facts, 1), within(1e-12));
    assertThat(values.toDoubles()[2]).isCloseTo(2 + 0.5 * z(facts, 0), within(1e-12));
  }

  @Test
  void givenRegistersThatShareBits_whenSampled_thenEachIsReportedAsItsBits() throws Exception {
    JsonNode facts = facts("job_sampler");

    JsonNode result =
        result(
            "sampler",
            "[%s, %s, 4000]"
                .formatted(circuit("job_sampler.v18.qpy"), array(Shape.of(0), new double[0])));

    JsonNode fields = result.at("/__value__/pub_results/0/__value__/data/__value__/fields");
    assertThat(fields.propertyNames()).containsExactly("back", "ends");
    byte[] back = bits(fields.get("back"));
    byte[] ends = bits(fields.get("ends"));
    int ones = 0;
    for (int shot = 0; shot < 4000; shot++) {
      // back holds bits 2, 1, 0 and ends bits 0, 2.
      assertThat(ends[shot]).isEqualTo((byte) ((back[shot] >> 2 & 1) | (back[shot] & 1) << 1));
      ones += back[shot] & 1;
    }
    double exact = probabilityOfBit(facts, 2);
    // Five standard errors: a false alarm in 1.7 million runs.
    assertThat(ones / 4000.0).isCloseTo(exact, within(5 * Math.sqrt(exact * (1 - exact) / 4000)));
  }

  @Test
  void givenALoopOverAMeasuredBit_whenSampled_thenTheJobFailsAndNamesIt() throws Exception {
    JobResponse job = job(post("sampler", "[%s]".formatted(circuit("refused_while_loop.v17.qpy"))));

    assertThat(job.state().status()).isEqualTo("Failed");
    assertThat(job.state().reasonCode()).isEqualTo(1603);
    assertThat(job.state().reason())
        .isEqualTo(
            "params.pubs[0][0]: instruction 2 'WhileLoopOp' of circuit 'flow': such control flow is"
                + " not simulated, only if, else and switch; unroll it, or measure and decide in"
                + " your program");
  }

  @Test
  void givenBase64WithoutZlib_whenSampled_thenTheJobFailsAsOnTheService() throws Exception {
    String plain =
        Base64.getEncoder()
            .encodeToString(Files.readAllBytes(CORPUS.resolve("job_sampler.v18.qpy")));

    JobResponse job = job(post("sampler", "[%s]".formatted(typed("QuantumCircuit", plain))));

    assertThat(job.state().reasonCode()).isEqualTo(1603);
    assertThat(job.state().reason()).contains("a QPY file is not a zlib stream");
  }

  /** The expectation value of Z on a qubit in the state that Qiskit found. */
  private static double z(JsonNode facts, int qubit) {
    double sum = 0;
    int index = 0;
    for (JsonNode amplitude : facts.get("state")) {
      double re = amplitude.get(0).asDouble();
      double im = amplitude.get(1).asDouble();
      sum += (re * re + im * im) * ((index >> qubit & 1) == 0 ? 1 : -1);
      index++;
    }
    return sum;
  }

  private static double probabilityOfBit(JsonNode facts, int bit) {
    double sum = 0;
    for (var entry : facts.get("probabilities").properties()) {
      String text = entry.getKey();
      if (text.charAt(text.length() - 1 - bit) == '1') {
        sum += entry.getValue().asDouble();
      }
    }
    return sum;
  }

  private static byte[] bits(JsonNode field) {
    String array = field.at("/__value__/array/__value__").asString();
    return ((Npy.Bytes) Npy.decode(array.getBytes(StandardCharsets.US_ASCII), Long.MAX_VALUE))
        .values();
  }

  private static JsonNode facts(String name) throws IOException {
    Iterator<JsonNode> circuits =
        JSON.readTree(Files.readString(CORPUS.resolve(name + ".json"))).get("circuits").iterator();
    return circuits.next();
  }

  /** A circuit as Python's client packs it. */
  private static String circuit(String file) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(packed)) {
      zlib.write(Files.readAllBytes(CORPUS.resolve(file)));
    }
    return typed("QuantumCircuit", Base64.getEncoder().encodeToString(packed.toByteArray()));
  }

  private static String array(Shape shape, double[] values) {
    return typed("ndarray", new String(Npy.encode(shape, values), StandardCharsets.US_ASCII));
  }

  private static String typed(String type, String value) {
    return "{\"__type__\": \"%s\", \"__value__\": \"%s\"}".formatted(type, value);
  }

  private static JsonNode result(String program, String pub) throws Exception {
    String id = post(program, pub);
    assertThat(job(id).state()).extracting(JobResponse.State::status).isEqualTo("Completed");
    return JSON.readTree(get("/jobs/" + id + "/results"));
  }

  private static String post(String program, String pub) throws Exception {
    String body =
        """
        {"program_id": "%s", "backend": "aer_simulator",
         "params": {"version": 2, "support_qiskit": true, "pubs": [%s],
                    "options": {"simulator": {"seed_simulator": 5}}}}
        """
            .formatted(program, pub);
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve("/api/v1/jobs"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var response = HTTP.send(request, BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.read(response.body(), JobCreated.class).id();
  }

  private static JobResponse job(String id) throws Exception {
    JobResponse job =
        Json.read(get("/jobs/" + id).getBytes(StandardCharsets.UTF_8), JobResponse.class);
    return job.ended() ? job : job(id);
  }

  private static String get(String path) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(server.uri().resolve("/api/v1" + path)).build(),
            BodyHandlers.ofString())
        .body();
  }
}
