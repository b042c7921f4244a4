package dev.nightshift.wire.job;

import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Program;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.job.Workload;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.Npy;
import dev.nightshift.wire.noise.NoiseModelWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the body of {@code POST /jobs}. */
final class JobEncoder {
  private JobEncoder() {}

  static byte[] encode(JobRequest request, Submission submission) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(expectedLength(request));
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      // The program comes first, so that a reader knows what a pub's second item is.
      json.writeStringProperty("program_id", request.program().id());
      json.writeStringProperty("backend", submission.backend());
      if (!submission.tags().isEmpty()) {
        json.writeArrayPropertyStart("tags");
        submission.tags().forEach(json::writeString);
        json.writeEndArray();
      }
      if (submission.sessionId() != null) {
        json.writeStringProperty("session_id", submission.sessionId());
      }
      if (submission.costSeconds().isPresent()) {
        json.writeNumberProperty("cost", submission.costSeconds().getAsInt());
      }
      json.writeName("params");
      params(json, request);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /** About right, so that the buffer never grows. */
  private static int expectedLength(JobRequest request) {
    long length = 1024;
    for (Pub pub : request.pubs()) {
      length += 512 + Npy.expectedLength(arrayShape(pub.bindings()), pub.bindings().values());
      length += 32L * pub.circuit().instructions().size();
    }
    return (int) Math.min(length, 1 << 26);
  }

  private static void params(JsonGenerator json, JobRequest request) {
    json.writeStartObject();
    json.writeNumberProperty("version", 2);
    json.writeBooleanProperty("support_qiskit", typedResults(request));
    if (request.program() == Program.ESTIMATOR && isSampled(request)) {
      // Without it the service would mitigate readouts by itself; what is wanted stands in options.
      json.writeNumberProperty("resilience_level", 0);
    }
    options(json, request);
    json.writeArrayPropertyStart("pubs");
    for (Pub pub : request.pubs()) {
      json.writeStartArray();
      json.writeString(CircuitTexts.print(pub.circuit()));
      switch (pub) {
        case Pub.Sampler(_, var bindings, var shots) -> {
          values(json, bindings);
          integer(json, shots);
        }
        case Pub.Estimator(_, var observables, var bindings, var precision) -> {
          observables(json, observables);
          values(json, bindings);
          if (precision == null) {
            json.writeNull();
          } else {
            json.writeNumber(precision);
          }
        }
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Typed results where a pub has more than one value: their shape is never in doubt. */
  static boolean typedResults(JobRequest request) {
    return request.pubs().stream().anyMatch(pub -> pub.shape().rank() > 0);
  }

  private static boolean isSampled(JobRequest request) {
    return request.pubs().stream().anyMatch(pub -> Workload.shots(pub, request.options()) > 0);
  }

  private static void options(JsonGenerator json, JobRequest request) {
    JobOptions options = request.options();
    json.writeObjectPropertyStart("options");
    options.defaultShots().ifPresent(shots -> json.writeNumberProperty("default_shots", shots));
    options
        .defaultPrecision()
        .ifPresent(precision -> json.writeNumberProperty("default_precision", precision));
    if (!options.mitigation().isNone()) {
      MitigationOptions.write(json, request.program(), options.mitigation());
    }
    if (!options.scheduling().isNone()) {
      DecouplingOptions.write(json, options.scheduling());
    }
    options
        .repDelaySeconds()
        .ifPresent(delay -> {
          json.writeObjectPropertyStart("execution");
          json.writeNumberProperty("rep_delay", delay);
          json.writeEndObject();
        });
    boolean simulated = !options.simulator().equals(SimulatorOptions.DEFAULT);
    if (options.seedSimulator().isPresent() || simulated) {
      json.writeObjectPropertyStart("simulator");
      options.seedSimulator().ifPresent(seed -> json.writeNumberProperty("seed_simulator", seed));
      if (simulated) {
        simulator(json, options.simulator());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** By Aer's names; a device does not know them, so they travel only where they are asked for. */
  private static void simulator(JsonGenerator json, SimulatorOptions options) {
    options
        .noise()
        .ifPresent(model -> {
          json.writeObjectPropertyStart("noise_model");
          json.writeStringProperty("__type__", "NoiseModel");
          json.writeName("__value__");
          NoiseModelWriter.write(json, model);
          json.writeEndObject();
        });
    json.writeStringProperty("method", options.method().aerName());
    MpsOptions own = options.matrixProductState();
    if (own.truncationThreshold() != MpsOptions.DEFAULT.truncationThreshold()) {
      json.writeNumberProperty(
          "matrix_product_state_truncation_threshold", own.truncationThreshold());
    }
    if (own.maxBondDimension() != MpsOptions.UNLIMITED) {
      json.writeNumberProperty("matrix_product_state_max_bond_dimension", own.maxBondDimension());
    }
  }

  private static void integer(JsonGenerator json, @Nullable Integer number) {
    if (number == null) {
      json.writeNull();
    } else {
      json.writeNumber(number);
    }
  }

  /** One row as a list, which people can read; more as a typed array, which machines read fast. */
  private static void values(JsonGenerator json, Bindings bindings) {
    if (bindings.shape().rank() == 0) {
      json.writeArray(bindings.values(), 0, bindings.values().length);
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("__type__", "ndarray");
    json.writeName("__value__");
    byte[] base64 = Npy.encode(arrayShape(bindings), bindings.values());
    json.writeRawUTF8String(base64, 0, base64.length);
    json.writeEndObject();
  }

  private static Shape arrayShape(Bindings bindings) {
    List<Integer> extents = new ArrayList<>(bindings.shape().extents());
    extents.add(bindings.columns());
    return new Shape(extents);
  }

  private static void observables(JsonGenerator json, ObservablesArray observables) {
    nested(json, observables, 0, 0, observables.elements().size());
  }

  private static void nested(
      JsonGenerator json, ObservablesArray observables, int axis, int from, int to) {
    if (axis == observables.shape().rank()) {
      observable(json, observables.elements().get(from));
      return;
    }
    int extent = observables.shape().extents().get(axis);
    json.writeStartArray();
    for (int i = 0; i < extent; i++) {
      int step = (to - from) / extent;
      nested(json, observables, axis + 1, from + i * step, from + (i + 1) * step);
    }
    json.writeEndArray();
  }

  private static void observable(JsonGenerator json, Observable observable) {
    Map<String, Double> terms = new LinkedHashMap<>();
    // A string that occurs twice can stand only once in a JSON object.
    observable.terms().forEach(term -> terms.merge(term.pauli(), term.coefficient(), Double::sum));
    json.writeStartObject();
    terms.forEach((pauli, coefficient) -> json.writeNumberProperty(pauli, coefficient));
    json.writeEndObject();
  }
}
