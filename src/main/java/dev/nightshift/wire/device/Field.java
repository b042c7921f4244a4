package dev.nightshift.wire.device;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * A value in a JSON file together with its place, so that whatever is wrong with it is told by file
 * and field. Every error is DEVICE_INVALID.
 *
 * @param file as the user knows it
 * @param path such as {@code qubits[3][0].unit}; empty for the whole document
 */
record Field(String file, String path, JsonNode node) {

  /** The document of a file. */
  static Field document(String file, byte[] bytes) {
    JsonNode root;
    try {
      root = Json.tree(bytes, file);
    } catch (NightshiftException e) {
      throw new NightshiftException(ErrorCode.DEVICE_INVALID, e.getMessage(), e);
    }
    Field document = new Field(file, "", root);
    return root.isObject() ? document : fail(document, "an object");
  }

  /** A property that must be there. */
  Field get(String name) {
    return find(name)
        .orElseThrow(() ->
            new NightshiftException(
                ErrorCode.DEVICE_INVALID, "%s: %s is missing".formatted(file, below(name))));
  }

  /** A property that may be absent or null. */
  Optional<Field> find(String name) {
    JsonNode found = node.get(name);
    return found == null || found.isNull()
        ? Optional.empty()
        : Optional.of(new Field(file, below(name), found));
  }

  private String below(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The elements of a list. */
  List<Field> items() {
    if (!node.isArray()) {
      return fail(this, "a list");
    }
    List<Field> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(new Field(file, path + "[" + i + "]", node.get(i)));
    }
    return items;
  }

  /** The texts of a list. */
  List<String> texts() {
    return items().stream().map(Field::text).toList();
  }

  String text() {
    return node.isString() ? node.stringValue() : fail(this, "a text");
  }

  /** A name, a number or another plain value as text. */
  String plain() {
    return node.isValueNode() ? node.asString() : fail(this, "a plain value");
  }

  boolean truth() {
    return node.isBoolean() ? node.booleanValue() : fail(this, "true or false");
  }

  int integer(int least, int most) {
    return node.isIntegralNumber()
            && node.canConvertToInt()
            && node.intValue() >= least
            && node.intValue() <= most
        ? node.intValue()
        : fail(this, "a whole number from %d to %d".formatted(least, most));
  }

  /** A measured number; empty where it is null or NaN, which is how "not measured" is written. */
  OptionalDouble measured() {
    if (node.isNull() || (node.isNumber() && Double.isNaN(node.doubleValue()))) {
      return OptionalDouble.empty();
    }
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    return Double.isFinite(value) ? OptionalDouble.of(value) : fail(this, "a finite number");
  }

  /** The qubits of one operation: at least one, each on the device, none twice. */
  List<Integer> qubits(int device) {
    List<Integer> qubits = items().stream().map(item -> item.integer(0, device - 1)).toList();
    return qubits.isEmpty() || qubits.stream().distinct().count() < qubits.size()
        ? fail(this, "at least one qubit and none twice")
        : qubits;
  }

  /** The error for this value. */
  <T> T fail(String expected) {
    return fail(this, expected);
  }

  private static <T> T fail(Field field, String expected) {
    String found = field.node.toString();
    throw new NightshiftException(
        ErrorCode.DEVICE_INVALID,
        "%s: %s is %s; expected %s"
            .formatted(
                field.file,
                field.path.isEmpty() ? "the document" : field.path,
                found.length() > 60 ? found.substring(0, 60) + "..." : found,
                expected));
  }
}
