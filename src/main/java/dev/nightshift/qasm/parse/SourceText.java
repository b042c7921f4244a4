package dev.nightshift.qasm.parse;

import dev.nightshift.base.error.Span;
import java.util.Arrays;

/**
 * A text with its lines; all indices count code points, as ANTLR does.
 *
 * <p>A line ends at a line feed; a carriage return before it does not belong to the line.
 */
public final class SourceText {
  private final String file;
  private final String text;
  private final boolean plain;
  private final int length;
  private final int[] lineStarts;
  private int lastLine;

  public SourceText(String file, String text) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.plain = this.text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    this.length = plain ? this.text.length() : this.text.codePointCount(0, this.text.length());
    this.lineStarts = lineStarts();
  }

  private int[] lineStarts() {
    int[] starts = new int[16];
    int lines = 1;
    int index = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLowSurrogate(c)) {
        index++;
      }
      if (c == '\n') {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * lines);
        }
        starts[lines++] = index;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  public String file() {
    return file;
  }

  String text() {
    return text;
  }

  /** Whether every code point is one char, so indices are those of the string. */
  boolean plain() {
    return plain;
  }

  int length() {
    return length;
  }

  /** 1-based line of an index. */
  int line(int index) {
    // Most questions go forward by a line or none.
    if (lineStarts[lastLine] <= index) {
      while (lastLine + 1 < lineStarts.length && lineStarts[lastLine + 1] <= index) {
        lastLine++;
      }
    } else {
      int found = Arrays.binarySearch(lineStarts, index);
      lastLine = found >= 0 ? found : -found - 2;
    }
    return lastLine + 1;
  }

  /** 0-based column of an index. */
  int column(int index) {
    return index - lineStarts[line(index) - 1];
  }

  /** The place from an index to another, cut at the end of the first line. */
  Span span(int start, int end) {
    int line = line(start);
    int lineEnd = line < lineStarts.length ? lineStarts[line] - 1 : length;
    int stop = Math.min(end, lineEnd);
    return new Span(file, line, start - lineStarts[line - 1] + 1, Math.max(1, stop - start));
  }

  /** The text of a 1-based line, without its end; empty beyond the file. */
  public String lineText(int line) {
    if (line < 1 || line > lineStarts.length) {
      return "";
    }
    int from = at(lineStarts[line - 1]);
    int to = line < lineStarts.length ? at(lineStarts[line]) - 1 : text.length();
    String found = text.substring(from, Math.max(from, to));
    return found.endsWith("\r") ? found.substring(0, found.length() - 1) : found;
  }

  private int at(int index) {
    return plain ? index : text.offsetByCodePoints(0, index);
  }
}
