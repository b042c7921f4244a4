package dev.nightshift.wire.job;

import dev.nightshift.job.JobResult;
import dev.nightshift.job.PubResult;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.qpy.OutputRegister;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the results of an executor's job.
 *
 * @param outputs for each item the classical registers to report, where the circuit that runs has
 *     one row of bits in their place
 * @param passthrough what the client wants back unchanged; null for nothing
 * @param semanticRole what the client makes of the result; null where it did not say
 * @param stretchValues whether to tell the lengths of the circuits' stretches; they have none
 */
public record ProgramResult(
    ExecutorSchema schema,
    List<Optional<List<OutputRegister>>> outputs,
    @Nullable RawJson passthrough,
    @Nullable String semanticRole,
    boolean stretchValues) {
  /** A chunk and when it ran. */
  public record Span(Instant start, Instant stop, ProgramChunk chunk) {}

  public ProgramResult {
    outputs = List.copyOf(outputs);
  }

  /**
   * The body of {@code GET /jobs/{id}/results}.
   *
   * @param result of the whole program, a pub an item
   * @param spans in the order in which they ran
   */
  public byte[] encode(JobResult result, List<Span> spans) {
    JobResult reported = Outputs.reported(result, outputs);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("schema_version", schema.wireName());
      json.writeArrayPropertyStart("data");
      for (int i = 0; i < reported.pubs().size(); i++) {
        item(json, reported.sampled(i));
      }
      json.writeEndArray();
      json.writeObjectPropertyStart("metadata");
      json.writeArrayPropertyStart("chunk_timing");
      spans.forEach(span -> span(json, span, reported));
      json.writeEndArray();
      json.writeEndObject();
      if (schema.hasExtras()) {
        json.writeName("passthrough_data");
        json.writeRawValue(passthrough == null ? "null" : passthrough.toString());
      }
      if (schema.circuitsTogether()) {
        json.writeStringProperty("semantic_role", semanticRole);
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private void item(JsonGenerator json, PubResult.Sampled item) {
    json.writeStartObject();
    json.writeObjectPropertyStart("results");
    item.registers()
        .forEach((name, bits) -> {
          json.writeName(name);
          Tensors.write(json, bits, schema.packed());
        });
    json.writeEndObject();
    if (schema.hasExtras()) {
      json.writeObjectPropertyStart("metadata");
      json.writeNullProperty("scheduler_timing");
      if (stretchValues) {
        json.writeArrayPropertyStart("stretch_values");
        json.writeEndArray();
      } else {
        json.writeNullProperty("stretch_values");
      }
      json.writeEndObject();
    } else {
      json.writeNullProperty("metadata");
    }
    json.writeEndObject();
  }

  private void span(JsonGenerator json, Span span, JobResult result) {
    json.writeStartObject();
    json.writeStringProperty("start", span.start().toString());
    json.writeStringProperty("stop", span.stop().toString());
    json.writeArrayPropertyStart("parts");
    for (ProgramChunk.Part part : span.chunk().parts()) {
      json.writeStartObject();
      json.writeNumberProperty("idx_item", part.item());
      json.writeNumberProperty("size", part.size());
      if (schema.circuitsTogether()) {
        json.writeArrayPropertyStart("permutation");
        for (int axis = 0; axis < result.sampled(part.item()).shape().rank(); axis++) {
          json.writeNumber(axis);
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("element_range");
        json.writeNumber(part.from());
        json.writeNumber(part.to());
        json.writeNumber(1);
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
