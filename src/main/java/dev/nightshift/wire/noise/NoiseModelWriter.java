package dev.nightshift.wire.noise;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.noise.Channel;
import dev.nightshift.sim.noise.Mixture;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.wire.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/**
 * Writes errors as Aer's {@code NoiseModel.to_dict} has them.
 *
 * <p>Aer knows one mixture an error where {@link QuantumError} has stages, so the stages are
 * multiplied out. Pauli strings and resets in a row are written as one, and terms that do the same
 * are added up: a depolarising error followed by relaxation of two qubits has 25 terms, not some
 * hundred.
 */
public final class NoiseModelWriter {
  private NoiseModelWriter() {}

  /**
   * An error and where it belongs.
   *
   * @param operation name or label of the instruction that it follows
   * @param qubits of that instruction, as many as the error has; none: any qubits
   */
  public record Entry(String operation, List<Integer> qubits, QuantumError error) {
    public Entry {
      qubits = List.copyOf(qubits);
    }
  }

  /**
   * Writes {@code {"errors": [...]}}.
   *
   * @param readouts by qubit
   */
  public static void write(
      JsonGenerator json, List<Entry> errors, Map<Integer, ReadoutError> readouts) {
    json.writeStartObject();
    json.writeArrayPropertyStart("errors");
    errors.forEach(entry -> write(json, entry));
    readouts.forEach((qubit, readout) -> readout(json, List.of(qubit), readout));
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Writes a whole model, so that {@link NoiseModelJson} reads the same one again. Stages stand as
   * entries of their own, which follow each other when they are read, here and by Aer.
   *
   * @throws NightshiftException NOISE_UNSUPPORTED for a model with errors of waiting or with
   *     twirled gates, which this form cannot say
   */
  public static void write(JsonGenerator json, NoiseModel model) {
    if (model.relaxesInDelays() || model.twirl().isPresent()) {
      throw NoiseModelJson.unsupported(
          "a device's own noise model cannot be written as Aer's JSON, which has no relaxation in"
              + " delays; serve the device");
    }
    json.writeStartObject();
    json.writeArrayPropertyStart("errors");
    new TreeMap<>(model.errors())
        .forEach((operation, places) ->
            places.entrySet().stream()
                .sorted(Comparator.comparing(place -> place.getKey().toString()))
                .forEach(place -> stages(json, operation, place.getKey(), place.getValue())));
    new TreeMap<>(model.defaults())
        .forEach((operation, error) -> {
          if (StandardGate.named(operation).isPresent()) {
            stages(json, operation, List.of(), error);
          } else {
            // Its width is told by its terms alone, and only all stages together show it.
            write(json, new Entry(operation, List.of(), error));
          }
        });
    new TreeMap<>(model.readouts())
        .forEach((qubit, readout) -> readout(json, List.of(qubit), readout));
    if (!model.defaultReadout().isIdeal()) {
      readout(json, List.of(), model.defaultReadout());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * The same as UTF-8: equal models give equal bytes.
   *
   * @throws NightshiftException NOISE_UNSUPPORTED as above
   */
  public static byte[] bytes(NoiseModel model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(out)) {
      write(json, model);
    }
    return out.toByteArray();
  }

  private static void stages(
      JsonGenerator json, String operation, List<Integer> qubits, QuantumError error) {
    for (Mixture stage : error.stages()) {
      write(json, new Entry(operation, qubits, QuantumError.of(error.qubits(), stage)));
    }
  }

  private static void readout(JsonGenerator json, List<Integer> qubits, ReadoutError readout) {
    head(json, "roerror", "measure", qubits);
    json.writeArrayPropertyStart("probabilities");
    writeNumbers(json, 1 - readout.oneOfZero(), readout.oneOfZero());
    writeNumbers(json, readout.zeroOfOne(), 1 - readout.zeroOfOne());
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void head(
      JsonGenerator json, String type, String operation, List<Integer> qubits) {
    json.writeStartObject();
    json.writeStringProperty("type", type);
    json.writeArrayPropertyStart("operations");
    json.writeString(operation);
    json.writeEndArray();
    if (!qubits.isEmpty()) {
      json.writeArrayPropertyStart("gate_qubits");
      writeQubits(json, qubits);
      json.writeEndArray();
    }
  }

  private static void write(JsonGenerator json, Entry entry) {
    head(json, "qerror", entry.operation(), entry.qubits());
    List<Mixture.Term> terms = product(entry.error());
    json.writeArrayPropertyStart("probabilities");
    terms.forEach(term -> json.writeNumber(term.probability()));
    json.writeEndArray();
    json.writeArrayPropertyStart("instructions");
    for (Mixture.Term term : terms) {
      json.writeStartArray();
      if (term.channels().isEmpty()) {
        // Aer reads no empty list.
        instruction(json, "id", List.of(0));
        json.writeEndObject();
      }
      term.channels().forEach(channel -> write(json, channel));
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void instruction(JsonGenerator json, String name, List<Integer> qubits) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeName("qubits");
    writeQubits(json, qubits);
  }

  private static void write(JsonGenerator json, Channel channel) {
    switch (channel) {
      case Channel.Reset(int operand) -> instruction(json, "reset", List.of(operand));
      case Channel.Pauli(int x, int z, var operands) -> {
        instruction(json, "pauli", operands);
        json.writeArrayPropertyStart("params");
        json.writeString(label(x, z, operands.size()));
        json.writeEndArray();
      }
      case Channel.Unitary(double[] matrix, var operands) ->
          matrices(json, "unitary", List.of(matrix), operands);
      case Channel.Kraus(var matrices, var operands) -> matrices(json, "kraus", matrices, operands);
    }
    json.writeEndObject();
  }

  private static String label(int x, int z, int width) {
    StringBuilder label = new StringBuilder();
    for (int k = width - 1; k >= 0; k--) {
      label.append("IXZY".charAt((x >> k & 1) + 2 * (z >> k & 1)));
    }
    return label.toString();
  }

  private static void matrices(
      JsonGenerator json, String name, List<double[]> matrices, List<Integer> operands) {
    instruction(json, name, operands);
    json.writeArrayPropertyStart("params");
    int size = 1 << operands.size();
    for (double[] matrix : matrices) {
      json.writeStartArray();
      for (int row = 0; row < size; row++) {
        json.writeStartArray();
        for (int at = 2 * row * size; at < 2 * (row + 1) * size; at += 2) {
          writeNumbers(json, matrix[at], matrix[at + 1]);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void writeNumbers(JsonGenerator json, double first, double second) {
    json.writeStartArray();
    json.writeNumber(first);
    json.writeNumber(second);
    json.writeEndArray();
  }

  private static void writeQubits(JsonGenerator json, List<Integer> qubits) {
    json.writeStartArray();
    qubits.forEach(json::writeNumber);
    json.writeEndArray();
  }

  /** The stages as one mixture. */
  static List<Mixture.Term> product(QuantumError error) {
    List<Mixture.Term> product = List.of(new Mixture.Term(1, List.of()));
    for (Mixture stage : error.stages()) {
      List<Mixture.Term> next = new ArrayList<>();
      // Matrices have no equality of their own, so only terms without any are added up.
      Map<List<Channel>, Double> alike = new LinkedHashMap<>();
      for (Mixture.Term before : product) {
        for (Mixture.Term term : stage.terms()) {
          List<Channel> both = new ArrayList<>(before.channels());
          both.addAll(term.channels());
          List<Channel> shortest = shortened(both, error.qubits());
          double probability = before.probability() * term.probability();
          if (shortest.stream().allMatch(NoiseModelWriter::isSimple)) {
            alike.merge(shortest, probability, Double::sum);
          } else {
            next.add(new Mixture.Term(probability, shortest));
          }
        }
      }
      alike.forEach((channels, probability) -> next.add(new Mixture.Term(probability, channels)));
      product = next;
    }
    return product;
  }

  private static boolean isSimple(Channel channel) {
    return channel instanceof Channel.Pauli || channel instanceof Channel.Reset;
  }

  /** The same with every run of Pauli strings and resets as resets and one string. */
  private static List<Channel> shortened(List<Channel> channels, int width) {
    List<Channel> result = new ArrayList<>();
    Run run = new Run(width);
    for (Channel channel : channels) {
      if (isSimple(channel)) {
        run.add(channel);
      } else {
        run.writeTo(result);
        run = new Run(width);
        result.add(channel);
      }
    }
    run.writeTo(result);
    return result;
  }

  /** What a run comes to: resets of some operands, then flips and signs. */
  private static final class Run {
    private final int width;
    private int resets;
    private int x;
    private int z;

    Run(int width) {
      this.width = width;
    }

    void add(Channel channel) {
      switch (channel) {
        case Channel.Reset(int operand) -> {
          // Nobody sees what a Pauli did to a qubit that is then reset.
          resets |= 1 << operand;
          x &= ~(1 << operand);
          z &= ~(1 << operand);
        }
        case Channel.Pauli(int flips, int signs, var operands) -> {
          for (int k = 0; k < operands.size(); k++) {
            x ^= (flips >> k & 1) << operands.get(k);
            z ^= (signs >> k & 1) << operands.get(k);
          }
          // A sign of |0> is a phase of the whole state, and so is one of |1>.
          z &= ~resets;
        }
        case Channel.Unitary _, Channel.Kraus _ ->
            throw new IllegalStateException("a matrix ends the run");
      }
    }

    void writeTo(List<Channel> channels) {
      List<Integer> touched = new ArrayList<>();
      int flips = 0;
      int signs = 0;
      for (int operand = 0; operand < width; operand++) {
        if ((resets >> operand & 1) != 0) {
          channels.add(new Channel.Reset(operand));
        }
        if (((x | z) >> operand & 1) != 0) {
          flips |= (x >> operand & 1) << touched.size();
          signs |= (z >> operand & 1) << touched.size();
          touched.add(operand);
        }
      }
      if (!touched.isEmpty()) {
        channels.add(new Channel.Pauli(flips, signs, touched));
      }
    }
  }
}
