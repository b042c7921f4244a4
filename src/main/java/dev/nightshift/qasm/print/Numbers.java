package dev.nightshift.qasm.print;

/** Doubles as text: the fewest digits that read back to the same double, or a multiple of π. */
final class Numbers {
  private static final int[] DENOMINATORS = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64, 128};
  private static final int LARGEST_NUMERATOR = 64;
  private static final double LONGEST_PLAIN = 1e15;

  private Numbers() {}

  /** Whether the number is printed as a fraction of π, which binds like a product. */
  static boolean isFractionOfPi(double value) {
    return find(value) != 0;
  }

  /**
   * A fraction of π that evaluates, left to right, to the very double; 0 when there is none.
   *
   * @return the numerator in the high, the denominator in the low half
   */
  private static long find(double value) {
    double turns = value / Math.PI;
    if (value == 0 || Math.abs(turns) > LARGEST_NUMERATOR) {
      return 0;
    }
    for (int denominator : DENOMINATORS) {
      double numerator = Math.rint(turns * denominator);
      if (numerator != 0
          && Math.abs(numerator) <= LARGEST_NUMERATOR
          && numerator * Math.PI / denominator == value) {
        return (long) numerator << 32 | denominator;
      }
    }
    return 0;
  }

  /** Appends a number; a negative one begins with its sign. */
  static void append(StringBuilder out, double value) {
    long fraction = find(value);
    if (fraction == 0) {
      appendPlain(out, value);
      return;
    }
    int numerator = (int) (fraction >> 32);
    int denominator = (int) fraction;
    if (numerator < 0) {
      out.append('-');
    }
    if (Math.abs(numerator) != 1) {
      out.append(Math.abs(numerator)).append(" * ");
    }
    out.append("pi");
    if (denominator != 1) {
      out.append(" / ").append(denominator);
    }
  }

  /** Appends digits with a point or an exponent, never a locale's. */
  static void appendPlain(StringBuilder out, double value) {
    if (value == 0) {
      out.append("0.0");
    } else if (value == Math.rint(value) && Math.abs(value) < LONGEST_PLAIN) {
      out.append((long) value).append(".0");
    } else {
      int start = out.length();
      out.append(value);
      // Java writes 1.0E-5; the language and its readers know a small e better.
      int exponent = out.indexOf("E", start);
      if (exponent >= 0) {
        out.setCharAt(exponent, 'e');
      }
    }
  }
}
