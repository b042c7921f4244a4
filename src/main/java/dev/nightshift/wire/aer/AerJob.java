package dev.nightshift.wire.aer;

import dev.nightshift.circuit.Condition;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.value.Observable;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.noise.NoiseModelWriter;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * One run of Aer.
 *
 * @param method by Aer's name
 * @param shots a row; 0 for expectation values
 * @param seed of the samples, 0 to 2^31 - 1
 * @param options further options of AerSimulator, numbers
 * @param circuits one with columns, or any number without
 * @param observables of the circuits' width; empty where there are shots
 * @param errors of instructions
 * @param readouts by qubit
 */
public record AerJob(
    String method,
    int shots,
    int seed,
    Map<String, Number> options,
    List<AerCircuit> circuits,
    List<Observable> observables,
    List<NoiseModelWriter.Entry> errors,
    Map<Integer, ReadoutError> readouts) {

  /** Rows of all circuits together. */
  public int rows() {
    return circuits.stream().mapToInt(AerCircuit::rows).sum();
  }

  /** The request as JSON. */
  public byte[] write() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 12);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("method", method);
      json.writeNumberProperty("shots", shots);
      json.writeNumberProperty("seed", seed);
      json.writeObjectPropertyStart("options");
      options.forEach((name, value) -> {
        json.writeName(name);
        if (value instanceof Integer whole) {
          json.writeNumber(whole);
        } else {
          json.writeNumber(value.doubleValue());
        }
      });
      json.writeEndObject();
      json.writeName("noise");
      if (errors.isEmpty() && readouts.isEmpty()) {
        json.writeNull();
      } else {
        NoiseModelWriter.write(json, errors, readouts);
      }
      json.writeArrayPropertyStart("observables");
      observables.forEach(observable -> write(json, observable));
      json.writeEndArray();
      json.writeArrayPropertyStart("circuits");
      circuits.forEach(circuit -> write(json, circuit));
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Observable observable) {
    json.writeStartArray();
    for (Observable.Term term : observable.terms()) {
      json.writeStartArray();
      json.writeString(term.pauli());
      json.writeNumber(term.coefficient());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, AerCircuit circuit) {
    json.writeStartObject();
    json.writeNumberProperty("qubits", circuit.qubits());
    json.writeNumberProperty("bits", circuit.bits());
    json.writeArrayPropertyStart("columns");
    circuit.columns().forEach(column -> json.writeArray(column, 0, column.length));
    json.writeEndArray();
    json.writeArrayPropertyStart("steps");
    circuit.steps().forEach(step -> write(json, step));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, AerStep step) {
    json.writeStartArray();
    json.writeString(step.name());
    json.writeStartArray();
    step.qubits().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeStartArray();
    for (AerStep.Num number : step.numbers()) {
      switch (number) {
        case AerStep.Num.Constant(double value) -> json.writeNumber(value);
        case AerStep.Num.Column(int index) -> json.writeArray(new int[] {index}, 0, 1);
      }
    }
    json.writeEndArray();
    json.writeString(step.label());
    AerStep.Decision decision = step.decision();
    if (decision != null) {
      write(json, decision.condition().inBits());
      for (List<AerStep> branch : List.of(decision.then(), decision.otherwise())) {
        json.writeStartArray();
        branch.forEach(inner -> write(json, inner));
        json.writeEndArray();
      }
    }
    json.writeEndArray();
  }

  /** Single bits, joined: {@code ["bit", 3, 1]}, {@code ["and", ..., ...]}. */
  private static void write(JsonGenerator json, Condition condition) {
    json.writeStartArray();
    switch (condition) {
      case Condition.Bit(int bit, boolean value) -> {
        json.writeString("bit");
        json.writeNumber(bit);
        json.writeNumber(value ? 1 : 0);
      }
      case Condition.Not(Condition operand) -> {
        json.writeString("not");
        write(json, operand);
      }
      case Condition.And(Condition left, Condition right) -> {
        json.writeString("and");
        write(json, left);
        write(json, right);
      }
      case Condition.Or(Condition left, Condition right) -> {
        json.writeString("or");
        write(json, left);
        write(json, right);
      }
      case Condition.Compare _ -> throw new IllegalStateException("written in bits");
    }
    json.writeEndArray();
  }
}
