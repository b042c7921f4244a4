package dev.nightshift.cli;

import java.util.Locale;
import java.util.OptionalDouble;

/** Measured figures as people read them; a dash where there is none. */
final class Figures {
  static final String NONE = "-";

  private Figures() {}

  /** A probability to three digits. */
  static String error(OptionalDouble error) {
    return error.isEmpty() ? NONE : String.format(Locale.ROOT, "%.3g", error.getAsDouble());
  }

  static String micros(OptionalDouble seconds) {
    return scaled(seconds, 1e6, "us");
  }

  static String nanos(OptionalDouble seconds) {
    return scaled(seconds, 1e9, "ns");
  }

  private static String scaled(OptionalDouble seconds, double scale, String unit) {
    return seconds.isEmpty()
        ? NONE
        : String.format(Locale.ROOT, "%.4g %s", seconds.getAsDouble() * scale, unit);
  }
}
