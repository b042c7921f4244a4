package dev.nightshift.wire.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a second of a device costs, as the {@code pricing} part of a provider's file says it.
 *
 * @param plan the tariff's name, such as {@code Pay-As-You-Go}
 * @param currency three capitals, such as {@code USD}
 * @param microsPerQpuSecond millionths of the currency for each charged second, at least 0; 0 is a
 *     plan that is free, never a price that nobody knows
 * @param source where the price stands
 * @param date on which it stood there, such as {@code 2026-05-25}
 */
public record Pricing(
    String plan, String currency, long microsPerQpuSecond, String source, String date) {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final String SECOND = "per_qpu_second";
  private static final String MINUTE = "per_qpu_minute";
  private static final double MOST = 1e6;

  /** Reads the part. */
  static Pricing read(YamlMap map) {
    map.only("plan", "currency", SECOND, MINUTE, "source", "date");
    if (map.has(SECOND) == map.has(MINUTE)) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          "%s: pricing needs either %s or %s; give one of them"
              .formatted(YamlNode.place(map.span()), SECOND, MINUTE));
    }
    double price =
        map.has(SECOND) ? map.decimal(SECOND, 0, MOST) : map.decimal(MINUTE, 0, MOST) / 60;
    String currency = map.text("currency");
    if (!CURRENCY.matcher(currency).matches()) {
      throw map.wrong("currency", "'" + currency + "'", "three capitals such as USD");
    }
    String date = map.text("date");
    if (!DATE.matcher(date).matches()) {
      throw map.wrong("date", "'" + date + "'", "a date such as \"2026-05-25\"");
    }
    return new Pricing(
        map.text("plan"), currency, Math.round(price * 1e6), map.text("source"), date);
  }

  /** Millionths of the currency for so many seconds. */
  public long micros(double seconds) {
    return Math.round(seconds * microsPerQpuSecond);
  }

  /** An amount as people read it, such as {@code USD 1,234.50}. */
  public String text(long micros) {
    return "%s %s".formatted(currency, String.format(Locale.ROOT, "%,.2f", micros / 1e6));
  }
}
