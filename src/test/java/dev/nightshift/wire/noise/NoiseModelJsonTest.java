package dev.nightshift.wire.noise;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.backend.NoisySimulator;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.sim.noise.GoldenNoise;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Npy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseModelJsonTest {
  private static final List<String> GOLDEN = GoldenNoise.lines("wire/noise/models.txt");

  private static NoiseModel read(String json) {
    return NoiseModelJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  /** All kinds of errors there are, on circuits that Aer ran with them. */
  @Test
  void givenAersModels_whenCircuitsRunWithThem_thenValuesAreAers() {
    int circuits = 0;
    for (int from = 0; from < GOLDEN.size(); from++) {
      if (!GOLDEN.get(from).startsWith("model ")) {
        continue;
      }
      String[] words = GOLDEN.get(from).split(" ", 3);
      NoisySimulator simulator =
          new NoisySimulator(read(words[2]), NoisyOptions.defaults().withThreads(2));
      int to = from + 1;
      while (to < GOLDEN.size() && !GOLDEN.get(to).startsWith("model ")) {
        to++;
      }
      for (GoldenNoise.Case golden : GoldenNoise.cases(GOLDEN.subList(from + 1, to))) {
        double[] values =
            simulator.expectations(
                golden.body(),
                golden.values().keySet().stream().map(Observable::of).toList(),
                Bindings.none());
        double[] probabilities = new double[golden.probabilities().length];
        simulator
            .probabilities(golden.circuit(), Bindings.none(), 0)
            .forEach((bits, weight) -> probabilities[Integer.parseInt(bits, 2)] = weight);

        assertThatNumbers(values)
            .as("%s, %s", words[1], golden.text())
            .isCloseTo(
                golden.values().values().stream().mapToDouble(Double::doubleValue).toArray(), 1e-9);
        assertThatNumbers(probabilities)
            .as("%s, %s", words[1], golden.text())
            .isCloseTo(golden.probabilities(), 1e-9);
        circuits++;
      }
    }
    assertThat(circuits).isEqualTo(9);
  }

  @Test
  void givenAnErrorForSomeQubits_thenItReplacesTheOneForAll() {
    NoiseModel model =
        read(
            """
            {"errors": [
              {"type": "qerror", "operations": ["x", "sx"], "probabilities": [0.9, 0.1],
               "instructions": [[{"name": "id", "qubits": [0]}], [{"name": "x", "qubits": [0]}]]},
              {"type": "qerror", "operations": ["x"], "gate_qubits": [[3], [5]],
               "probabilities": [0.5, 0.5],
               "instructions": [[], [{"name": "rx", "qubits": [0], "params": [0.5]}]]},
              {"type": "roerror", "operations": ["measure"],
               "probabilities": [[0.9, 0.1], [0.3, 0.7]]},
              {"type": "roerror", "operations": ["measure"], "gate_qubits": [[2]],
               "probabilities": [[1, 0], [0.25, 0.75]]}]}
            """);

    assertThat(model.error("sx", List.of(3)).orElseThrow().averageGateFidelity())
        .isCloseTo(1 - 0.1 * 2 / 3, within(1e-15));
    assertThat(model.error("x", List.of(3)).orElseThrow().averageGateFidelity())
        .isCloseTo(1 - 0.5 * Math.pow(Math.sin(0.25), 2) * 2 / 3, within(1e-15));
    assertThat(model.error("x", List.of(4)).orElseThrow().transfer())
        .isEqualTo(model.error("sx", List.of(0)).orElseThrow().transfer());
    assertThat(model.error("cz", List.of(0, 1))).isEmpty();
    assertThat(model.readout(0).oneOfZero()).isEqualTo(0.1);
    assertThat(model.readout(2).oneOfZero()).isEqualTo(0);
    assertThat(model.readout(2).zeroOfOne()).isEqualTo(0.25);
  }

  @Test
  void givenWhatCannotBeSimulated_thenItIsRefusedByNameAndPlace() {
    refuses(
        "{\"errors\": [], \"basis_gates\": []}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.basis_gates is not known; this place takes errors");
    refuses(
        "{\"errors\": [{\"type\": \"lerror\"}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].type is 'lerror'; use qerror, plerror or roerror");
    refuses(
        "{\"errors\": [{\"type\": \"qerror\", \"shots\": 3}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].shots is not known; this place takes gate_qubits, id, instructions,"
            + " noise_qubits, operations, probabilities, rates, type");
    refuses(
        "{\"errors\": [{\"type\": \"qerror\", \"noise_qubits\": [[1]]}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].noise_qubits puts an error on other qubits than its instruction's;"
            + " give errors on the instruction's qubits");
    refuses(
        qerror("[[{\"name\": \"superop\", \"qubits\": [0]}]]", "[1]"),
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].instructions[0][0] has the instruction 'superop', which an error"
            + " cannot hold; use pauli, x, y, z, id, reset, unitary, kraus or a standard gate");
    refuses(
        qerror("[[{\"name\": \"x\", \"qubits\": [0], \"condition\": 1}]]", "[1]"),
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].instructions[0][0].condition is not known; this place takes label,"
            + " name, params, qubits");
    refuses(
        qerror("[[{\"name\": \"x\", \"qubits\": [7]}]]", "[1]"),
        ErrorCode.NOISE_INVALID,
        "noise_model.errors[0]: an error on 1 qubits acts on qubit 7; its qubits are numbered from"
            + " 0");
    refuses(
        qerror("[[{\"name\": \"x\", \"qubits\": [0]}]]", "[0.9]"),
        ErrorCode.NOISE_INVALID,
        "noise_model.errors[0]: the probabilities of an error add up to 0.9; they must add up to"
            + " 1");
    refuses(
        qerror(
            "[[{\"name\": \"unitary\", \"qubits\": [0], \"params\": [[[1, 0], [0, 0.5]]]}]]",
            "[1]"),
        ErrorCode.NOISE_INVALID,
        "noise_model.errors[0]: a matrix of a unitary error is 7.5e-01 away from unitary; 1e-08 is"
            + " allowed");
    refuses(
        qerror(
            "[[{\"name\": \"kraus\", \"qubits\": [0], \"params\": [[[1, 0], [0, [0.5, 0]]]]}]]",
            "[1]"),
        ErrorCode.NOISE_INVALID,
        "noise_model.errors[0]: Kraus matrices sum to a map 7.5e-01 away from trace-preserving;"
            + " 1e-08 is allowed");
    refuses(
        "{\"errors\": [{\"type\": \"roerror\", \"operations\": [\"measure\"], \"probabilities\":"
            + " [[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].probabilities has 4 rows; measurements read one qubit, so give 2"
            + " rows of 2");
    refuses(
        "{\"errors\": [{\"type\": \"plerror\", \"operations\": [\"x\"], \"rates\": [-0.1],"
            + " \"instructions\": [[{\"name\": \"z\", \"qubits\": [0]}]]}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].rates[0] is -0.1; only rates of 0 or more are physical");
  }

  @Test
  void givenNoJsonOfTheShape_thenItIsMalformed() {
    refuses(
        "[1]", ErrorCode.MESSAGE_MALFORMED, "noise_model should be an object, found START_ARRAY");
    refuses(
        "{\"errors\": 3}",
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors should be a list, found VALUE_NUMBER_INT");
    refuses(
        qerror("[[{\"name\": \"x\", \"qubits\": \"0\"}]]", "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].qubits should be a list, found string");
    refuses(
        qerror("[[{\"name\": \"unitary\", \"qubits\": [0], \"params\": [[[1, 0]]]}]]", "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].params[0] should be 2 rows, found 1");
    refuses(
        qerror("[[], []]", "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].probabilities should be one number for each of 2 instructions, found"
            + " 1");
    refuses(
        "{\"__type__\": \"Parameter\"}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model is a Parameter; give a NoiseModel");
    refuses(
        "{\"errors\": [7]}",
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0] should be an object, found NUMBER");
    refuses(
        qerror("[[7]]", "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0] should be an object, found NUMBER");
    refuses(
        qerror("[[{\"qubits\": [0]}]]", "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].name should be a string, found nothing");
    refuses(
        qerror("[[{\"name\": \"x\", \"qubits\": [0.5]}]]", "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].qubits should be a list of qubits, found 0.5");
    refuses(
        qerror("[[{\"name\": \"rx\", \"qubits\": [0], \"params\": []}]]", "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0] should be rx on 1 qubits with 1 angles, found 1"
            + " qubits and 0 angles");
    refuses(
        qerror(matrix("{\"__type__\": \"complex\", \"__value__\": [1]}"), "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].params[0][0][0] should be [re, im], found 1"
            + " numbers");
    refuses(
        qerror(matrix("{\"__type__\": \"set\"}"), "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].params[0][0][0] should be a number, found a set");
    refuses(
        qerror(matrix("\"1\""), "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].params[0][0][0] should be a list, found string");
    refuses(
        qerror(
            "[[{\"name\": \"unitary\", \"qubits\": [0, 1], \"params\": [{\"__type__\":"
                + " \"ndarray\", \"__value__\": \""
                + new String(
                    Npy.encode(Shape.of(2, 2), new double[] {1, 0, 0, 1}),
                    StandardCharsets.US_ASCII)
                + "\"}]}]]",
            "[1]"),
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].instructions[0][0].params[0] should be 4 rows of 4, found the shape"
            + " (2, 2, 2)");
    refuses(
        "{\"errors\": [{\"type\": \"roerror\", \"operations\": [\"measure\"], \"probabilities\":"
            + " [[1, 0.1], [0, 1]]}]}",
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model.errors[0].probabilities should be 2 rows of 2 probabilities that add up to 1,"
            + " found [[1,0.1],[0,1]]");
    refuses(
        "{\"errors\": [{\"type\": \"roerror\", \"operations\": [\"measure\"], \"gate_qubits\":"
            + " [[0, 1]], \"probabilities\": [[1, 0], [0, 1]]}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].gate_qubits holds [0, 1]; measurements read one qubit");
    refuses(
        "{\"errors\": [{\"type\": \"roerror\", \"operations\": [\"x\"]}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].operations holds 'x'; a readout error belongs to measure");
    refuses(
        "{\"errors\": [{\"type\": \"plerror\", \"operations\": [\"x\"], \"rates\": [0.1],"
            + " \"instructions\": [[{\"name\": \"h\", \"qubits\": [0]}]]}]}",
        ErrorCode.NOISE_UNSUPPORTED,
        "noise_model.errors[0].instructions[0] is no Pauli string; a plerror takes pauli, x, y, z"
            + " and id");
    refuses(
        "{} 3",
        ErrorCode.MESSAGE_MALFORMED,
        "noise_model should be one value, found " + "VALUE_NUMBER_INT");
    assertThatThrownBy(() -> read("{\"errors\": [{]}"))
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining("the noise model is not the JSON expected")
        .hasMessageContaining("line 1");
  }

  /** A unitary whose first entry is this. */
  private static String matrix(String first) {
    return "[[{\"name\": \"unitary\", \"qubits\": [0], \"params\": [[[%s, 0], [0, 1]]]}]]"
        .formatted(first);
  }

  private static String qerror(String instructions, String probabilities) {
    return ("{\"errors\": [{\"type\": \"qerror\", \"operations\": [\"x\"], \"gate_qubits\": [[0]],"
            + " \"instructions\": %s, \"probabilities\": %s}]}")
        .formatted(instructions, probabilities);
  }

  private static void refuses(String json, ErrorCode code, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
