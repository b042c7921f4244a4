package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.Npy;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.noise.NoiseModelJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/**
 * Reads values from a parser, numbers straight into one growing array of doubles.
 *
 * <p>A nested list of numbers never becomes a tree: while it is read, its numbers are appended to
 * {@link #numbers} and only its extents are kept. The text of a typed array is not decoded by the
 * JSON parser at all: it is cut out of the body where it stands, because Base64 needs no escapes.
 */
final class WireReader {
  private static final String[] NO_PATH = {};

  private final byte[] body;
  private final int base;
  private final JsonParser json;
  private final long maxArrayBytes;
  private double[] numbers = new double[64];
  private int size;

  /**
   * @param body the bytes the parser reads
   * @param base where the parser started in them
   */
  WireReader(byte[] body, int base, JsonParser json, long maxArrayBytes) {
    this.body = body;
    this.base = base;
    this.json = json;
    this.maxArrayBytes = maxArrayBytes;
  }

  /** Offset in the body of the token the parser stands on. */
  int tokenStart() {
    return base + (int) json.currentTokenLocation().getByteOffset();
  }

  /** Offset in the body just behind the token the parser stands on, for a closing bracket. */
  int tokenEnd() {
    return base + (int) json.currentLocation().getByteOffset();
  }

  /**
   * Reads as {@link #read}, but keeps the value at a path of names as it stands: it may hold
   * anything, and somebody else wants it back unchanged.
   */
  WireValue readExcept(String... path) {
    return json.currentToken() == JsonToken.START_OBJECT ? object(path, 0) : read();
  }

  /** Reads the value the parser stands on, to its last token. */
  WireValue read() {
    return switch (json.currentToken()) {
      case VALUE_NULL -> WireValue.Nothing.NULL;
      case VALUE_TRUE -> new WireValue.Truth(true);
      case VALUE_FALSE -> new WireValue.Truth(false);
      case VALUE_STRING -> new WireValue.Text(json.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new WireValue.Numbers(Shape.SCALAR, new double[] {json.getDoubleValue()}, false);
      case START_ARRAY -> {
        int from = size;
        List<WireValue> items = new ArrayList<>();
        Shape shape = array(items);
        yield shape == null
            ? new WireValue.Items(items)
            : new WireValue.Numbers(shape, taken(from), false);
      }
      case START_OBJECT -> object(NO_PATH, 0);
      case null, default -> throw unexpected(json.currentToken());
    };
  }

  /**
   * Reads a list.
   *
   * @param items receives the elements when they are more than numbers
   * @return the shape of the numbers appended; null where the list is in {@code items}
   */
  private @Nullable Shape array(List<WireValue> items) {
    int count = 0;
    Shape inner = null;
    boolean scalars = false;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      JsonToken token = json.currentToken();
      if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
        if (items.isEmpty() && inner == null) {
          append(json.getDoubleValue());
          scalars = true;
        } else if (inner != null) {
          throw ragged();
        } else {
          items.add(read());
        }
      } else if (token == JsonToken.START_ARRAY && items.isEmpty()) {
        if (scalars) {
          throw ragged();
        }
        List<WireValue> below = new ArrayList<>();
        Shape shape = array(below);
        if (shape == null) {
          if (inner != null) {
            throw ragged();
          }
          items.add(new WireValue.Items(below));
        } else if (inner != null && !inner.equals(shape)) {
          throw ragged();
        } else {
          inner = shape;
        }
      } else {
        if (scalars || inner != null) {
          throw ragged();
        }
        items.add(read());
      }
      count++;
    }
    if (!items.isEmpty()) {
      return null;
    }
    if (inner == null) {
      return Shape.of(count);
    }
    List<Integer> extents = new ArrayList<>(inner.rank() + 1);
    extents.add(count);
    extents.addAll(inner.extents());
    return new Shape(extents);
  }

  /** Whether the field of this name is {@code options.simulator.noise_model}. */
  private boolean isNoiseModel(String name) {
    return name.equals("noise_model")
        && json.currentToken() == JsonToken.START_OBJECT
        && json.streamReadContext().getParent() instanceof TokenStreamContext object
        && object.getParent() instanceof TokenStreamContext simulator
        && "simulator".equals(simulator.currentName());
  }

  private WireValue noiseModel() {
    int from = tokenStart();
    json.skipChildren();
    return new WireValue.Noise(NoiseModelJson.read(body, from, tokenEnd() - from));
  }

  /** A scalar is written anew, because the parser may stand before its end. */
  private WireValue verbatim() {
    JsonToken token = json.currentToken();
    if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
      byte[] scalar =
          switch (token) {
            case VALUE_STRING -> Json.write(json.getString());
            case null -> throw unexpected(null);
            default -> json.getString().getBytes(StandardCharsets.UTF_8);
          };
      return new WireValue.Verbatim(new RawJson(scalar));
    }
    int from = tokenStart();
    json.skipChildren();
    return new WireValue.Verbatim(new RawJson(Arrays.copyOfRange(body, from, tokenEnd())));
  }

  /**
   * @param path names that lead to what is kept as it stands
   * @param depth how many of them lie behind
   */
  private WireValue object(String[] path, int depth) {
    Map<String, WireValue> fields = new LinkedHashMap<>();
    boolean typedArray = false;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      WireValue value;
      if (depth < path.length && name.equals(path[depth])) {
        value =
            depth + 1 == path.length
                ? verbatim()
                : json.currentToken() == JsonToken.START_OBJECT ? object(path, depth + 1) : read();
      } else if (typedArray
          && name.equals("__value__")
          && json.currentToken() == JsonToken.VALUE_STRING) {
        value = decoded(cutOut());
      } else {
        value = isNoiseModel(name) ? noiseModel() : read();
      }
      if (name.equals("__type__")) {
        typedArray = value instanceof WireValue.Text(String type) && type.equals("ndarray");
      }
      if (fields.put(name, value) != null) {
        throw new NightshiftException(
            ErrorCode.MESSAGE_MALFORMED, "the name '%s' stands twice in an object".formatted(name));
      }
    }
    if (!typedArray) {
      return new WireValue.Fields(fields);
    }
    return switch (fields.get("__value__")) {
      // The value stood before the type.
      case WireValue.Text(String text) -> decoded(text.getBytes(StandardCharsets.ISO_8859_1));
      case WireValue.Numbers(Shape shape, double[] values, _) ->
          new WireValue.Numbers(shape, values, true);
      case WireValue.Octets octets -> octets;
      case null, default ->
          throw new NightshiftException(
              ErrorCode.MESSAGE_MALFORMED,
              "an ndarray has no __value__ of text or numbers; give the Base64 of a NumPy file");
    };
  }

  private WireValue decoded(byte[] base64) {
    return switch (Npy.decode(base64, maxArrayBytes)) {
      case Npy.Doubles(Shape shape, double[] values) -> new WireValue.Numbers(shape, values, true);
      case Npy.Bytes(Shape shape, byte[] values) -> new WireValue.Octets(shape, values);
    };
  }

  /** The bytes of the string the parser stands on. */
  private byte[] cutOut() {
    int from = tokenStart() + 1;
    int to = from;
    while (to < body.length && body[to] != '"') {
      if (body[to] == '\\') {
        return json.getString().getBytes(StandardCharsets.ISO_8859_1);
      }
      to++;
    }
    return Arrays.copyOfRange(body, from, to);
  }

  private void append(double number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  private double[] taken(int from) {
    double[] taken = Arrays.copyOfRange(numbers, from, size);
    size = from;
    return taken;
  }

  private static NightshiftException ragged() {
    return new NightshiftException(
        ErrorCode.MESSAGE_MALFORMED,
        "a nested list is ragged or mixes numbers with other values; all rows must be alike");
  }

  private static NightshiftException unexpected(@Nullable JsonToken token) {
    return new NightshiftException(
        ErrorCode.MESSAGE_MALFORMED, "found %s where a value should stand".formatted(token));
  }
}
