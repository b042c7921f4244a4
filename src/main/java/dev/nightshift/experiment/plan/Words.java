package dev.nightshift.experiment.plan;

import java.util.Locale;

/** Sentences with numbers, alike in every locale. */
final class Words {
  private Words() {}

  static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
