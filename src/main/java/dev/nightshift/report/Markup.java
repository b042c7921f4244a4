package dev.nightshift.report;

/** Text made safe inside HTML and SVG. */
final class Markup {
  private Markup() {}

  /** The text with every character that markup gives a meaning replaced by a reference. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      switch (letter) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          // A control character is no character of HTML: shown as a box.
          boolean control = letter < ' ' && letter != '\n' && letter != '\t';
          out.append(control ? '\u25a1' : letter);
        }
      }
    }
    return out.toString();
  }
}
