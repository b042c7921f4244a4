package dev.nightshift.wire.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The executor's params, as IBM's own schemas write them and otherwise. */
class ProgramReaderTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/executor");

  /** {@code F64CompressedTensorModel.from_numpy(np.empty((0,)))}. */
  private static final String NOTHING =
      "{\"data\": \"eJwDAAAAAAE=\", \"shape\": [0], \"dtype\": \"f64\"}";

  private static final String ITEM =
      "{\"item_type\": \"circuit\", \"circuit_arguments\": %s, \"shape\": [], \"chunk_size\": \"auto\"}"
          .formatted(NOTHING);
  private static final String CIRCUIT =
      "OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[1] q; bit[1] c; x q[0]; c[0] = measure"
          + " q[0];";

  @ParameterizedTest
  @ValueSource(strings = {"v0.1", "v0.2", "v1.0", "v1.1", "v2.0"})
  void programsOfEveryVersionAreReadAsIbmsClientEncodesThem(String version) throws IOException {
    JsonNode facts = facts(version);
    List<Integer> extents = new ArrayList<>();
    facts.get("shape").forEach(extent -> extents.add(extent.asInt()));
    List<String> names = new ArrayList<>();
    facts.get("parameters").forEach(name -> names.add(name.asString()));

    DecodedJob.Work.Chunked work = chunked(body(facts.get("params").toString()));

    List<Pub> pubs = work.request().pubs();
    assertThat(pubs).hasSize(2);
    assertThat(pubs.getFirst().shape()).isEqualTo(Shape.SCALAR);
    assertThat(pubs.getFirst().circuit().bitRegisters())
        .extracting(register -> register.name() + register.size())
        .containsExactly("left2", "right11");
    Bindings bindings = pubs.get(1).bindings();
    assertThat(bindings.shape()).isEqualTo(new Shape(extents));
    for (int row = 0; row < bindings.rows(); row++) {
      for (int column = 0; column < names.size(); column++) {
        // Ours are sorted by name, Qiskit's by vector and number.
        int ours = bindings.parameters().indexOf(names.get(column));
        assertThat(bindings.value(row, ours))
            .as("%s of row %d", names.get(column), row)
            .isEqualTo(facts.get("values").get(row * names.size() + column).asDouble());
      }
    }
    assertThat(pubs).allSatisfy(pub -> assertThat(((Pub.Sampler) pub).shots()).isEqualTo(100));
    assertThat(work.chunks())
        .containsExactly(
            new ProgramChunk(
                List.of(new ProgramChunk.Part(0, 0, 1), new ProgramChunk.Part(1, 0, 6))));
    if (version.equals("v0.1")) {
      assertThat(work.result().passthrough()).isNull();
    } else {
      assertThat(Objects.requireNonNull(work.result().passthrough()).toString())
          .isEqualTo("{\"mixed\":[1,2.5,\"two\",null,true]}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": [1, \"two\", [3, {\"__type__\": \"ndarray\", \"__value__\": 4}]], \"ü\": null}",
        "[[1], [2, 3]]",
        "\"a \\\"text\\\" of ü\"",
        "-1.50",
        "true",
        "null",
      })
  void passthroughDataIsKeptAsItStands(String given) {
    DecodedJob.Work.Chunked work =
        chunked(body(params(program(", \"passthrough_data\": " + given), "{}")));

    assertThat(Objects.requireNonNull(work.result().passthrough()).toString()).isEqualTo(given);
  }

  @Test
  void theSeedAndTheMethodStandInTheOpenPlaceOfTheOptions() {
    JobRequest request =
        chunked(
                body(
                    params(
                        program(""),
                        "{\"init_qubits\": true, \"rep_delay\": null, \"scheduler_timing\": false,"
                            + " \"stretch_values\": true, \"experimental\": {\"simulator\":"
                            + " {\"seed_simulator\": 7, \"method\": \"stabilizer\"}}}")))
            .request();

    assertThat(request.options().seedSimulator()).isEqualTo(OptionalLong.of(7));
    assertThat(request.options().simulator().method().aerName()).isEqualTo("stabilizer");
  }

  @Test
  void axesOfTheItemRunTheSameArgumentsAgain() {
    // numpy: F64CompressedTensorModel.from_numpy(np.array([[0.5], [-1.0]]))
    String arguments =
        "{\"data\": \"eJxjYACBB/ZgiuHDfgANpgLP\", \"shape\": [2, 1], \"dtype\": \"f64\"}";
    String items = ITEM.replace(NOTHING, arguments).replace("\"shape\": []", "\"shape\": [3, 2]");
    String circuit = CIRCUIT.replace("x q[0];", "input float[64] th; ry(th) q[0];");

    Pub pub =
        chunked(body(params(program("").replace(ITEM, items).replace(CIRCUIT, circuit), "{}")))
            .request()
            .pubs()
            .getFirst();

    assertThat(pub.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(pub.bindings().values()).containsExactly(0.5, -1, 0.5, -1, 0.5, -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"v2.0\"         | \"v3.0\"     | params.schema_version should be one of v0.1, v0.2, v1.0,"
            + " v1.1, v2.0, found 'v3.0'",
        "\"shots\": 10    | \"shots\": 0 | params.quantum_program.shots should be a whole number of"
            + " at least 1, found 0.0",
        "\"shots\": 10,   | ``           | 'params.quantum_program.shots' is missing",
        "\"shots\": 10    | \"shots\": 10, \"pubs\": [] | params.quantum_program.pubs is not known;"
            + " this place takes shots, items, meas_level, passthrough_data, circuits,"
            + " semantic_role",
        "\"options\": {}  | \"options\": {\"twirling\": {}} | params.options.twirling is not known;"
            + " this place takes experimental, init_qubits, rep_delay, scheduler_timing,"
            + " stretch_values",
        "\"options\": {}  | \"options\": {\"experimental\": {\"fast\": 1}} |"
            + " params.options.experimental.fast is not known; this place takes simulator",
        "\"options\": {}  | \"options\": {}, \"version\": 2 | params.version is not known; this"
            + " place takes schema_version, quantum_program, options",
        "\"options\": {}  | \"options\": null | params.options should be an object, found null",
        "\"circuit\",     | \"pulse\",   | params.quantum_program.items[0].item_type should be"
            + " 'circuit' or 'samplex', found 'pulse'",
        "\"chunk_size\": \"auto\" | \"chunk_size\": 0 | params.quantum_program.items[0].chunk_size"
            + " should be a whole number of at least 1, found 0.0",
        "\"chunk_size\": \"auto\" | \"size\": 1 | params.quantum_program.items[0].size is not"
            + " known; this place takes item_type, chunk_size, circuit_arguments, shape",
        "\"shape\": [],   | ``           | 'params.quantum_program.items[0].shape' is missing",
        "\"shape\": [],   | \"shape\": 1,| params.quantum_program.items[0].shape should be a list"
            + " of at most 32 whole numbers, found a number",
        "\"data\": [      | \"data\": [\"\", | params.quantum_program.circuits holds 2 circuits for"
            + " 1 items; give one for each",
        "{\"data\": [     | {\"data\": [1], \"b\": [ | params.quantum_program.circuits.b is not"
            + " known; this place takes data",
        "\"shots\": 10    | \"shots\": 10, \"meas_level\": \"raw\" |"
            + " params.quantum_program.meas_level should be one of classified, kerneled,"
            + " avg_kerneled, both, found 'raw'",
        "\"shots\": 10    | \"shots\": 10, \"semantic_role\": 1 |"
            + " params.quantum_program.semantic_role should be a string or null, found 1.0",
      })
  void whatBreaksTheSchemaIsAnErrorOfTheRequest(String good, String bad, String message) {
    String body = body(params(program(""), "{}"));
    assertThat(body).contains(good);

    assertThatThrownBy(() -> decoded(body.replace(good, bad)))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(e -> ((NightshiftException) e).code())
        .isIn(ErrorCode.MESSAGE_MALFORMED, ErrorCode.OPTION_UNKNOWN, ErrorCode.OPTION_VALUE);
  }

  @Test
  void chunkSizesOfBothKindsBreakTheSchema() {
    String two = ITEM + ", " + ITEM.replace("\"auto\"", "5");
    String circuits = "\"" + CIRCUIT + "\"";

    assertThatThrownBy(() ->
            decoded(
                body(
                    params(
                        program("")
                            .replace(ITEM, two)
                            .replace(circuits, circuits + ", " + circuits),
                        "{}"))))
        .hasMessage(
            "params.quantum_program.items have a chunk_size of 'auto' and of a number; all should"
                + " have one or the other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"shots\": 10    | \"shots\": 10, \"meas_level\": \"kerneled\" | 1521 |"
            + " params.quantum_program.meas_level is 'kerneled'; this server measures 'classified'"
            + " bits only",
        "\"shots\": 10    | \"shots\": 10000001 | 1520 | number of circuit shots 10000001 exceeds"
            + " the system limit 10000000",
        "\"shape\": []    | \"shape\": [2000000] | 1520 | the program has 20000000 executions and 0"
            + " bytes of arguments up to params.quantum_program.items[0]; at most 10000000 and"
            + " 268435456 are taken",
        "\"shape\": []    | \"shape\": [2147483647, 0, 1] | 1520 | the program has ",
        "\"shape\": []    | \"shape\": [2, 0] | 3211 | params.quantum_program.items[0] has the"
            + " shape (2, 0), to which its circuit_arguments of shape (3,) do not broadcast",
        "x q[0];          | input float th; rz(th) q[0]; | 3211 | the last axis of"
            + " params.quantum_program.items[0].circuit_arguments has 0 elements, but the circuit"
            + " has 1 parameters",
        "x q[0];          | y q; z           | 1506 | params.quantum_program.circuits.data[0]: ",
        "\"options\": {}  | \"options\": {\"init_qubits\": false} | 1521 | options.init_qubits"
            + " should be true, found false: ",
        "\"options\": {}  | \"options\": {\"rep_delay\": 0.001} | 1521 | options.rep_delay should"
            + " be null, found 0.001: ",
        "\"options\": {}  | \"options\": {\"scheduler_timing\": true} | 1521 |"
            + " options.scheduler_timing should be false, found true: ",
        "qubit[1] q;      | qubit[31] q;     | 3243 | the circuit of"
            + " params.quantum_program.items[0] has 31 qubits; at most 30 are taken",
      })
  void whatCannotRunIsAFailureOfTheJob(String good, String bad, int code, String reason) {
    String body = body(params(program(""), "{}"));
    assertThat(body).contains(good);
    String changed = body.replace(good, bad);
    if (bad.contains("[2, 0]")) {
      changed = changed.replace("\"shape\": [0]", "\"shape\": [3, 0]");
    }

    JobFailure failure = impossible(changed);

    assertThat(failure.reason()).startsWith(reason);
    assertThat(failure.reasonCode()).isEqualTo(code);
  }

  @Test
  void aSamplexItemIsNamed() {
    String samplex =
        "{\"item_type\": \"samplex\", \"samplex\": {\"ssv\": 4, \"samplex_json\": \"{}\"},"
            + " \"samplex_arguments\": {\"parameter_values\": %s, \"sign\": 1}, \"shape\": [8]}"
                .formatted(NOTHING);
    String circuits = "\"" + CIRCUIT + "\"";
    String body =
        body(
            params(
                program("")
                    .replace(ITEM, ITEM + ", " + samplex)
                    .replace(circuits, circuits + ", " + circuits),
                "{}"));

    assertThat(impossible(body))
        .isEqualTo(
            new JobFailure(
                3211,
                "params.quantum_program.items[1] is a samplex item; this server runs circuit items:"
                    + " it does not interpret samplexes",
                "Switch twirling off, or use the sampler and estimator programs."));
  }

  @ParameterizedTest
  @CsvSource({
    "v2.0, \"num_programs\":2, \"num_programs\":3, circuits holds 3 circuits for 2 items",
    "v1.1, \"qpy_version\":17, \"qpy_version\":18, circuits.qpy_version should be 13 to 17",
  })
  void whatIsSaidOfAFileMustSuitTheSchema(String version, String good, String bad, String message)
      throws IOException {
    String params = facts(version).get("params").toString();
    assertThat(params).contains(good);

    assertThatThrownBy(() -> decoded(body(params.replace(good, bad))))
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsSaidOfAFileMustBeSoInTheFile() throws IOException {
    String params = facts("v2.0").get("params").toString();

    assertThat(impossible(body(params.replace("\"qpy_version\":18", "\"qpy_version\":17"))))
        .isEqualTo(
            new JobFailure(
                1603,
                "params.quantum_program.circuits: the QPY file has version 18 and 2 circuits, not"
                    + " version 17 and 2",
                null));
  }

  @Test
  void aNameThatTheFirstVersionDoesNotKnowIsRefusedThere() throws IOException {
    String params = facts("v0.1").get("params").toString();

    assertThatThrownBy(
            () -> decoded(body(params.replace("\"shots\":", "\"passthrough_data\":1,\"shots\":"))))
        .hasMessage(
            "params.quantum_program.passthrough_data is not known; this place takes shots, items");
    assertThatThrownBy(() ->
            decoded(
                body(
                    params.replace(
                        "\"init_qubits\":", "\"stretch_values\":true,\"init_qubits\":"))))
        .hasMessage(
            "params.options.stretch_values is not known; this place takes init_qubits, rep_delay");
  }

  private static JsonNode facts(String version) throws IOException {
    return Json.tree(
        Files.readAllBytes(CORPUS.resolve("params.%s.json".formatted(version))), version);
  }

  private static String program(String more) {
    return "{\"shots\": 10, \"circuits\": {\"data\": [\"%s\"]}, \"items\": [%s]%s}"
        .formatted(CIRCUIT, ITEM, more);
  }

  private static String params(String program, String options) {
    return "{\"schema_version\": \"v2.0\", \"quantum_program\": %s, \"options\": %s}"
        .formatted(program, options);
  }

  /** With the params before the program's name, as a client may send it. */
  private static String body(String params) {
    return "{\"params\": %s, \"program_id\": \"executor\", \"backend\": \"aer_simulator\"}"
        .formatted(params);
  }

  private static DecodedJob.Work decoded(String body) {
    return JobCodec.decode(body.getBytes(StandardCharsets.UTF_8)).work();
  }

  private static DecodedJob.Work.Chunked chunked(String body) {
    return switch (decoded(body)) {
      case DecodedJob.Work.Chunked chunked -> chunked;
      case DecodedJob.Work work -> throw new AssertionError("no program: " + work);
    };
  }

  private static JobFailure impossible(String body) {
    return switch (decoded(body)) {
      case DecodedJob.Work.Impossible(JobFailure failure) -> failure;
      case DecodedJob.Work work -> throw new AssertionError("the job can run: " + work);
    };
  }
}
