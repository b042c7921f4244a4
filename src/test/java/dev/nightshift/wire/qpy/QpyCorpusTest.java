package dev.nightshift.wire.qpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.assertion.Golden;
import dev.nightshift.assertion.HouseAssertions;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Register;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Files that Qiskit wrote, in all versions we read, with what Qiskit says they do: order of
 * parameters, states, probabilities, registers. {@code docs/interop/write_qpy_corpus.py} writes
 * both.
 */
class QpyCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/qpy");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Simulator SIMULATOR = new Simulator(1);

  /** Operations by the names that Qiskit counts them under, where ours differ. */
  private static final Map<String, String> OUR_NAMES =
      Map.of(
          "global_phase", "gphase",
          "mcx", "ctrl @ ctrl @ ctrl @ x",
          "c3sx", "ctrl @ ctrl @ ctrl @ sx");

  static Stream<String> read() {
    return files().filter(name -> !name.startsWith("refused_"));
  }

  static Stream<String> refused() {
    return files().filter(name -> name.startsWith("refused_"));
  }

  private static Stream<String> files() {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".qpy"))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("read")
  void aFileOfQiskitsDoesHereWhatItDoesThere(String file) throws IOException {
    JsonNode facts = facts(file);

    List<QpyCircuit> circuits =
        Qpy.readAll(Files.readAllBytes(CORPUS.resolve(file)), QpyLimits.DEFAULT);

    assertThat(circuits).hasSize(facts.size());
    for (int i = 0; i < circuits.size(); i++) {
      check(circuits.get(i), facts.get(i));
    }
  }

  private static void check(QpyCircuit read, JsonNode facts) {
    Circuit circuit = read.circuit();
    String name = facts.get("name").asString();
    assertThat(read.name()).isEqualTo(name);
    assertThat(circuit.qubits()).as(name).isEqualTo(facts.get("qubits").asInt());
    assertThat(circuit.bits()).as(name).isEqualTo(facts.get("bits").asInt());
    assertThat(read.parameterOrder())
        .as(name)
        .isEqualTo(facts.get("parameters").valueStream().map(JsonNode::asString).toList());
    assertThat(registers(read)).as(name).isEqualTo(registers(facts.get("registers")));
    if (facts.has("operations")) {
      Map<String, Integer> operations = new HashMap<>();
      facts
          .get("operations")
          .properties()
          .forEach(entry ->
              operations.put(
                  OUR_NAMES.getOrDefault(entry.getKey(), entry.getKey()),
                  entry.getValue().asInt()));
      assertThat(circuit.counts()).as(name).isEqualTo(operations);
    }
    double[] values = numbers(facts.get("values"));
    Bindings bindings = Bindings.row(read.parameterOrder(), values).inOrder(circuit.parameters());
    if (facts.has("state")) {
      List<Double> expected = new ArrayList<>();
      facts
          .get("state")
          .forEach(amplitude -> amplitude.forEach(part -> expected.add(part.asDouble())));
      double[] state = SIMULATOR.state(circuit, bindings.values());
      HouseAssertions.assertThatNumbers(state)
          .as("state of %s", name)
          .isCloseTo(expected.stream().mapToDouble(Double::doubleValue).toArray(), 1e-12);
    }
    if (facts.has("probabilities")) {
      SortedMap<String, Double> found = SIMULATOR.probabilities(circuit, bindings, 0);
      assertThat(found.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-12));
      facts
          .get("probabilities")
          .properties()
          .forEach(entry ->
              assertThat(found.getOrDefault(entry.getKey(), 0.0))
                  .as("probability of %s in %s", entry.getKey(), name)
                  .isCloseTo(entry.getValue().asDouble(), within(1e-12)));
    }
  }

  @Test
  void whatIsNotReadIsRefusedWordForWord() throws IOException {
    StringBuilder refusals = new StringBuilder();
    for (String file : refused().toList()) {
      byte[] bytes = Files.readAllBytes(CORPUS.resolve(file));
      String word = facts(file).get(0).get("refused").asString();

      assertThatThrownBy(() -> Qpy.read(bytes, QpyLimits.DEFAULT))
          .as(file)
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> {
                assertThat(e.code())
                    .isEqualTo(
                        String.valueOf(e.getMessage()).contains("control flow")
                            ? ErrorCode.CIRCUIT_DYNAMIC
                            : ErrorCode.QPY_UNSUPPORTED);
                assertThat(e).hasMessageContaining(word);
                refusals.append(file).append(": ").append(e.getMessage()).append('\n');
              });
    }
    Golden.assertMatches("wire/qpy-refusals.txt", refusals.toString());
  }

  @Test
  void everyVersionIsInTheCorpus() {
    assertThat(files().map(name -> name.replaceAll(".*\\.v(\\d+)\\.qpy", "$1")).distinct())
        .containsExactlyInAnyOrder("13", "14", "15", "16", "17", "18");
  }

  private static Map<String, List<Integer>> registers(QpyCircuit read) {
    Map<String, List<Integer>> registers = new HashMap<>();
    for (Register register : read.circuit().bitRegisters()) {
      registers.put(
          register.name(),
          IntStream.range(register.offset(), register.offset() + register.size()).boxed().toList());
    }
    read.outputs()
        .ifPresent(outputs -> {
          registers.clear();
          outputs.forEach(output -> registers.put(output.name(), output.bits()));
        });
    return registers;
  }

  private static Map<String, List<Integer>> registers(JsonNode facts) {
    Map<String, List<Integer>> registers = new HashMap<>();
    facts
        .properties()
        .forEach(entry ->
            registers.put(
                entry.getKey(), entry.getValue().valueStream().map(JsonNode::asInt).toList()));
    return registers;
  }

  private static JsonNode facts(String file) throws IOException {
    String name = file.replaceAll("\\.v\\d+\\.qpy", ".json");
    return JSON.readTree(Files.readString(CORPUS.resolve(name))).get("circuits");
  }

  private static double[] numbers(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
