package dev.nightshift.circuit;

import java.util.Comparator;

/**
 * The order of names on the wire: by code point, as Python sorts strings; UTF-16 order differs
 * beyond the BMP.
 */
public final class CodePoints {
  public static final Comparator<String> ORDER =
      (a, b) -> {
        int[] x = a.codePoints().toArray();
        int[] y = b.codePoints().toArray();
        return java.util.Arrays.compare(x, y);
      };

  private CodePoints() {}
}
