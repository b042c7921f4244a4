package dev.nightshift.wire.job;

import dev.nightshift.job.JobResult;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes results as plain JSON: nested lists of numbers, samples as hexadecimal texts. */
final class PlainResults {
  private PlainResults() {}

  static void write(JsonGenerator json, JobResult result, @Nullable ResultFacts facts) {
    json.writeStartObject();
    json.writeArrayPropertyStart("results");
    for (int i = 0; i < result.pubs().size(); i++) {
      PubResult pub = result.pubs().get(i);
      json.writeStartObject();
      json.writeObjectPropertyStart("data");
      switch (pub) {
        case PubResult.Estimated(Shape shape, double[] evs, double[] stds, _, var mitigated, _) -> {
          numbers(json, "evs", shape, evs);
          numbers(json, "stds", shape, stds);
          numbers(
              json,
              "ensemble_standard_error",
              shape,
              mitigated.map(PubResult.Mitigated::ensembleStds).orElse(stds));
          mitigated
              .flatMap(PubResult.Mitigated::curve)
              .ifPresent(curve ->
                  CurveFields.of(shape, curve)
                      .forEach(
                          field -> numbers(json, field.name(), field.shape(), field.values())));
        }
        case PubResult.Sampled(_, var registers, _) ->
            registers.forEach((name, bits) -> {
              json.writeObjectPropertyStart(name);
              json.writeName("samples");
              nested(json, bits.shape(), 0, 0, element -> samples(json, bits, element));
              json.writeNumberProperty("num_bits", bits.bits());
              json.writeEndObject();
            });
      }
      json.writeEndObject();
      json.writeObjectPropertyStart("metadata");
      if (pub instanceof PubResult.Estimated estimated) {
        ResultMetadata.estimate(json, estimated, facts, i);
      }
      json.writeObjectPropertyStart("circuit_metadata");
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    ResultMetadata.job(json, result, facts, null);
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, String name, Shape shape, double[] values) {
    json.writeName(name);
    nested(json, shape, 0, 0, element -> json.writeNumber(values[element]));
  }

  /** Writes nested lists of a shape, calling {@code leaf} for every element in row-major order. */
  private static void nested(
      JsonGenerator json, Shape shape, int axis, int index, IntConsumer leaf) {
    if (axis == shape.rank()) {
      leaf.accept(index);
      return;
    }
    int extent = shape.extents().get(axis);
    json.writeStartArray();
    for (int i = 0; i < extent; i++) {
      nested(json, shape, axis + 1, index * extent + i, leaf);
    }
    json.writeEndArray();
  }

  private static void samples(JsonGenerator json, BitArray bits, int element) {
    int stride = BitArray.stride(bits.bits());
    json.writeStartArray();
    for (int shot = 0; shot < bits.shots(); shot++) {
      int from = (element * bits.shots() + shot) * stride;
      json.writeString(
          "0x"
              + new BigInteger(1, Arrays.copyOfRange(bits.bytes(), from, from + stride))
                  .toString(16));
    }
    json.writeEndArray();
  }
}
