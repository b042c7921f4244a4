package dev.nightshift.experiment.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.UserFolders;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.ledger.Cap;
import dev.nightshift.wire.config.Yaml;
import dev.nightshift.wire.config.YamlMap;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Caps as people write them:
 *
 * <pre>
 * budgets:
 *   run:     {shots: 2_000_000, qpu_s: 600, money: 960, jobs: 200}
 *   day:     {qpu_s: 1200}
 *   backend: {jobs: 500}
 *   all:     {money: 5000}
 * </pre>
 *
 * in a config, and without the first line in {@code nightshift/budgets.yaml} under the user's
 * configuration folder, where they hold for every run.
 */
public final class Budgets {
  private static final double MOST_SECONDS = 1e9;
  private static final double MOST_MONEY = 1e9;
  private static final double MICROS = 1e6;
  private static final Pattern SHORT =
      Pattern.compile("([0-9][0-9_]*(?:\\.[0-9]+)?)\\s*(s|min|h|shots|jobs|money)");

  private Budgets() {}

  /**
   * Reads a section of caps.
   *
   * @throws NightshiftException a CONFIG code with the place
   */
  static Budget read(YamlMap map) {
    map.only("run", "day", "backend", "all");
    List<Cap> caps = new ArrayList<>();
    for (Cap.Scope scope : Cap.Scope.values()) {
      YamlMap section = map.map(scope.label());
      section.only("shots", "qpu_s", "money", "jobs");
      Cap cap =
          new Cap(
              scope,
              section.has("shots") ? section.whole("shots", 0, Long.MAX_VALUE) : null,
              micros(section, "qpu_s", MOST_SECONDS),
              micros(section, "money", MOST_MONEY),
              section.has("jobs") ? section.whole("jobs", 0, Long.MAX_VALUE) : null);
      if (cap.limits()) {
        caps.add(cap);
      }
    }
    return new Budget(caps);
  }

  private static @Nullable Long micros(YamlMap section, String key, double most) {
    return section.has(key) ? Math.round(section.decimal(key, 0, most) * MICROS) : null;
  }

  /** The user's own caps, which hold for every run; none where there is no such file. */
  public static Budget ofUser(Map<String, String> environment) {
    Path file = UserFolders.config(environment).resolve("budgets.yaml");
    return Files.exists(file) ? read(Yaml.read(file)) : Budget.UNLIMITED;
  }

  /**
   * A cap for one run as the command line has it: {@code 10min}, {@code 600s}, {@code 1h}, {@code
   * 50money}, {@code 100_000shots}, {@code 20jobs}.
   *
   * @throws NightshiftException USAGE
   */
  public static Budget ofText(String text) {
    Matcher matcher = SHORT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "--budget is '%s'; give a number with its unit: 600s, 10min, 1h, 100_000shots, 20jobs or 50money"
              .formatted(text));
    }
    BigDecimal number = new BigDecimal(matcher.group(1).replace("_", ""));
    Long micros = number.multiply(BigDecimal.valueOf(factor(matcher.group(2)))).longValue();
    return new Budget(
        List.of(
            switch (matcher.group(2)) {
              case "shots" -> new Cap(Cap.Scope.RUN, number.longValue(), null, null, null);
              case "jobs" -> new Cap(Cap.Scope.RUN, null, null, null, number.longValue());
              case "money" -> new Cap(Cap.Scope.RUN, null, null, micros, null);
              default -> new Cap(Cap.Scope.RUN, null, micros, null, null);
            }));
  }

  /** All of several caps, as {@link #ofText}. */
  public static Budget ofTexts(List<String> texts) {
    Budget budget = Budget.UNLIMITED;
    for (String text : texts) {
      budget = budget.and(ofText(text));
    }
    return budget;
  }

  private static long factor(String unit) {
    return switch (unit) {
      case "min" -> 60_000_000L;
      case "h" -> 3_600_000_000L;
      default -> 1_000_000L;
    };
  }

  /** The caps as a config has them. */
  static Map<String, Object> toMap(Budget budget) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Cap cap : budget.caps()) {
      Map<String, Object> section = new LinkedHashMap<>();
      put(section, "shots", cap.shots());
      put(section, "qpu_s", cap.qpuMicros() == null ? null : cap.qpuMicros() / MICROS);
      put(section, "money", cap.moneyMicros() == null ? null : cap.moneyMicros() / MICROS);
      put(section, "jobs", cap.jobs());
      map.put(cap.scope().label(), section);
    }
    return map;
  }

  private static void put(Map<String, Object> section, String key, @Nullable Number value) {
    if (value != null) {
      section.put(key, value);
    }
  }
}
