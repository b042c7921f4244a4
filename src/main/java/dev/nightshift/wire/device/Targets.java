package dev.nightshift.wire.device;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import dev.nightshift.wire.device.Properties.Figures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Joins what exists with how well it works. */
final class Targets {
  /** What a device does beside its gates; it says so under {@code supported_instructions}. */
  private static final List<String> NOT_GATES = List.of("measure", "reset", "delay");

  private final Configuration configuration;
  private final Properties properties;
  private final List<Operation> operations = new ArrayList<>();

  private Targets(Configuration configuration, Properties properties) {
    this.configuration = configuration;
    this.properties = properties;
  }

  static Target of(Configuration configuration, Properties properties) {
    return new Targets(configuration, properties).target();
  }

  private Target target() {
    Set<String> gates = new LinkedHashSet<>(configuration.basisGates());
    NOT_GATES.forEach(gates::remove);
    for (String gate : gates) {
      add(gate);
    }
    for (String other : NOT_GATES) {
      // Old files list reset among the gates.
      if (configuration.instructions().contains(other)
          || configuration.basisGates().contains(other)) {
        add(other);
      }
    }
    return new Target(
        configuration.name(),
        properties.qubits(),
        operations,
        configuration.dtSeconds(),
        configuration.repDelaySeconds(),
        configuration.alignment());
  }

  private void add(String name) {
    Map<List<Integer>, Figures> measured = properties.gates().getOrDefault(name, Map.of());
    for (List<Integer> qubits : places(name, measured)) {
      Figures figures = figures(name, qubits, measured.getOrDefault(qubits, Figures.UNKNOWN));
      operations.add(new Operation(name, qubits, figures.error(), figures.durationSeconds()));
    }
  }

  /** Where an operation exists: as the configuration says, else where it was measured. */
  private Iterable<List<Integer>> places(String name, Map<List<Integer>, Figures> measured) {
    List<List<Integer>> listed = configuration.gates().getOrDefault(name, List.of());
    if (!listed.isEmpty()) {
      return listed;
    }
    if (!NOT_GATES.contains(name)) {
      if (!measured.isEmpty()) {
        return measured.keySet();
      }
      int width = StandardGate.named(name).map(StandardGate::qubits).orElse(0);
      if (width == 2 && !configuration.coupled().isEmpty()) {
        return configuration.coupled();
      }
      if (width != 1) {
        return List.of(List.of());
      }
    }
    return IntStream.range(0, configuration.qubits()).mapToObj(List::of).toList();
  }

  private Figures figures(String name, List<Integer> qubits, Figures measured) {
    if (qubits.stream().anyMatch(qubit -> !properties.working().get(qubit))) {
      return new Figures(OptionalDouble.of(1), measured.durationSeconds());
    }
    if (!name.equals("measure")) {
      return measured;
    }
    // A measurement's figures are those of its qubit; newer files repeat them as a gate.
    QubitFacts facts = properties.qubits().get(qubits.getFirst());
    return new Figures(
        facts.readoutError().isPresent() ? facts.readoutError() : measured.error(),
        facts.readoutSeconds().isPresent() ? facts.readoutSeconds() : measured.durationSeconds());
  }
}
