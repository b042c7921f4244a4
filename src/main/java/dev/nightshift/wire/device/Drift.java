package dev.nightshift.wire.device;

import dev.nightshift.base.random.Seed;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Every figure takes a walk of its own: from one calibration to the next its logarithm moves by a
 * normally distributed step. The walk starts at the device's own figure and depends on the seed and the
 * figure's name only, so a calibration can be made without those before it.
 */
/**
 * A device as later calibrations find it: lifetimes and error rates wander, dates move, everything
 * else stays byte for byte.
 *
 * @param seed of the walks
 * @param spread standard deviation of a step of a figure's logarithm; 0.05 is 5 % a calibration
 */
public record Drift(Seed seed, double spread) {
  /** Worst readout there is: a coin. */
  private static final double WORST_READOUT = 0.5;

  /** Worst gate that is not dead. */
  private static final double WORST_GATE = 0.99;

  /**
   * A later calibration.
   *
   * @param device as it was first
   * @param calibration its number; 0 is the device itself
   * @param when it was made
   */
  public Device calibrated(Device device, int calibration, Instant when) {
    if (calibration == 0) {
      return device;
    }
    String date = when.truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode properties =
        (ObjectNode) Json.tree(device.properties().utf8(), "the properties of " + device.name());
    properties.put("last_update_date", date);
    int qubit = 0;
    for (JsonNode figures : properties.path("qubits")) {
      walkQubit((ArrayNode) figures, "qubit " + qubit++, calibration, date);
    }
    for (JsonNode gate : properties.path("gates")) {
      String place = gate.path("gate").asString() + gate.path("qubits");
      for (JsonNode figure : gate.path("parameters")) {
        if (figure.path("name").asString().equals("gate_error")) {
          double error = figure.path("value").asDouble();
          // 1 marks what is dead, and stays so.
          if (error > 0 && error < 1) {
            put(figure, Math.min(WORST_GATE, error * factor(place, calibration)), date);
          }
        }
      }
    }
    return DeviceFolder.parse(
        "the configuration of " + device.name(),
        device.configuration().utf8(),
        "calibration %d of %s".formatted(calibration, device.name()),
        properties.toString().getBytes(StandardCharsets.UTF_8),
        device.source());
  }

  private void walkQubit(ArrayNode figures, String place, int calibration, String date) {
    Map<String, JsonNode> named = new LinkedHashMap<>();
    figures.forEach(figure -> named.put(figure.path("name").asString(), figure));
    for (String lifetime : new String[] {"T1", "T2"}) {
      JsonNode figure = named.get(lifetime);
      if (figure != null) {
        double factor = factor(place + " " + lifetime, calibration);
        put(figure, figure.path("value").asDouble() / factor, date);
      }
    }
    for (String readout : new String[] {"readout_error", "prob_meas0_prep1", "prob_meas1_prep0"}) {
      JsonNode figure = named.get(readout);
      if (figure != null) {
        double error = figure.path("value").asDouble();
        double factor = factor(place + " " + readout, calibration);
        put(figure, Math.min(Math.max(error, WORST_READOUT), error * factor), date);
      }
    }
    JsonNode mean = named.get("readout_error");
    JsonNode zero = named.get("prob_meas0_prep1");
    JsonNode one = named.get("prob_meas1_prep0");
    if (mean != null && zero != null && one != null) {
      put(mean, (zero.path("value").asDouble() + one.path("value").asDouble()) / 2, date);
    }
  }

  private static void put(JsonNode figure, double value, String date) {
    ObjectNode node = (ObjectNode) figure;
    node.put("value", value);
    node.put("date", date);
  }

  /** By how much an error has grown since the device's own figure. */
  private double factor(String figure, int calibration) {
    SplittableRandom random = seed.split(figure).random();
    double walked = 0;
    for (int step = 0; step < calibration; step++) {
      walked += random.nextGaussian();
    }
    return Math.exp(spread * walked);
  }
}
