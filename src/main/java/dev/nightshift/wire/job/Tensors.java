package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Zlib;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Arrays as the executor's schema has them.
 *
 * <pre>
 * {"data": Base64 of the values, "shape": [2, 3], "dtype": "f64"}
 * </pre>
 *
 * <p>Values are little-endian and row-major. Booleans are bits: eight in a byte over the whole
 * array, whatever its rows are, the first in the lowest bit. From version 2 on the bytes are a zlib
 * stream.
 */
final class Tensors {
  private static final int MAX_RANK = 32;
  private static final List<String> KEYS = List.of("data", "shape", "dtype");

  /** Numbers, row-major. */
  record Doubles(Shape shape, double[] values) {}

  private Tensors() {}

  /**
   * Reads an array of doubles.
   *
   * @param maxBytes the longest data accepted once inflated
   * @throws NightshiftException MESSAGE_MALFORMED when it is none, OPTION_UNKNOWN for a key,
   *     JOB_TOO_LARGE beyond the limit
   */
  static Doubles doubles(String place, WireValue value, boolean packed, long maxBytes) {
    if (!(value instanceof WireValue.Fields(Map<String, WireValue> fields))) {
      throw JobDecoder.malformed("%s should be a tensor, found %s".formatted(place, value.kind()));
    }
    for (String key : fields.keySet()) {
      if (!KEYS.contains(key)) {
        throw JobDecoder.unknown(place + "." + key, KEYS);
      }
    }
    WireValue type = fields.getOrDefault("dtype", new WireValue.Text("f64"));
    if (!type.equals(new WireValue.Text("f64"))) {
      throw Options.wrongValue(place + ".dtype", "'f64'", type);
    }
    if (!(fields.get("data") instanceof WireValue.Text(String text))) {
      throw JobDecoder.malformed(place + ".data should be the Base64 of the values");
    }
    Shape shape = shape(place + ".shape", fields.getOrDefault("shape", WireValue.Nothing.NULL));
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new NightshiftException(
          ErrorCode.MESSAGE_MALFORMED, place + ".data is not Base64: " + e.getMessage(), e);
    }
    if (packed) {
      bytes = Zlib.inflate(bytes, maxBytes, place + ".data");
    }
    if (bytes.length != 8.0 * elements(shape)) {
      throw JobDecoder.malformed(
          "%s.data holds %d bytes, which do not fill shape %s of f64"
              .formatted(place, bytes.length, shape));
    }
    double[] values = new double[bytes.length / Double.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return new Doubles(shape, values);
  }

  /** Reads a list of extents that no array of ours is too short for. */
  static Shape shape(String place, WireValue value) {
    if (!(value instanceof WireValue.Numbers(Shape list, double[] numbers, _))
        || list.rank() != 1
        || list.extents().getFirst() > MAX_RANK) {
      throw JobDecoder.malformed(
          "%s should be a list of at most %d whole numbers, found %s"
              .formatted(place, MAX_RANK, value.kind()));
    }
    List<Integer> extents = new ArrayList<>(numbers.length);
    for (double number : numbers) {
      if (!(number >= 0) || number != Math.rint(number) || number > Integer.MAX_VALUE) {
        throw JobDecoder.malformed(
            "%s has the extent %s; give whole numbers of 0 to 2147483647".formatted(place, number));
      }
      extents.add((int) number);
    }
    Shape shape = new Shape(extents);
    if (indices(shape) > Integer.MAX_VALUE) {
      throw JobDecoder.malformed("%s is %s, which is too large".formatted(place, shape));
    }
    return shape;
  }

  /** Number of elements, where it may exceed an int. */
  static double elements(Shape shape) {
    double elements = 1;
    for (int extent : shape.extents()) {
      elements *= extent;
    }
    return elements;
  }

  /** Number of elements that indices go through, empty axes counted as 1. */
  static double indices(Shape shape) {
    double indices = 1;
    for (int extent : shape.extents()) {
      indices *= Math.max(1, extent);
    }
    return indices;
  }

  /** Writes bits as an array of booleans: the pub's axes, then shots, then the register's bits. */
  static void write(JsonGenerator json, BitArray bits, boolean packed) {
    json.writeStartObject();
    byte[] data = together(bits);
    byte[] base64 = Base64.getEncoder().encode(packed ? Zlib.stored(data) : data);
    json.writeName("data");
    json.writeRawUTF8String(base64, 0, base64.length);
    json.writeArrayPropertyStart("shape");
    bits.shape().extents().forEach(json::writeNumber);
    json.writeNumber(bits.shots());
    json.writeNumber(bits.bits());
    json.writeEndArray();
    json.writeStringProperty("dtype", "bool");
    json.writeEndObject();
  }

  /** The bits without the gaps that each shot of a {@link BitArray} has. */
  private static byte[] together(BitArray bits) {
    int width = bits.bits();
    int stride = BitArray.stride(width);
    byte[] from = bits.bytes();
    long rows = from.length / stride;
    byte[] to = new byte[Math.toIntExact((rows * width + 7) / 8)];
    long at = 0;
    for (int last = stride - 1; last < from.length; last += stride) {
      // Bits 0 to 7 are the last byte of the shot, bits 8 to 15 the one before.
      for (int bit = 0; bit < width; bit += 8) {
        int eight = from[last - bit / 8] & 0xff;
        int index = (int) ((at + bit) >>> 3);
        int shift = (int) (at + bit) & 7;
        to[index] |= (byte) (eight << shift);
        int over = eight >>> (8 - shift);
        if (over != 0) {
          to[index + 1] |= (byte) over;
        }
      }
      at += width;
    }
    return to;
  }
}
