package dev.nightshift.wire.job;

import dev.nightshift.job.PubResult;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** What a mitigated estimate has beside its values, by the names of both result forms. */
final class CurveFields {
  /** An array of the result's data. */
  record Field(String name, Shape shape, double[] values) {}

  private CurveFields() {}

  /**
   * The arrays that zero-noise extrapolation adds.
   *
   * @param shape the pub's
   */
  static List<Field> of(Shape shape, PubResult.NoiseCurve curve) {
    Shape measured = extended(shape, curve.factors().size());
    Shape drawn = extended(shape, curve.extrapolators().size(), curve.evaluatedAt().size());
    return List.of(
        new Field("evs_noise_factors", measured, curve.evs()),
        new Field("stds_noise_factors", measured, curve.stds()),
        new Field("ensemble_stds_noise_factors", measured, curve.ensembleStds()),
        new Field("evs_extrapolated", drawn, curve.evsExtrapolated()),
        new Field("stds_extrapolated", drawn, curve.stdsExtrapolated()));
  }

  private static Shape extended(Shape shape, int... extents) {
    List<Integer> all = new ArrayList<>(shape.extents());
    for (int extent : extents) {
      all.add(extent);
    }
    return new Shape(all);
  }

  /** What was done, into the metadata of the pub's result; nothing where nothing was. */
  static void metadata(JsonGenerator json, PubResult.Estimated estimated) {
    if (estimated.mitigated().isEmpty()) {
      return;
    }
    PubResult.Mitigated mitigated = estimated.mitigated().get();
    json.writeNumberProperty("num_randomizations", mitigated.randomizations());
    json.writeObjectPropertyStart("resilience");
    json.writeBooleanProperty("measure_mitigation", mitigated.readout());
    mitigated
        .curve()
        .ifPresent(curve -> {
          json.writeObjectPropertyStart("zne");
          json.writeArrayPropertyStart("noise_factors");
          curve.factors().forEach(json::writeNumber);
          json.writeEndArray();
          json.writeArrayPropertyStart("extrapolator");
          curve.extrapolators().forEach(json::writeString);
          json.writeEndArray();
          json.writeEndObject();
        });
    json.writeEndObject();
  }
}
