package dev.nightshift.wire.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The known word that is closest to one that was typed. */
public final class Nearest {
  private Nearest() {}

  /** The closest word by edit distance, unless more than half of the letters differ. */
  public static Optional<String> of(String typed, Collection<String> known) {
    int limit = Math.max(2, typed.length() / 2);
    LevenshteinDistance distance = new LevenshteinDistance(limit);
    String lower = typed.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(word -> distance.apply(lower, word.toLowerCase(Locale.ROOT)) >= 0)
        .min(
            Comparator.<String>comparingInt(
                    word -> distance.apply(lower, word.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code did you mean `x`?}, or all known words where none is close. */
  public static String hint(String typed, Collection<String> known) {
    return of(typed, known)
        .map(word -> "did you mean `" + word + "`?")
        .orElseGet(() ->
            known.isEmpty() ? "no key is known here" : "known are " + String.join(", ", known));
  }
}
