package dev.nightshift.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in and out, for records whose components are named as the properties are, in camel case.
 *
 * <p>Reading is bounded: 100 levels of nesting, 1,000 digits a number, 256 Mi characters a string.
 */
public final class Json {
  static final int MAX_NESTING = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxNumberLength(1_000)
                  .maxStringLength(256 << 20)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private Json() {}

  /**
   * Reads one document.
   *
   * @param type a record of this house, or {@code Map.class}
   * @throws NightshiftException MESSAGE_MALFORMED when the bytes are no JSON or not of this shape
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    try {
      return MAPPER.readValue(bytes, type);
    } catch (JacksonException e) {
      throw malformed(type.getSimpleName(), e);
    }
  }

  /**
   * Reads one document whose shape is looked at afterwards.
   *
   * @param what it is, for the error
   * @throws NightshiftException MESSAGE_MALFORMED when the bytes are no JSON
   */
  public static JsonNode tree(byte[] bytes, String what) {
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw malformed(what, e);
    }
  }

  /** Writes on one line. */
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** Writes on many lines, for people. */
  public static byte[] writePretty(Object value) {
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(value);
  }

  /** A parser over a part of the bytes, for the rooms below {@code wire}. */
  public static JsonParser parser(byte[] bytes, int from, int length) {
    return MAPPER.createParser(bytes, from, length);
  }

  /** A generator that closes nothing but itself, for the rooms below {@code wire}. */
  public static JsonGenerator generator(OutputStream out) {
    return MAPPER.createGenerator(out);
  }

  /** The error for bytes that are not the JSON expected. */
  public static NightshiftException malformed(String what, JacksonException cause) {
    return new NightshiftException(
        ErrorCode.MESSAGE_MALFORMED,
        "%s is not the JSON expected: %s at line %d, column %d"
            .formatted(
                what,
                cause.getOriginalMessage(),
                cause.getLocation() == null ? 0 : cause.getLocation().getLineNr(),
                cause.getLocation() == null ? 0 : cause.getLocation().getColumnNr()),
        cause);
  }
}
