package dev.nightshift.base.error;

/**
 * A place in a text file: where something starts and ends.
 *
 * @param file the path as the user gave it, or a name such as {@code <string>}
 * @param line 1-based line of the first character
 * @param column 1-based column, counted in code points
 * @param length code points covered on that line, at least 1
 */
public record Span(String file, int line, int column, int length) {
  public static final Span NONE = new Span("<none>", 1, 1, 1);

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
