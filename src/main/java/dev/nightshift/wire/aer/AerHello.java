package dev.nightshift.wire.aer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The child's first words. */
public sealed interface AerHello {
  /**
   * It is ready.
   *
   * @param gates names that each method knows
   */
  record Ready(String aer, String qiskit, String python, Map<String, Set<String>> gates)
      implements AerHello {

    /** Whether a method takes a gate by its name. */
    public boolean knows(String method, String gate) {
      return gates.getOrDefault(method, Set.of()).contains(gate);
    }
  }

  /** Something is not installed. */
  record Missing(String what) implements AerHello {}

  /**
   * @throws NightshiftException MESSAGE_MALFORMED when it is neither
   */
  static AerHello read(byte[] json) {
    JsonNode hello = Json.tree(json, "the first message of qiskit-aer");
    if (hello.path("missing").isString()) {
      return new Missing(hello.path("missing").stringValue());
    }
    Map<String, Set<String>> gates = new HashMap<>();
    JsonNode methods = hello.path("gates");
    for (String method : methods.propertyNames()) {
      Set<String> names = new HashSet<>();
      methods.get(method).forEach(name -> names.add(name.asString()));
      gates.put(method, names);
    }
    if (gates.isEmpty() || !hello.path("aer").isString()) {
      throw new NightshiftException(
          ErrorCode.MESSAGE_MALFORMED,
          "the first message of qiskit-aer should hold its version and its gates, found "
              + hello.propertyNames());
    }
    return new Ready(
        hello.path("aer").stringValue(),
        hello.path("qiskit").asString(""),
        hello.path("python").asString(""),
        Map.copyOf(gates));
  }
}
