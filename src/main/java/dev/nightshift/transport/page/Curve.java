package dev.nightshift.transport.page;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run's losses so far, thinned to what a picture shows. */
final class Curve {
  private static final int POINTS = 400;

  private Curve() {}

  /**
   * Reads the lines that a run writes as it goes.
   *
   * @return for each model its points {@code [step, loss]}; empty before the first one
   */
  static Map<String, List<double[]>> read(Path metrics) {
    Map<String, List<double[]>> curves = new LinkedHashMap<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(metrics, StandardCharsets.UTF_8);
    } catch (NoSuchFileException notYet) {
      return curves;
    } catch (IOException e) {
      throw AtomicFile.failure(metrics, e);
    }
    for (String line : lines) {
      Map<?, ?> fields;
      try {
        fields = Json.read(line.getBytes(StandardCharsets.UTF_8), Map.class);
      } catch (NightshiftException unfinished) {
        // The last line is being written at this moment.
        continue;
      }
      if (fields.get("step") instanceof Number step
          && fields.get("train_loss") instanceof Number loss) {
        curves
            .computeIfAbsent(String.valueOf(fields.get("model")), _ -> new ArrayList<>())
            .add(new double[] {step.doubleValue(), loss.doubleValue()});
      }
    }
    curves.replaceAll((_, points) -> thinned(points));
    return curves;
  }

  private static List<double[]> thinned(List<double[]> points) {
    if (points.size() <= POINTS) {
      return points;
    }
    List<double[]> thinned = new ArrayList<>(POINTS);
    for (int i = 0; i < POINTS; i++) {
      // The last one is always among them.
      thinned.add(points.get((int) ((long) (i + 1) * points.size() / POINTS) - 1));
    }
    return thinned;
  }
}
