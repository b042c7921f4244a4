package dev.nightshift.wire.device;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a device's folder comes from, as its {@code SOURCE.md} says in the lines {@code - kind:},
 * {@code - from:} and {@code - date:}; the rest of that file is for people.
 *
 * @param from one line: a service, a package, a generator with its seed
 * @param date of the snapshot, or on which it was made
 */
public record Source(Kind kind, String from, String date) {
  /** How a folder came about. */
  public enum Kind {
    /** Figures drawn by a generator; no such device exists. */
    SYNTHETIC,
    /** Saved from a live service. */
    SNAPSHOT,
    /** Files of others, taken as they are. */
    IMPORT,
    /** Nobody says. */
    UNKNOWN;

    /** As it is written in the file. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of a folder without a {@code SOURCE.md}. */
  public static final Source UNKNOWN = new Source(Kind.UNKNOWN, "unknown", "unknown");

  private static final Pattern LINE = Pattern.compile("(?m)^- (kind|from|date): *(.+?) *$");

  /** Reads a {@code SOURCE.md}; what it does not say is unknown. */
  static Source of(String markdown) {
    String kind = UNKNOWN.kind().text();
    String from = UNKNOWN.from();
    String date = UNKNOWN.date();
    Matcher matcher = LINE.matcher(markdown);
    while (matcher.find()) {
      String value = matcher.group(2);
      switch (matcher.group(1)) {
        case "kind" -> kind = value;
        case "from" -> from = value;
        default -> date = value;
      }
    }
    String found = kind;
    return new Source(
        Arrays.stream(Kind.values())
            .filter(known -> known.text().equals(found))
            .findAny()
            .orElse(Kind.UNKNOWN),
        from,
        date);
  }

  /** The text of a {@code SOURCE.md}. */
  public String toMarkdown(String device) {
    return "# %s\n\n- kind: %s\n- from: %s\n- date: %s\n"
        .formatted(device, kind.text(), from, date);
  }
}
