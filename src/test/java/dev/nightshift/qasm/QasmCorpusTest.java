package dev.nightshift.qasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.assertion.Golden;
import dev.nightshift.base.error.Diagnostic;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.oracle.DenseOracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The corpus: programs with the states they make, and programs with the exact text of every error.
 *
 * <p>The expectations in {@code accept/*.json} are written by {@code ./dev golden Qasm}; {@code
 * docs/interop/check_with_qiskit.py} compares the very same files with what Qiskit makes of them.
 */
class QasmCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/qasm");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final boolean WRITE = "write".equals(System.getProperty("nightshift.golden"));

  static Stream<String> accepted() {
    return names("accept");
  }

  static Stream<String> rejected() {
    return names("reject");
  }

  private static Stream<String> names(String folder) {
    try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".qasm"))
          .map(name -> name.substring(0, name.length() - ".qasm".length()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void anAcceptedProgramPrintsCanonically(String name) throws IOException {
    Circuit circuit = read(name);

    String text = Qasm.print(circuit);

    Golden.assertMatches("qasm/" + name + ".qasm", text);
    assertThat(Qasm.print(Qasm.read(name, text))).as("printed twice").isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void anAcceptedProgramMakesTheExpectedState(String name) throws IOException {
    Path file = CORPUS.resolve("accept/" + name + ".json");
    Circuit circuit = read(name);
    if (WRITE) {
      write(file, circuit);
    }
    JsonNode expected = JSON.readTree(Files.readString(file));
    Circuit printed = Qasm.read(name, Qasm.print(circuit));

    for (Circuit one : List.of(circuit, printed)) {
      double[] values = values(one);
      if (expected.has("state_re")) {
        double[] state = DenseOracle.state(withoutMeasurements(one), values);
        for (int i = 0; i < state.length / 2; i++) {
          assertThat(state[2 * i])
              .as("re of amplitude %d", i)
              .isCloseTo(expected.get("state_re").get(i).asDouble(), within(1e-12));
          assertThat(state[2 * i + 1])
              .as("im of amplitude %d", i)
              .isCloseTo(expected.get("state_im").get(i).asDouble(), within(1e-12));
        }
      }
      if (expected.has("probabilities")) {
        Map<String, Double> found = DenseOracle.distribution(one, values);
        expected
            .get("probabilities")
            .properties()
            .forEach(entry ->
                assertThat(found.getOrDefault(entry.getKey(), 0.0))
                    .as("probability of %s", entry.getKey())
                    .isCloseTo(entry.getValue().asDouble(), within(1e-12)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void aRejectedProgramIsReportedWordForWord(String name) throws IOException {
    Path file = CORPUS.resolve("reject/" + name + ".txt");
    Qasm.Parsed parsed =
        Qasm.parse(name + ".qasm", Files.readAllBytes(CORPUS.resolve("reject/" + name + ".qasm")));

    String report =
        parsed.diagnostics().stream()
            .map(Diagnostic::render)
            .collect(Collectors.joining("\n", "", "\n"));

    assertThat(parsed.circuit()).isNull();
    if (WRITE) {
      Files.writeString(file, report);
    }
    assertThat(report).isEqualTo(Files.readString(file));
  }

  private static Circuit read(String name) throws IOException {
    return Qasm.read(
        name + ".qasm", Files.readAllBytes(CORPUS.resolve("accept/" + name + ".qasm")));
  }

  /** Unequal values without meaning, one a parameter. */
  private static double[] values(Circuit circuit) {
    double[] values = new double[circuit.parameters().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.3 + 0.17 * i;
    }
    return values;
  }

  private static boolean isMeasured(Circuit circuit) {
    return circuit.instructions().stream().anyMatch(Instruction.Measure.class::isInstance);
  }

  private static boolean isReset(Circuit circuit) {
    return circuit.instructions().stream().anyMatch(Instruction.Reset.class::isInstance);
  }

  private static Circuit withoutMeasurements(Circuit circuit) {
    CircuitBuilder builder = Circuit.builder();
    circuit.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    circuit.parameters().forEach(builder::parameter);
    builder.globalPhase(circuit.globalPhase());
    circuit.instructions().stream()
        .filter(instruction -> !(instruction instanceof Instruction.Measure))
        .forEach(builder::add);
    return builder.build();
  }

  private static void write(Path file, Circuit circuit) throws IOException {
    double[] values = values(circuit);
    ObjectNode json = JSON.createObjectNode();
    json.put("num_qubits", circuit.qubits());
    var names = json.putArray("parameters");
    circuit.parameters().forEach(names::add);
    var numbers = json.putArray("values");
    for (double value : values) {
      numbers.add(value);
    }
    if (isMeasured(circuit)) {
      ObjectNode probabilities = json.putObject("probabilities");
      new TreeMap<>(DenseOracle.distribution(circuit, values)).forEach(probabilities::put);
    }
    if (!isReset(circuit)) {
      double[] state = DenseOracle.state(withoutMeasurements(circuit), values);
      var re = json.putArray("state_re");
      var im = json.putArray("state_im");
      for (int i = 0; i < state.length; i += 2) {
        re.add(state[i]);
        im.add(state[i + 1]);
      }
    }
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }
}
