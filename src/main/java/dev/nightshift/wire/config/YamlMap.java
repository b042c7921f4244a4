package dev.nightshift.wire.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.error.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A section of a configuration: keys in the order written, read by getters that check.
 *
 * <p>Immutable. Say first with {@link #only} which keys there are, then ask for each; every getter
 * that takes a fallback returns it when the key is absent or null.
 *
 * @param path of this section from the root, dotted; empty for the root
 * @param entries by key
 */
public record YamlMap(Span span, String path, Map<String, Entry> entries) implements YamlNode {
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+(_[0-9]+)*");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+(_[0-9]+)*(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  /** A key with its place and its value. */
  public record Entry(Span key, YamlNode value) {}

  public YamlMap {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * Refuses every key but these.
   *
   * @throws NightshiftException CONFIG_UNKNOWN_KEY, naming the nearest known key
   */
  public YamlMap only(String... known) {
    return only(List.of(known));
  }

  /** As {@link #only(String...)}. */
  public YamlMap only(List<String> known) {
    entries.forEach((key, entry) -> {
      if (!known.contains(key)) {
        throw new NightshiftException(
            ErrorCode.CONFIG_UNKNOWN_KEY,
            "unknown key `%s` at %s (%s); %s"
                .formatted(key, where(), YamlNode.place(entry.key()), Nearest.hint(key, known)));
      }
    });
    return this;
  }

  /** Whether the key is there with a value other than null. */
  public boolean has(String key) {
    return find(key) != null;
  }

  /** The node under a key; null when the key is absent or its value is null. */
  public @Nullable YamlNode find(String key) {
    Entry entry = entries.get(key);
    if (entry == null
        || (entry.value() instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.NULL)) {
      return null;
    }
    return entry.value();
  }

  /** An integer in {@code [min, max]}. */
  public int integer(String key, int min, int max) {
    return (int) whole(key, min, max);
  }

  public int integer(String key, int min, int max, int fallback) {
    return has(key) ? integer(key, min, max) : fallback;
  }

  /** A 64-bit integer in {@code [min, max]}, such as a seed. */
  public long whole(String key, long min, long max) {
    String expected =
        min == Long.MIN_VALUE && max == Long.MAX_VALUE
            ? "an integer of 64 bits"
            : "an integer in [%d, %d]".formatted(min, max);
    YamlScalar scalar = scalar(key, expected);
    return whole(key, scalar, min, max, expected);
  }

  public long whole(String key, long min, long max, long fallback) {
    return has(key) ? whole(key, min, max) : fallback;
  }

  /** A finite number in {@code [min, max]}. */
  public double decimal(String key, double min, double max) {
    String expected = "a number in [%s, %s]".formatted(min, max);
    YamlScalar scalar = scalar(key, expected);
    if (DECIMAL.matcher(scalar.text()).matches()) {
      double value = Double.parseDouble(scalar.text().replace("_", ""));
      if (Double.isFinite(value) && value >= min && value <= max) {
        return value;
      }
    }
    throw wrong(key, scalar, expected);
  }

  public double decimal(String key, double min, double max, double fallback) {
    return has(key) ? decimal(key, min, max) : fallback;
  }

  /** A text, not blank. */
  public String text(String key) {
    YamlScalar scalar = scalar(key, "a text");
    if (scalar.text().isBlank()) {
      throw wrong(key, scalar, "a text that is not blank");
    }
    return scalar.text();
  }

  public String text(String key, String fallback) {
    return has(key) ? text(key) : fallback;
  }

  public Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** One of the given words. */
  public String choice(String key, List<String> words) {
    String expected = "one of " + String.join(", ", words);
    YamlScalar scalar = scalar(key, expected);
    if (!words.contains(scalar.text())) {
      throw wrong(key, scalar, expected + "; " + Nearest.hint(scalar.text(), words));
    }
    return scalar.text();
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    List<String> words = constants.stream().map(YamlMap::word).toList();
    return constants.get(words.indexOf(choice(key, words)));
  }

  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    return has(key) ? choice(key, type) : fallback;
  }

  /** How {@link #choice(String, Class)} spells a constant. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) {
    YamlScalar scalar = scalar(key, "true or false");
    return switch (scalar.text()) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> throw wrong(key, scalar, "true or false");
    };
  }

  public boolean flag(String key, boolean fallback) {
    return has(key) ? flag(key) : fallback;
  }

  /** The section under a key, empty where the key is absent. */
  public YamlMap map(String key) {
    YamlNode node = find(key);
    if (node == null) {
      Entry entry = entries.get(key);
      return new YamlMap(entry == null ? span : entry.key(), child(key), Map.of());
    }
    if (node instanceof YamlMap map) {
      return map;
    }
    throw wrong(key, node, "a section of keys");
  }

  /** Texts under a key, empty where it is absent. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (YamlScalar item : scalars(key, "a list of texts")) {
      texts.add(item.text());
    }
    return List.copyOf(texts);
  }

  /** Integers in {@code [min, max]} under a key, empty where it is absent. */
  public List<Integer> integers(String key, int min, int max) {
    String expected = "a list of integers in [%d, %d]".formatted(min, max);
    List<Integer> integers = new ArrayList<>();
    for (YamlScalar item : scalars(key, expected)) {
      integers.add((int) whole(key, item, min, max, expected));
    }
    return List.copyOf(integers);
  }

  /**
   * This tree with one value replaced or added, as {@code --set model.n_embd=32} asks.
   *
   * @param dotted keys from this section down to the value, joined by dots
   * @param value YAML text of a scalar, or of a list or map in flow form
   * @throws NightshiftException CONFIG_MALFORMED when the value is no YAML, CONFIG_VALUE when the
   *     path goes through something that is not a section
   */
  public YamlMap set(String dotted, String value) {
    int dot = dotted.indexOf('.');
    String key = dot < 0 ? dotted : dotted.substring(0, dot);
    if (key.isBlank() || dot == dotted.length() - 1) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "--set has the path '%s'; give keys joined by dots, such as model.n_embd=32"
              .formatted(dotted));
    }
    Span here = new Span(COMMAND_LINE, 1, 1, 1);
    YamlNode changed;
    if (dot < 0) {
      changed = Yaml.value(child(key), value);
    } else {
      YamlNode inner = find(key);
      if (inner != null && !(inner instanceof YamlMap)) {
        throw wrong(key, inner, "a section of keys, because --set " + dotted + " goes inside it");
      }
      YamlMap section =
          inner instanceof YamlMap map ? map : new YamlMap(here, child(key), Map.of());
      changed = section.set(dotted.substring(dot + 1), value);
    }
    Map<String, Entry> copy = new LinkedHashMap<>(entries);
    Entry old = copy.get(key);
    copy.put(key, new Entry(dot >= 0 && old != null ? old.key() : here, changed));
    return new YamlMap(span, path, copy);
  }

  /**
   * The place of a key for a message of the caller's own: {@code `shots` at quantum (x.yaml:7)}.
   */
  public String describe(String key) {
    Entry entry = entries.get(key);
    return "`%s` at %s (%s)"
        .formatted(key, where(), YamlNode.place(entry == null ? span : entry.key()));
  }

  /** An error about the value of a key, in the house's form. */
  public NightshiftException wrong(String key, String found, String expected) {
    return new NightshiftException(
        ErrorCode.CONFIG_VALUE, "%s is %s; expected %s".formatted(describe(key), found, expected));
  }

  @Override
  public String kind() {
    return "a section of keys";
  }

  private String where() {
    return path.isEmpty() ? "the top level" : path;
  }

  private String child(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private NightshiftException wrong(String key, YamlNode found, String expected) {
    return wrong(key, found.kind(), expected);
  }

  private long whole(String key, YamlScalar scalar, long min, long max, String expected) {
    if (INTEGER.matcher(scalar.text()).matches()) {
      try {
        long value = Long.parseLong(scalar.text().replace("_", ""));
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException tooManyDigits) {
        throw wrong(key, scalar, expected);
      }
    }
    throw wrong(key, scalar, expected);
  }

  private YamlScalar scalar(String key, String expected) {
    YamlNode node = find(key);
    if (node == null) {
      throw new NightshiftException(
          ErrorCode.CONFIG_VALUE,
          "key `%s` is missing at %s (%s); give %s"
              .formatted(key, where(), YamlNode.place(span), expected));
    }
    if (node instanceof YamlScalar scalar) {
      return scalar;
    }
    throw wrong(key, node, expected);
  }

  private List<YamlScalar> scalars(String key, String expected) {
    YamlNode node = find(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof YamlList list)) {
      throw wrong(key, node, expected);
    }
    List<YamlScalar> scalars = new ArrayList<>();
    for (YamlNode item : list.items()) {
      if (!(item instanceof YamlScalar scalar) || scalar.type() == YamlScalar.Type.NULL) {
        throw wrong(key, "a list with " + item.kind(), expected);
      }
      scalars.add(scalar);
    }
    return scalars;
  }
}
