package dev.nightshift.wire.job;

import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.RawJson;
import java.util.List;
import java.util.Map;

/** A value inside {@code params} or a result, with arrays of numbers already flat. */
sealed interface WireValue {
  enum Nothing implements WireValue {
    NULL
  }

  record Truth(boolean value) implements WireValue {}

  record Text(String value) implements WireValue {}

  /**
   * A number, a nested list of numbers or a typed array; row-major.
   *
   * @param typed whether it came as an ndarray
   */
  record Numbers(Shape shape, double[] values, boolean typed) implements WireValue {}

  /** A typed array of unsigned bytes, row-major. */
  record Octets(Shape shape, byte[] values) implements WireValue {}

  /** A list that holds more than numbers. */
  record Items(List<WireValue> items) implements WireValue {}

  /** A noise model, read as such: its lists are no arrays. */
  record Noise(NoiseModel model) implements WireValue {}

  record Fields(Map<String, WireValue> fields) implements WireValue {}

  /** A value that was not looked at, as it stood. */
  record Verbatim(RawJson json) implements WireValue {}

  /** How an error names it. */
  default String kind() {
    return switch (this) {
      case Nothing _ -> "null";
      case Truth _ -> "a boolean";
      case Text _ -> "a string";
      case Numbers(Shape shape, _, _) -> shape.rank() == 0 ? "a number" : "numbers " + shape;
      case Octets(Shape shape, _) -> "bytes " + shape;
      case Items _ -> "a list";
      case Noise _ -> "a NoiseModel";
      case Fields(var fields) ->
          fields.get("__type__") instanceof Text(String type) ? "a " + type : "an object";
      case Verbatim _ -> "a value";
    };
  }
}
