package dev.nightshift.circuit.library;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.value.Observable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every circuit of golden/circuit/library.txt, made by Qiskit: gate by gate, and by value. */
class LibraryGoldenTest {
  private static final double TOLERANCE = 1e-12;

  /** One block of the file. */
  record Case(
      String function,
      int qubits,
      Map<String, String> options,
      int parameters,
      List<String> gates,
      double z,
      double[] state) {
    @Override
    public String toString() {
      return function + " " + qubits + " " + options;
    }

    String option(String key, String otherwise) {
      return options.getOrDefault(key, otherwise);
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            LibraryGoldenTest.class.getResourceAsStream("/golden/circuit/library.txt"))) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      List<Case> cases = new ArrayList<>();
      for (String block : text.split("\n\n")) {
        List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
        if (!lines.isEmpty()) {
          cases.add(read(lines));
        }
      }
      assertThat(cases).hasSizeGreaterThan(300);
      return cases.stream();
    }
  }

  private static Case read(List<String> lines) {
    String[] head = lines.get(0).split(" ");
    Map<String, String> options = new HashMap<>();
    for (String option : Arrays.asList(head).subList(2, head.length)) {
      options.put(
          option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
    }
    double[] state =
        lines.size() < 5
            ? new double[0]
            : Arrays.stream(lines.get(4).substring("state ".length()).split("[ ,]"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    return new Case(
        head[0],
        Integer.parseInt(head[1]),
        options,
        Integer.parseInt(lines.get(1).substring("parameters ".length())),
        List.of(lines.get(2).substring("gates ".length()).split("; ")),
        Double.parseDouble(lines.get(3).substring("z ".length())),
        state);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsQiskitGateByGateAndByValue(Case golden) {
    Circuit circuit = make(golden);

    assertThat(circuit.parameters()).hasSize(golden.parameters());
    double[] values = new double[golden.parameters()];
    Arrays.setAll(values, i -> 0.1 * (i + 1));
    assertThat(circuit.instructions()).hasSameSizeAs(golden.gates());
    for (int i = 0; i < golden.gates().size(); i++) {
      compare(circuit, circuit.instructions().get(i), golden.gates().get(i), values);
    }
    assertThat(DenseOracle.expectation(circuit, Observable.of("Z".repeat(golden.qubits())), values))
        .isCloseTo(golden.z(), within(TOLERANCE));
    if (golden.state().length > 0) {
      assertThatNumbers(DenseOracle.state(circuit, values)).isCloseTo(golden.state(), TOLERANCE);
    }
  }

  private static void compare(
      Circuit circuit, Instruction instruction, String golden, double[] values) {
    if (golden.equals("barrier")) {
      assertThat(instruction).isInstanceOf(Instruction.Barrier.class);
      return;
    }
    String[] words = golden.split(" ");
    assertThat(instruction).isInstanceOf(Instruction.Apply.class);
    Instruction.Apply apply = (Instruction.Apply) instruction;
    assertThat(apply.gate().qasmName()).isEqualTo(words[0]);
    assertThat(apply.qubits().stream().map(String::valueOf).toList())
        .containsExactly(words[1].split(","));
    double[] angles =
        apply.angles().stream()
            .mapToDouble(
                angle -> angle.evaluate(name -> values[circuit.parameters().indexOf(name)]))
            .toArray();
    assertThatNumbers(angles)
        .as(golden)
        .isCloseTo(
            Arrays.stream(words).skip(2).mapToDouble(Double::parseDouble).toArray(), TOLERANCE);
  }

  private static Circuit make(Case golden) {
    int qubits = golden.qubits();
    boolean ansatz = !golden.function().endsWith("feature_map");
    int reps = Integer.parseInt(golden.option("reps", ansatz ? "3" : "2"));
    EntanglerMap map =
        entanglement(
            golden.option(
                "entanglement",
                ansatz && !golden.function().equals("n_local") ? "reverse_linear" : "full"));
    FeatureMaps.Options features =
        FeatureMaps.Options.DEFAULT
            .withAlpha(Double.parseDouble(golden.option("alpha", "2.0")))
            .withPrefix(golden.option("parameter_prefix", "x"));
    Ansatz.Options weights =
        Ansatz.Options.DEFAULT.withPrefix(golden.option("parameter_prefix", "y"));
    if (golden.options().containsKey("insert_barriers")) {
      features = features.withBarriers();
      weights = weights.withBarriers();
    }
    if (golden.options().containsKey("skip_final_rotation_layer")) {
      weights = weights.withoutFinalRotationLayer();
    }
    if (golden.options().containsKey("skip_unentangled_qubits")) {
      weights = weights.withoutUnentangledQubits();
    }
    return switch (golden.function()) {
      case "z_feature_map" -> FeatureMaps.zFeatureMap(qubits, reps, features);
      case "zz_feature_map" -> FeatureMaps.zzFeatureMap(qubits, reps, map, features);
      case "pauli_feature_map" ->
          FeatureMaps.pauliFeatureMap(
              qubits, reps, map, List.of(golden.option("paulis", "Z/ZZ").split("/")), features);
      case "real_amplitudes" -> Ansatz.realAmplitudes(qubits, reps, map, weights);
      case "efficient_su2" ->
          golden.options().containsKey("su2_gates")
              ? Ansatz.twoLocal(
                  qubits,
                  reps,
                  gates(golden.option("su2_gates", "")),
                  List.of(StandardGate.CX),
                  map,
                  weights)
              : Ansatz.efficientSU2(qubits, reps, map, weights);
      case "n_local" ->
          Ansatz.twoLocal(
              qubits,
              reps,
              gates(golden.option("rotation_blocks", "none")),
              gates(golden.option("entanglement_blocks", "none")),
              map,
              weights);
      default -> throw new IllegalArgumentException(golden.function());
    };
  }

  private static List<Gate> gates(String names) {
    return names.equals("none")
        ? List.of()
        : Arrays.stream(names.split("/"))
            .<Gate>map(name -> StandardGate.named(name).orElseThrow())
            .toList();
  }

  /** A named pattern, {@code custom/0-1/...}, or {@code custom2/...} for blocks of two only. */
  private static EntanglerMap entanglement(String text) {
    if (!text.startsWith("custom")) {
      return Entanglement.named(text);
    }
    List<List<Integer>> pairs =
        Arrays.stream(text.split("/"))
            .skip(1)
            .map(pair -> Arrays.stream(pair.split("-")).map(Integer::valueOf).toList())
            .toList();
    return (_, block, _) -> block == 2 ? pairs : List.of();
  }
}
