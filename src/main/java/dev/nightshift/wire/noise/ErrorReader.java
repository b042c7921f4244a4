package dev.nightshift.wire.noise;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.noise.Channel;
import dev.nightshift.sim.noise.Mixture;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.ReadoutError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One entry of {@code errors}. */
final class ErrorReader {
  private static final Set<String> NAMES =
      Set.of(
          "type",
          "id",
          "operations",
          "instructions",
          "probabilities",
          "rates",
          "gate_qubits",
          "noise_qubits");

  private final String path;
  private final JsonNode error;

  ErrorReader(String path, JsonNode error) {
    this.path = path;
    this.error = error;
  }

  void addTo(NoiseModel.Builder builder) {
    if (!error.isObject()) {
      throw NoiseModelJson.malformed(path, "an object", error.getNodeType());
    }
    for (String name : error.propertyNames()) {
      if (!NAMES.contains(name)) {
        throw NoiseModelJson.unsupported(
            "%s.%s is not known; this place takes %s"
                .formatted(path, name, String.join(", ", NAMES.stream().sorted().toList())));
      }
    }
    if (!error.path("noise_qubits").isMissingNode() && !error.path("noise_qubits").isEmpty()) {
      throw NoiseModelJson.unsupported(
          path
              + ".noise_qubits puts an error on other qubits than its instruction's; give errors on"
              + " the instruction's qubits");
    }
    String type = Nodes.text(path + ".type", error.path("type"));
    try {
      switch (type) {
        case "qerror" -> quantum(builder, mixture());
        case "plerror" -> quantum(builder, generators());
        case "roerror" -> readout(builder);
        default ->
            throw NoiseModelJson.unsupported(
                "%s.type is '%s'; use qerror, plerror or roerror".formatted(path, type));
      }
    } catch (NightshiftException e) {
      // What a channel says of itself does not name its place.
      throw e.getMessage().startsWith(NoiseModelJson.ROOT)
          ? e
          : new NightshiftException(e.code(), path + ": " + e.getMessage(), e);
    }
  }

  /** The qubits that the error is given for; empty where it holds for all. */
  private Optional<List<List<Integer>>> gateQubits() {
    JsonNode node = error.path("gate_qubits");
    if (node.isMissingNode() || node.isNull() || node.isEmpty()) {
      return Optional.empty();
    }
    List<List<Integer>> all = new ArrayList<>();
    for (int k = 0; k < node.size(); k++) {
      all.add(Nodes.wholes(path + ".gate_qubits[" + k + "]", node.get(k)));
    }
    return Optional.of(all);
  }

  private List<String> operations() {
    JsonNode node = Nodes.list(path + ".operations", error.path("operations"));
    List<String> names = new ArrayList<>();
    for (int k = 0; k < node.size(); k++) {
      names.add(Nodes.text(path + ".operations[" + k + "]", node.get(k)));
    }
    return names;
  }

  private void quantum(NoiseModel.Builder builder, List<Mixture> stages) {
    int least =
        1
            + stages.stream()
                .flatMap(stage -> stage.terms().stream())
                .flatMap(term -> term.channels().stream())
                .flatMap(channel -> channel.operands().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    for (String operation : operations()) {
      Optional<List<List<Integer>>> places = gateQubits();
      if (places.isPresent()) {
        for (List<Integer> qubits : places.get()) {
          builder.error(operation, qubits, new QuantumError(qubits.size(), stages));
        }
      } else {
        int width = StandardGate.named(operation).map(StandardGate::qubits).orElse(least);
        builder.error(operation, new QuantumError(width, stages));
      }
    }
  }

  private List<Mixture> mixture() {
    JsonNode instructions = Nodes.list(path + ".instructions", error.path("instructions"));
    double[] probabilities = Nodes.numbers(path + ".probabilities", error.path("probabilities"));
    checkLengths(instructions.size(), probabilities.length, "probabilities");
    List<Mixture.Term> terms = new ArrayList<>();
    for (int k = 0; k < probabilities.length; k++) {
      terms.add(new Mixture.Term(probabilities[k], channels(instructions.get(k), k)));
    }
    return List.of(new Mixture(terms));
  }

  /** exp(rate (P . P - 1)) is P with probability (1 - exp(-2 rate)) / 2, generator by generator. */
  private List<Mixture> generators() {
    JsonNode instructions = Nodes.list(path + ".instructions", error.path("instructions"));
    double[] rates = Nodes.numbers(path + ".rates", error.path("rates"));
    checkLengths(instructions.size(), rates.length, "rates");
    List<Mixture> stages = new ArrayList<>();
    for (int k = 0; k < rates.length; k++) {
      if (!(rates[k] >= 0)) {
        throw NoiseModelJson.unsupported(
            "%s.rates[%d] is %s; only rates of 0 or more are physical"
                .formatted(path, k, rates[k]));
      }
      List<Channel> channels = channels(instructions.get(k), k);
      if (!channels.stream().allMatch(Channel.Pauli.class::isInstance)) {
        throw NoiseModelJson.unsupported(
            "%s.instructions[%d] is no Pauli string; a plerror takes pauli, x, y, z and id"
                .formatted(path, k));
      }
      double flip = -Math.expm1(-2 * rates[k]) / 2;
      stages.add(
          new Mixture(
              List.of(new Mixture.Term(1 - flip, List.of()), new Mixture.Term(flip, channels))));
    }
    return stages;
  }

  private void checkLengths(int instructions, int numbers, String name) {
    if (instructions != numbers) {
      throw NoiseModelJson.malformed(
          path + "." + name,
          "one number for each of %d instructions".formatted(instructions),
          numbers);
    }
  }

  private List<Channel> channels(JsonNode term, int index) {
    String place = path + ".instructions[" + index + "]";
    Nodes.list(place, term);
    List<Channel> channels = new ArrayList<>();
    for (int k = 0; k < term.size(); k++) {
      channels.addAll(ChannelReader.read(place + "[" + k + "]", term.get(k)));
    }
    return channels;
  }

  private void readout(NoiseModel.Builder builder) {
    for (String operation : operations()) {
      if (!operation.equals("measure")) {
        throw NoiseModelJson.unsupported(
            "%s.operations holds '%s'; a readout error belongs to measure"
                .formatted(path, operation));
      }
    }
    String place = path + ".probabilities";
    JsonNode rows = Nodes.list(place, error.path("probabilities"));
    if (rows.size() != 2) {
      throw NoiseModelJson.unsupported(
          "%s has %d rows; measurements read one qubit, so give 2 rows of 2"
              .formatted(place, rows.size()));
    }
    double[] ofZero = Nodes.numbers(place + "[0]", rows.get(0));
    double[] ofOne = Nodes.numbers(place + "[1]", rows.get(1));
    for (double[] row : List.of(ofZero, ofOne)) {
      if (row.length != 2 || !(Math.abs(row[0] + row[1] - 1) <= Channel.TOLERANCE)) {
        throw NoiseModelJson.malformed(
            place, "2 rows of 2 probabilities that add up to 1", rows.toString());
      }
    }
    ReadoutError readout = new ReadoutError(ofZero[1], ofOne[0]);
    Optional<List<List<Integer>>> places = gateQubits();
    if (places.isEmpty()) {
      builder.readout(readout);
      return;
    }
    for (List<Integer> qubits : places.get()) {
      if (qubits.size() != 1) {
        throw NoiseModelJson.unsupported(
            "%s.gate_qubits holds %s; measurements read one qubit".formatted(path, qubits));
      }
      builder.readout(qubits.getFirst(), readout);
    }
  }
}
