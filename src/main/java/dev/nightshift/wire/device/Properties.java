package dev.nightshift.wire.device;

import dev.nightshift.value.Target.QubitFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What {@code properties.json} says: how well.
 *
 * @param lastUpdate RFC 3339
 * @param working whether each qubit may be used at all
 * @param gates by name and qubits, in the order of the file
 */
record Properties(
    String name,
    String lastUpdate,
    List<QubitFacts> qubits,
    List<Boolean> working,
    Map<String, Map<List<Integer>, Figures>> gates) {

  /**
   * A gate as it was measured.
   *
   * @param error average infidelity; 1 where the gate is out of order
   */
  record Figures(OptionalDouble error, OptionalDouble durationSeconds) {
    static final Figures UNKNOWN = new Figures(OptionalDouble.empty(), OptionalDouble.empty());
  }

  static Properties read(String file, byte[] bytes, int width) {
    Field document = Field.document(file, bytes);
    Field list = document.get("qubits");
    List<Field> entries = list.items();
    if (entries.size() != width) {
      return list.fail("%d qubits, as the configuration has".formatted(width));
    }
    List<QubitFacts> qubits = new ArrayList<>();
    List<Boolean> working = new ArrayList<>();
    for (Field entry : entries) {
      Map<String, Field> named = byName(entry);
      qubits.add(facts(named));
      working.add(isWorking(named));
    }
    Map<String, Map<List<Integer>, Figures>> gates = new LinkedHashMap<>();
    for (Field gate : document.get("gates").items()) {
      Map<String, Field> named = byName(gate.get("parameters"));
      gates
          .computeIfAbsent(gate.get("gate").text(), _ -> new LinkedHashMap<>())
          .put(gate.get("qubits").qubits(width), figures(named));
    }
    return new Properties(
        document.get("backend_name").text(),
        document.get("last_update_date").text(),
        qubits,
        working,
        gates);
  }

  private static Map<String, Field> byName(Field list) {
    Map<String, Field> named = new HashMap<>();
    for (Field property : list.items()) {
      named.put(property.get("name").text(), property);
    }
    return named;
  }

  private interface Reading {
    OptionalDouble of(Field property);
  }

  private static OptionalDouble read(Map<String, Field> named, String name, Reading reading) {
    Field property = named.get(name);
    return property == null ? OptionalDouble.empty() : reading.of(property);
  }

  private static QubitFacts facts(Map<String, Field> named) {
    return new QubitFacts(
        read(named, "T1", Units::lifetime),
        read(named, "T2", Units::lifetime),
        read(named, "frequency", Units::hertz),
        read(named, "readout_error", Units::probability),
        read(named, "prob_meas0_prep1", Units::probability),
        read(named, "prob_meas1_prep0", Units::probability),
        read(named, "readout_length", Units::seconds));
  }

  private static Figures figures(Map<String, Field> named) {
    return new Figures(
        isWorking(named) ? read(named, "gate_error", Units::probability) : OptionalDouble.of(1),
        read(named, "gate_length", Units::seconds));
  }

  /** Only what is out of order is usually marked at all. */
  private static boolean isWorking(Map<String, Field> named) {
    Field operational = named.get("operational");
    return operational == null
        || Units.value(operational).map(Field::measured).orElse(OptionalDouble.empty()).orElse(1)
            != 0;
  }
}
