package dev.nightshift.wire.job;

import dev.nightshift.job.JobResult;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Program;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The metadata of a result and of its pubs, as IBM's V2 primitives give them. */
final class ResultMetadata {
  /** When the job ran, in the service's time. */
  record Execution(Instant start, Instant stop) {}

  private ResultMetadata() {}

  /**
   * The job's metadata.
   *
   * @param facts null where nobody knows what was asked: the version is all there is
   * @param execution null where nobody knows when it ran, and in results that are not typed
   */
  static void job(
      JsonGenerator json,
      JobResult result,
      @Nullable ResultFacts facts,
      @Nullable Execution execution) {
    json.writeObjectPropertyStart("metadata");
    if (facts != null && facts.program() == Program.ESTIMATOR) {
      estimator(json, facts);
    } else if (execution != null && facts != null) {
      spans(json, result, execution);
    }
    json.writeNumberProperty("version", 2);
    json.writeEndObject();
  }

  private static void estimator(JsonGenerator json, ResultFacts facts) {
    Mitigation mitigation = facts.mitigation();
    DecouplingOptions.object(json, facts.scheduling());
    json.writeObjectPropertyStart("twirling");
    json.writeBooleanProperty("enable_gates", mitigation.twirling().gates());
    // Exact values are read off the state: nothing is measured that could be flipped.
    json.writeBooleanProperty(
        "enable_measure", facts.isSampled() && mitigation.twirling().measurements());
    count(json, "num_randomizations", mitigation.twirling().randomizations());
    count(json, "shots_per_randomization", mitigation.twirling().shotsPerRandomization());
    json.writeBooleanProperty("interleave_randomizations", true);
    json.writeStringProperty("strategy", facts.strategy());
    json.writeEndObject();
    json.writeObjectPropertyStart("resilience");
    json.writeBooleanProperty(
        "measure_mitigation", facts.isSampled() && mitigation.readout().isPresent());
    json.writeBooleanProperty("zne_mitigation", mitigation.zeroNoise().isPresent());
    json.writeBooleanProperty("pec_mitigation", false);
    json.writeEndObject();
  }

  private static void count(JsonGenerator json, String name, OptionalInt number) {
    if (number.isPresent()) {
      json.writeNumberProperty(name, number.getAsInt());
    } else {
      json.writeStringProperty(name, "auto");
    }
  }

  /** One span: a job's pubs run here one after the other, and nobody could tell them apart. */
  private static void spans(JsonGenerator json, JobResult result, Execution execution) {
    json.writeObjectPropertyStart("execution");
    json.writeName("execution_spans");
    open(json, "ExecutionSpans");
    json.writeArrayPropertyStart("spans");
    open(json, "DoubleSliceSpan");
    instant(json, "start", execution.start());
    instant(json, "stop", execution.stop());
    json.writeObjectPropertyStart("data_slices");
    for (int pub = 0; pub < result.pubs().size(); pub++) {
      if (result.pubs().get(pub) instanceof PubResult.Sampled sampled) {
        int shots = sampled.registers().values().stream().mapToInt(BitArray::shots).max().orElse(0);
        json.writeArrayPropertyStart(String.valueOf(pub));
        json.writeStartArray();
        sampled.shape().extents().forEach(json::writeNumber);
        json.writeNumber(shots);
        json.writeEndArray();
        json.writeNumber(0);
        json.writeNumber(sampled.shape().size());
        json.writeNumber(0);
        json.writeNumber(shots);
        json.writeEndArray();
      }
    }
    json.writeEndObject();
    close(json);
    json.writeEndArray();
    close(json);
    json.writeEndObject();
  }

  private static void instant(JsonGenerator json, String name, Instant instant) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("__type__", "datetime");
    json.writeStringProperty("__value__", instant.toString());
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

  /** What an estimator's pub says of itself, without the circuit's own metadata. */
  static void estimate(
      JsonGenerator json, PubResult.Estimated estimated, @Nullable ResultFacts facts, int pub) {
    json.writeNumberProperty("shots", estimated.shots());
    if (facts != null) {
      json.writeNumberProperty("target_precision", facts.precisions().get(pub));
    }
    CurveFields.metadata(json, estimated);
  }
}
