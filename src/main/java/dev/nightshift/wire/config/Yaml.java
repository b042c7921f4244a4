package dev.nightshift.wire.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.error.Span;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Reads YAML into a tree that knows where everything stands, and writes such trees.
 *
 * <p>What is read is the sober part of YAML 1.2: one document, text keys that differ, scalars of
 * the core schema. Anchors and aliases are refused, so no file can grow in memory; files end at
 * {@value #MAX_BYTES} bytes and nesting at {@value #MAX_DEPTH} levels.
 */
public final class Yaml {
  /** A configuration is written by hand; more than this is a mistake. */
  public static final int MAX_BYTES = 1 << 20;

  public static final int MAX_DEPTH = 32;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private Yaml() {}

  /**
   * Reads a file.
   *
   * @throws NightshiftException FILE_MISSING, FILE_UNREADABLE or CONFIG_MALFORMED
   */
  public static YamlMap read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new NightshiftException(
            ErrorCode.CONFIG_MALFORMED,
            "%s has %d bytes; a configuration has at most %d, is this the right file?"
                .formatted(file, Files.size(file), MAX_BYTES));
      }
      byte[] bytes = Files.readAllBytes(file);
      return parse(
          file.toString(),
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (NoSuchFileException absent) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING,
          "%s does not exist; check the path (seen from %s)"
              .formatted(file, Path.of("").toAbsolutePath()),
          absent);
    } catch (CharacterCodingException binary) {
      throw new NightshiftException(
          ErrorCode.CONFIG_MALFORMED, file + " is not UTF-8 text; save it as UTF-8", binary);
    } catch (IOException unreadable) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "%s cannot be read (%s); check that it is a file you may read"
              .formatted(file, unreadable.getClass().getSimpleName()),
          unreadable);
    }
  }

  /**
   * Reads a text.
   *
   * @param name the file's name in messages
   * @throws NightshiftException CONFIG_MALFORMED
   */
  public static YamlMap parse(String name, String text) {
    YamlNode root = document(name, "", text);
    return switch (root) {
      case YamlMap map -> map;
      case YamlScalar scalar when scalar.type() == YamlScalar.Type.NULL ->
          new YamlMap(scalar.span(), "", Map.of());
      case YamlScalar other ->
          throw malformed(other.span(), "the file is a single value; write `key: value` lines");
      case YamlList other ->
          throw malformed(other.span(), "the file is a list; write `key: value` lines");
    };
  }

  /** The value of an override, placed at {@code --set}. */
  static YamlNode value(String path, String text) {
    return document(YamlNode.COMMAND_LINE, path, text);
  }

  /** The tree as YAML text, keys in order. */
  public static String print(YamlNode node) {
    return write(generator -> write(generator, node));
  }

  /**
   * Plain values as YAML text: maps by text, lists, strings, numbers, booleans and nulls.
   *
   * @param values keys in the order wanted
   */
  public static String print(Map<String, ?> values) {
    return write(generator -> write(generator, values));
  }

  private static YamlNode document(String name, String path, String text) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (parser.nextToken() == null) {
        return new YamlScalar(new Span(name, 1, 1, 1), "", YamlScalar.Type.NULL);
      }
      YamlNode node = node(parser, name, path, 0);
      if (parser.nextToken() != null) {
        throw malformed(span(parser, name), "a second document starts here; keep only one");
      }
      return node;
    } catch (JacksonException broken) {
      TokenStreamLocation at = broken.getLocation();
      int line = at == null ? 1 : Math.max(1, at.getLineNr());
      int column = at == null ? 1 : Math.max(1, at.getColumnNr());
      throw new NightshiftException(
          ErrorCode.CONFIG_MALFORMED,
          "%s is not valid YAML: %s; mend the text there"
              .formatted(
                  name.equals(YamlNode.COMMAND_LINE)
                      ? "the value of --set " + path
                      : new Span(name, line, column, 1).toString(),
                  problem(broken)),
          broken);
    }
  }

  /** The parser's own words without its excerpt: the last line that is not indented. */
  private static String problem(JacksonException broken) {
    String problem = "it cannot be parsed";
    String message = broken.getOriginalMessage();
    if (message != null) {
      for (String line : message.lines().toList()) {
        if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("[Source")) {
          problem = line.strip();
        }
      }
    }
    return problem;
  }

  private static YamlNode node(YAMLParser parser, String name, String path, int depth) {
    Span span = span(parser, name);
    if (depth > MAX_DEPTH) {
      throw malformed(span, "it is nested deeper than " + MAX_DEPTH + " levels; flatten it");
    }
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw malformed(span, "anchors and aliases are not supported; write the value out");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> map(parser, name, path, depth, span);
      case START_ARRAY -> {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(node(parser, name, path, depth + 1));
        }
        yield new YamlList(span, items);
      }
      case VALUE_NUMBER_INT -> new YamlScalar(span, parser.getString(), YamlScalar.Type.INTEGER);
      case VALUE_NUMBER_FLOAT -> new YamlScalar(span, parser.getString(), YamlScalar.Type.DECIMAL);
      case VALUE_TRUE, VALUE_FALSE ->
          new YamlScalar(span, parser.getString(), YamlScalar.Type.FLAG);
      case VALUE_NULL -> new YamlScalar(span, "", YamlScalar.Type.NULL);
      case VALUE_STRING -> new YamlScalar(span, parser.getString(), YamlScalar.Type.TEXT);
      default -> throw malformed(span, "this kind of value is not supported");
    };
  }

  private static YamlMap map(YAMLParser parser, String name, String path, int depth, Span span) {
    Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Span keySpan = span(parser, name);
      String key = parser.currentName();
      if (parser.isCurrentAlias()) {
        throw malformed(keySpan, "anchors and aliases are not supported; write the key out");
      }
      YamlMap.Entry earlier = entries.get(key);
      if (earlier != null) {
        throw malformed(
            keySpan,
            "key `%s` stands here and in line %d; keep one".formatted(key, earlier.key().line()));
      }
      parser.nextToken();
      String child = path.isEmpty() ? key : path + "." + key;
      entries.put(key, new YamlMap.Entry(keySpan, node(parser, name, child, depth + 1)));
    }
    return new YamlMap(span, path, entries);
  }

  private static Span span(YAMLParser parser, String name) {
    TokenStreamLocation at = parser.currentTokenLocation();
    return new Span(name, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), 1);
  }

  private static NightshiftException malformed(Span span, String what) {
    return new NightshiftException(
        ErrorCode.CONFIG_MALFORMED, YamlNode.place(span) + " is not a configuration: " + what);
  }

  private interface Body {
    void writeTo(JsonGenerator generator);
  }

  private static String write(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      body.writeTo(generator);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, YamlNode node) {
    switch (node) {
      case YamlMap map -> {
        generator.writeStartObject();
        map.entries()
            .forEach((key, entry) -> {
              generator.writeName(key);
              write(generator, entry.value());
            });
        generator.writeEndObject();
      }
      case YamlList list -> {
        generator.writeStartArray();
        list.items().forEach(item -> write(generator, item));
        generator.writeEndArray();
      }
      case YamlScalar scalar -> {
        switch (scalar.type()) {
          case TEXT -> generator.writeString(scalar.text());
          case INTEGER, DECIMAL -> generator.writeNumber(scalar.text());
          case FLAG -> generator.writeBoolean(Boolean.parseBoolean(scalar.text()));
          case NULL -> generator.writeNull();
        }
      }
    }
  }

  private static void write(JsonGenerator generator, @Nullable Object value) {
    switch (value) {
      case null -> generator.writeNull();
      case YamlNode node -> write(generator, node);
      case Map<?, ?> map -> {
        generator.writeStartObject();
        map.forEach((key, inner) -> {
          generator.writeName(String.valueOf(key));
          write(generator, inner);
        });
        generator.writeEndObject();
      }
      case Iterable<?> items -> {
        generator.writeStartArray();
        items.forEach(item -> write(generator, item));
        generator.writeEndArray();
      }
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case Boolean flag -> generator.writeBoolean(flag);
      case Enum<?> constant -> generator.writeString(YamlMap.word(constant));
      default -> generator.writeString(value.toString());
    }
  }
}
