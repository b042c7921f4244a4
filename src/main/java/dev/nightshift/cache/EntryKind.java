package dev.nightshift.cache;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What a file of the cache holds. */
public enum EntryKind {
  /** Exact expectation values, row by row. */
  EXACT("exact", ".exact"),
  /** The whole result of a seeded job. */
  SEEDED("seeded", ".seeded"),
  /** Estimated values of all requests so far, with the shots behind them. */
  VALUES("pooled values", ".values"),
  /** How often each outcome was measured by all requests so far. */
  COUNTS("pooled counts", ".counts");

  private final String text;
  private final String suffix;

  EntryKind(String text, String suffix) {
    this.text = text;
    this.suffix = suffix;
  }

  /** As it is printed. */
  public String text() {
    return text;
  }

  /** Whether requests add to it. */
  public boolean pooled() {
    return this == VALUES || this == COUNTS;
  }

  String suffix() {
    return suffix;
  }

  /** By the end of a file's name. */
  static Optional<EntryKind> of(Path file) {
    String name = file.getFileName().toString();
    return Arrays.stream(values()).filter(kind -> name.endsWith(kind.suffix)).findAny();
  }
}
