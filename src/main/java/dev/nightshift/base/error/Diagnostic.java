package dev.nightshift.base.error;

/**
 * A finding in a text: where it is, what is wrong, what to do.
 *
 * @param code its kind, with a number that never changes
 * @param span the place
 * @param message one line: what is wrong, expected against found
 * @param hint what to do next; empty when there is nothing to add
 * @param sourceLine the text of the line, without its end; empty when it is not known
 */
public record Diagnostic(
    Severity severity, ErrorCode code, Span span, String message, String hint, String sourceLine) {

  /** Longest part of a source line that is shown. */
  private static final int WINDOW = 100;

  /** How bad a finding is. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** Place and message on one line, as {@code file:3:7: ...}. */
  public String oneLine() {
    return span + ": " + message + (hint.isEmpty() ? "" : "; " + hint);
  }

  /** The caret form: place, code and message, the source line, a caret under it, the hint. */
  public String render() {
    StringBuilder text = new StringBuilder();
    text.append(span)
        .append(severity == Severity.ERROR ? ": error " : ": warning ")
        .append(code.label())
        .append(": ")
        .append(message);
    if (!sourceLine.isEmpty()) {
      int[] points = sourceLine.codePoints().map(Diagnostic::visible).toArray();
      int at = Math.min(span.column() - 1, points.length);
      int from = at < WINDOW - 20 ? 0 : at - WINDOW / 2;
      int to = Math.min(points.length, from + WINDOW);
      int carets = Math.clamp(span.length(), 1, Math.max(1, to - at));
      text.append("\n  ").append(new String(points, from, to - from).stripTrailing());
      text.append("\n  ").repeat(' ', at - from).append('^').repeat('~', carets - 1);
    }
    if (!hint.isEmpty()) {
      text.append("\n  hint: ").append(hint);
    }
    return text.toString();
  }

  /** One column a code point: tabs and control characters would move the caret. */
  private static int visible(int codePoint) {
    return Character.isISOControl(codePoint) ? ' ' : codePoint;
  }

  @Override
  public String toString() {
    return render();
  }
}
