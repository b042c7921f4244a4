package dev.nightshift.sim.noise;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Reads golden files of Aer's noise: made-up devices, superoperators, circuits with exact values.
 */
public final class GoldenNoise {
  private GoldenNoise() {}

  /**
   * A circuit with what Aer's density matrix says of it.
   *
   * @param circuit with bits {@code c}
   * @param body the circuit without the measurements at its end
   * @param values by Pauli string
   * @param probabilities one a value of all bits, readout errors included
   */
  public record Case(
      String text,
      Circuit circuit,
      Circuit body,
      Map<String, Double> values,
      double[] probabilities) {}

  /** The lines of a golden file that are no comments. */
  public static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of("src/test/resources/golden").resolve(file)).stream()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The device of the lines {@code qubit} and {@code op}; its dt is a nanosecond. */
  public static Target device(List<String> lines) {
    List<Target.QubitFacts> qubits = new ArrayList<>();
    List<Target.Operation> operations = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words[0].equals("qubit")) {
        qubits.add(
            new Target.QubitFacts(
                number(words[2], 1e-6),
                number(words[3], 1e-6),
                number(words[4], 1e9),
                number(words[5], 1),
                number(words[7], 1),
                number(words[6], 1),
                OptionalDouble.of(1e-6)));
      } else if (words[0].equals("op")) {
        operations.add(
            new Target.Operation(
                words[1], qubits(words[2]), number(words[3], 1), number(words[4], 1e-9)));
      }
    }
    return new Target("synthetic", qubits, operations, OptionalDouble.of(1e-9), 250e-6);
  }

  private static OptionalDouble number(String word, double unit) {
    return word.equals("-")
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(word) * unit);
  }

  public static List<Integer> qubits(String word) {
    return Arrays.stream(word.split(",")).map(Integer::valueOf).toList();
  }

  /** The cases of the lines {@code circuit}, {@code values} and {@code bits}. */
  public static List<Case> cases(List<String> lines) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("circuit ")) {
        cases.add(oneCase(lines.get(i), lines.get(i + 1), lines.get(i + 2)));
      }
    }
    return cases;
  }

  private static Case oneCase(String circuit, String values, String bits) {
    String[] head = circuit.split(": ");
    String[] ends = bits.split(": ");
    double[] probabilities =
        Arrays.stream(ends[1].split(" ")).mapToDouble(Double::parseDouble).toArray();
    CircuitBuilder builder =
        Circuit.builder(Integer.parseInt(head[0].substring("circuit ".length())))
            .bits("c", Integer.numberOfTrailingZeros(probabilities.length));
    for (String operation : head[1].split("; ")) {
      add(builder, operation.split(" "));
    }
    Circuit body = builder.build();
    for (String end : ends[0].substring("bits ".length()).split(" ")) {
      String[] pair = end.split(":");
      builder.measure(Integer.parseInt(pair[0]), Integer.parseInt(pair[1]));
    }
    Map<String, Double> expected = new TreeMap<>();
    String[] words = values.split(" ");
    for (int k = 1; k < words.length; k += 2) {
      expected.put(words[k], Double.parseDouble(words[k + 1]));
    }
    return new Case(circuit, builder.build(), body, expected, probabilities);
  }

  private static void add(CircuitBuilder builder, String[] words) {
    switch (words[0]) {
      case "delay" ->
          builder.add(
              new Instruction.Delay(
                  Double.parseDouble(words[1]), "ns", List.of(Integer.valueOf(words[2]))));
      case "measure" -> builder.measure(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "reset" -> builder.reset(Integer.parseInt(words[1]));
      default -> {
        StandardGate gate = StandardGate.named(words[0]).orElseThrow();
        List<ParameterExpression> angles = new ArrayList<>();
        for (int k = 0; k < gate.parameters(); k++) {
          angles.add(ParameterExpression.of(Double.parseDouble(words[1 + k])));
        }
        builder.apply(
            gate,
            angles,
            Arrays.stream(words, 1 + gate.parameters(), words.length)
                .map(Integer::valueOf)
                .toList());
      }
    }
  }
}
