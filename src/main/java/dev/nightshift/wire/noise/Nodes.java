package dev.nightshift.wire.noise;

import dev.nightshift.wire.Npy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** JSON values by type, with their place where they are of another. */
final class Nodes {
  /** The largest matrix has 8 rows. */
  private static final long MAX_MATRIX_BYTES = 1 << 14;

  private Nodes() {}

  static String text(String path, JsonNode node) {
    if (!node.isString()) {
      throw NoiseModelJson.malformed(path, "a string", kind(node));
    }
    return node.stringValue();
  }

  static JsonNode list(String path, JsonNode node) {
    if (!node.isArray()) {
      throw NoiseModelJson.malformed(path, "a list", kind(node));
    }
    return node;
  }

  static double[] numbers(String path, JsonNode node) {
    list(path, node);
    double[] numbers = new double[node.size()];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = number(path + "[" + k + "]", node.get(k));
    }
    return numbers;
  }

  static List<Integer> wholes(String path, JsonNode node) {
    List<Integer> wholes = new ArrayList<>();
    for (double number : numbers(path, node)) {
      if (number != Math.rint(number) || number < 0 || number > Integer.MAX_VALUE) {
        throw NoiseModelJson.malformed(path, "a list of qubits", String.valueOf(number));
      }
      wholes.add((int) number);
    }
    return wholes;
  }

  private static double number(String path, JsonNode node) {
    if (!node.isNumber()) {
      throw NoiseModelJson.malformed(path, "a number", kind(node));
    }
    return node.doubleValue();
  }

  /**
   * A square complex matrix: a typed array, or lists of numbers and of pairs [re, im].
   *
   * @return row-major, re and im alternating
   */
  static double[] matrix(String path, JsonNode node, int qubits) {
    int size = 1 << qubits;
    JsonNode rows = node;
    if (node.isObject()) {
      String type = text(path + ".__type__", node.path("__type__"));
      if (!type.equals("ndarray")) {
        throw NoiseModelJson.malformed(path, "a matrix", "a " + type);
      }
      rows = node.path("__value__");
      if (rows.isString()) {
        Npy.Doubles array =
            Npy.decodeComplex(
                rows.stringValue().getBytes(StandardCharsets.ISO_8859_1), MAX_MATRIX_BYTES);
        if (!array.shape().extents().equals(List.of(size, size, 2))) {
          throw NoiseModelJson.malformed(
              path, "%d rows of %d".formatted(size, size), "the shape " + array.shape());
        }
        return array.values();
      }
    }
    list(path, rows);
    if (rows.size() != size) {
      throw NoiseModelJson.malformed(path, size + " rows", rows.size());
    }
    double[] matrix = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      JsonNode row = list(path + "[" + i + "]", rows.get(i));
      if (row.size() != size) {
        throw NoiseModelJson.malformed(path + "[" + i + "]", size + " numbers", row.size());
      }
      for (int j = 0; j < size; j++) {
        complex(path + "[" + i + "][" + j + "]", row.get(j), matrix, 2 * (i * size + j));
      }
    }
    return matrix;
  }

  private static void complex(String path, JsonNode node, double[] into, int at) {
    JsonNode pair = node;
    if (node.isObject()) {
      String type = text(path + ".__type__", node.path("__type__"));
      if (!type.equals("complex")) {
        throw NoiseModelJson.malformed(path, "a number", "a " + type);
      }
      pair = node.path("__value__");
    }
    if (pair.isNumber()) {
      into[at] = pair.doubleValue();
      return;
    }
    double[] numbers = numbers(path, pair);
    if (numbers.length != 2) {
      throw NoiseModelJson.malformed(path, "[re, im]", numbers.length + " numbers");
    }
    into[at] = numbers[0];
    into[at + 1] = numbers[1];
  }

  private static String kind(JsonNode node) {
    return node.isMissingNode()
        ? "nothing"
        : node.getNodeType().toString().toLowerCase(Locale.ROOT);
  }
}
