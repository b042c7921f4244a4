package dev.nightshift.wire.noise;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.noise.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One instruction of an error. */
final class ChannelReader {
  private static final Set<String> NAMES = Set.of("name", "qubits", "params", "label");

  private ChannelReader() {}

  /** What the instruction does; nothing where it is the identity. */
  static List<Channel> read(String path, JsonNode node) {
    if (!node.isObject()) {
      throw NoiseModelJson.malformed(path, "an object", node.getNodeType());
    }
    for (String name : node.propertyNames()) {
      if (!NAMES.contains(name)) {
        throw NoiseModelJson.unsupported(
            "%s.%s is not known; this place takes label, name, params, qubits"
                .formatted(path, name));
      }
    }
    String name = Nodes.text(path + ".name", node.path("name"));
    List<Integer> qubits = Nodes.wholes(path + ".qubits", node.path("qubits"));
    JsonNode params = node.path("params");
    return switch (name) {
      case "id" -> List.of();
      case "x", "y", "z" -> List.of(Channel.Pauli.of(name.toUpperCase(Locale.ROOT), qubits));
      case "pauli" ->
          List.of(Channel.Pauli.of(Nodes.text(path + ".params[0]", params.path(0)), qubits));
      case "reset" -> qubits.stream().<Channel>map(Channel.Reset::new).toList();
      case "unitary" ->
          List.of(
              new Channel.Unitary(
                  Nodes.matrix(path + ".params[0]", params.path(0), qubits.size()), qubits));
      case "kraus" -> {
        Nodes.list(path + ".params", params);
        List<double[]> matrices = new ArrayList<>();
        for (int k = 0; k < params.size(); k++) {
          matrices.add(Nodes.matrix(path + ".params[" + k + "]", params.get(k), qubits.size()));
        }
        yield List.of(new Channel.Kraus(matrices, qubits));
      }
      default -> List.of(gate(path, name, params, qubits));
    };
  }

  private static Channel gate(String path, String name, JsonNode params, List<Integer> qubits) {
    StandardGate gate =
        StandardGate.named(name)
            .orElseThrow(() ->
                NoiseModelJson.unsupported(
                    "%s has the instruction '%s', which an error cannot hold; use pauli, x, y, z,"
                            .formatted(path, name)
                        + " id, reset, unitary, kraus or a standard gate"));
    double[] angles =
        params.isMissingNode() ? new double[0] : Nodes.numbers(path + ".params", params);
    if (angles.length != gate.parameters() || qubits.size() != gate.qubits()) {
      throw NoiseModelJson.malformed(
          path,
          "%s on %d qubits with %d angles".formatted(name, gate.qubits(), gate.parameters()),
          "%d qubits and %d angles".formatted(qubits.size(), angles.length));
    }
    return new Channel.Unitary(gate.matrix(angles), qubits);
  }
}
