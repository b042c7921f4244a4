package dev.nightshift.cli;

import dev.nightshift.cache.Parts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** How the commands of the cache print what they have in common. */
final class CacheTexts {
  private static final Pattern DIGEST = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{52}\\b");

  private CacheTexts() {}

  /** With twelve digits of each SHA-256, which tell apart whatever a folder can hold. */
  static String brief(String text) {
    return DIGEST.matcher(text).replaceAll("$1");
  }

  static String size(long bytes) {
    return bytes < 1024
        ? bytes + " B"
        : bytes < 1 << 20
            ? String.format(Locale.ROOT, "%.1f kB", bytes / 1024.0)
            : String.format(Locale.ROOT, "%.1f MB", bytes / 1024.0 / 1024);
  }

  static Map<String, Object> json(Parts parts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    parts.texts().forEach((part, text) -> fields.put(part.text(), text));
    return fields;
  }
}
