package dev.nightshift.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as the report prints them, alike in every locale. */
final class Numbers {
  static final String MISSING = "not known";

  private Numbers() {}

  static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** A count with thousands set apart. */
  static String count(long value) {
    return of("%,d", value);
  }

  /** A loss, four decimals. */
  static String loss(double value) {
    return of("%.4f", value);
  }

  /** Seconds with a unit; small ones in milliseconds. */
  static String seconds(double value) {
    return value > 0 && value < 0.1 ? of("%.1f ms", 1000 * value) : of("%.1f s", value);
  }

  static String megabytes(@Nullable Double value) {
    return value == null ? MISSING : of("%.1f MB", value);
  }

  static String percent(double share) {
    return of("%.1f %%", 100 * share);
  }

  /** A number with three significant digits. */
  static String small(double value) {
    if (value == 0) {
      return "0";
    }
    return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5 ? of("%.2e", value) : of("%.4f", value);
  }

  /** The text of a fraction as the published report prints it: three decimals. */
  static String fraction(double value) {
    return of("%.3f", value);
  }
}
