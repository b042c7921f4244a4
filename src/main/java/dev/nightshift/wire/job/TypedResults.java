package dev.nightshift.wire.job;

import dev.nightshift.job.JobResult;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Npy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes results as the typed values that Python's client turns into a PrimitiveResult. */
final class TypedResults {
  private TypedResults() {}

  static void write(
      JsonGenerator json,
      JobResult result,
      @Nullable ResultFacts facts,
      ResultMetadata.@Nullable Execution execution) {
    open(json, "PrimitiveResult");
    json.writeArrayPropertyStart("pub_results");
    for (int i = 0; i < result.pubs().size(); i++) {
      switch (result.pubs().get(i)) {
        case PubResult.Estimated estimated -> estimated(json, estimated, facts, i);
        case PubResult.Sampled sampled -> sampled(json, sampled);
      }
    }
    json.writeEndArray();
    ResultMetadata.job(json, result, facts, execution);
    close(json);
  }

  private static void estimated(
      JsonGenerator json, PubResult.Estimated estimated, @Nullable ResultFacts facts, int pub) {
    open(json, "PubResult");
    List<CurveFields.Field> curve =
        estimated
            .mitigated()
            .flatMap(PubResult.Mitigated::curve)
            .map(found -> CurveFields.of(estimated.shape(), found))
            .orElse(List.of());
    List<String> names = new ArrayList<>(List.of("evs", "stds", "ensemble_standard_error"));
    curve.forEach(field -> names.add(field.name()));
    openBin(json, names, estimated.shape());
    byte[] stds = Npy.encode(estimated.shape(), estimated.stds());
    array(json, "evs", Npy.encode(estimated.shape(), estimated.evs()));
    array(json, "stds", stds);
    array(
        json,
        "ensemble_standard_error",
        estimated
            .mitigated()
            .map(mitigated -> Npy.encode(estimated.shape(), mitigated.ensembleStds()))
            .orElse(stds));
    curve.forEach(field -> array(json, field.name(), Npy.encode(field.shape(), field.values())));
    closeBin(json);
    json.writeObjectPropertyStart("metadata");
    ResultMetadata.estimate(json, estimated, facts, pub);
    json.writeObjectPropertyStart("circuit_metadata");
    json.writeEndObject();
    json.writeEndObject();
    close(json);
  }

  private static void sampled(JsonGenerator json, PubResult.Sampled sampled) {
    open(json, "SamplerPubResult");
    openBin(json, List.copyOf(sampled.registers().sequencedKeySet()), sampled.shape());
    sampled
        .registers()
        .forEach((name, bits) -> {
          json.writeName(name);
          open(json, "BitArray");
          List<Integer> extents = new ArrayList<>(bits.shape().extents());
          extents.add(bits.shots());
          extents.add(BitArray.stride(bits.bits()));
          array(json, "array", Npy.encode(new Shape(extents), bits.bytes()));
          json.writeNumberProperty("num_bits", bits.bits());
          close(json);
        });
    closeBin(json);
    json.writeObjectPropertyStart("metadata");
    json.writeObjectPropertyStart("circuit_metadata");
    json.writeEndObject();
    json.writeEndObject();
    close(json);
  }

  private static void openBin(JsonGenerator json, List<String> names, Shape shape) {
    json.writeName("data");
    open(json, "DataBin");
    json.writeArrayPropertyStart("field_names");
    names.forEach(json::writeString);
    json.writeEndArray();
    json.writeArrayPropertyStart("shape");
    shape.extents().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeObjectPropertyStart("fields");
  }

  private static void closeBin(JsonGenerator json) {
    json.writeEndObject();
    close(json);
  }

  private static void array(JsonGenerator json, String name, byte[] base64) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("__type__", "ndarray");
    json.writeName("__value__");
    json.writeRawUTF8String(base64, 0, base64.length);
    json.writeEndObject();
  }

  private static void open(JsonGenerator json, String type) {
    json.writeStartObject();
    json.writeStringProperty("__type__", type);
    json.writeObjectPropertyStart("__value__");
  }

  private static void close(JsonGenerator json) {
    json.writeEndObject();
    json.writeEndObject();
  }
}
