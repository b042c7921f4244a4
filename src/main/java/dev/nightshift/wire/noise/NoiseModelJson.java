package dev.nightshift.wire.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code {"errors": [...]}}, also inside {@code {"__type__": "NoiseModel", "__value__":
 * ...}}.
 */
public final class NoiseModelJson {
  static final String ROOT = "noise_model";

  private NoiseModelJson() {}

  /**
   * Reads a model.
   *
   * @param json UTF-8, one value
   * @throws NightshiftException MESSAGE_MALFORMED when it is no JSON of this shape,
   *     NOISE_UNSUPPORTED for a name that is not known or cannot be simulated, NOISE_INVALID for
   *     errors that are no physical maps; each names its place
   */
  public static NoiseModel read(byte[] json) {
    return read(json, 0, json.length);
  }

  /** As {@link #read(byte[])} for a part of the bytes. */
  public static NoiseModel read(byte[] json, int from, int length) {
    NoiseModel.Builder builder = NoiseModel.builder();
    try (JsonParser parser = Json.parser(json, from, length)) {
      parser.nextToken();
      object(parser, builder, ROOT);
      if (parser.nextToken() != null) {
        throw malformed(ROOT, "one value", parser.currentToken());
      }
    } catch (JacksonException e) {
      throw Json.malformed("the noise model", e);
    }
    return builder.build();
  }

  private static void object(JsonParser parser, NoiseModel.Builder builder, String path) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(path, "an object", parser.currentToken());
    }
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      switch (name) {
        case "errors" -> errors(parser, builder, path + ".errors");
        case "__type__" -> {
          if (!"NoiseModel".equals(parser.getValueAsString())) {
            throw unsupported(
                "%s is a %s; give a NoiseModel".formatted(path, parser.getValueAsString()));
          }
        }
        case "__value__" -> object(parser, builder, path);
        default ->
            throw unsupported("%s.%s is not known; this place takes errors".formatted(path, name));
      }
    }
  }

  private static void errors(JsonParser parser, NoiseModel.Builder builder, String path) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw malformed(path, "a list", parser.currentToken());
    }
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonNode error = parser.readValueAsTree();
      new ErrorReader(path + "[" + index + "]", error).addTo(builder);
      index++;
    }
  }

  static NightshiftException malformed(String path, String expected, @Nullable Object found) {
    return new NightshiftException(
        ErrorCode.MESSAGE_MALFORMED, "%s should be %s, found %s".formatted(path, expected, found));
  }

  static NightshiftException unsupported(String message) {
    return new NightshiftException(ErrorCode.NOISE_UNSUPPORTED, message);
  }
}
