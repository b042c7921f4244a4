package dev.nightshift.experiment.plan;

import dev.nightshift.job.QpuSeconds;
import dev.nightshift.job.UpperBound;
import dev.nightshift.learn.RunPart;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as JSON. Keys stay; what is unknown is null, with the reason beside it. Seconds and money
 * are numbers in the unit that the key names, money in units of the currency.
 */
public final class PlanJson {
  private PlanJson() {}

  /** One object. */
  public static String of(RunPlan plan) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("config", plan.config());
    map.put("seed", plan.seed());
    map.put("queue_minutes", plan.queueMinutes());
    map.put(
        "backends",
        plan.entries().stream().map(entry -> backend(entry, plan.queueMinutes())).toList());
    map.put(
        "published_program",
        plan.published()
            .map(shape ->
                section(
                    "calls", shape.calls(),
                    "circuits", shape.circuits(),
                    "jobs_of_a_layer_and_batch", shape.jobs(),
                    "different_circuits", shape.different()))
            .orElse(null));
    return new String(Json.writePretty(map), StandardCharsets.UTF_8);
  }

  private static Map<String, @Nullable Object> backend(RunPlan.Entry entry, double queueMinutes) {
    PlanEstimate estimate = entry.estimate();
    Venue venue = estimate.venue();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", venue.name());
    map.put("kind", venue.kind().name().toLowerCase(Locale.ROOT));
    map.put("device", venue.device().map(device -> (Object) device.name()).orElse(null));
    map.put("timing", venue.timing());
    map.put("exact", estimate.exact());
    map.put("counts", counts(estimate.total()));
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    for (RunPart part : RunPart.values()) {
      Map<String, @Nullable Object> one = counts(estimate.counts().getOrDefault(part, Counts.NONE));
      one.put("qpu_seconds", estimate.qpu().map(qpu -> qpu(qpu.get(part))).orElse(null));
      parts.put(part.label(), one);
    }
    map.put("parts", parts);
    map.put("qpu_seconds", estimate.qpuSeconds().map(PlanJson::qpu).orElse(null));
    map.put(
        "qpu_terms",
        estimate
            .qpuSeconds()
            .map(seconds -> {
              Map<String, @Nullable Object> terms = new LinkedHashMap<>();
              terms.put("base", micro(seconds.base()));
              terms.put("pauses", micro(seconds.pauses()));
              terms.put("circuits", micro(seconds.circuits()));
              terms.put("dominant", Term.of(seconds).getFirst().key());
              return terms;
            })
            .orElse(null));
    map.put("largest_job", estimate.largestJob().map(PlanJson::bound).orElse(null));
    map.put("money", money(estimate));
    map.put("time", estimate.nights(queueMinutes).map(PlanJson::time).orElse(null));
    map.put("changes", entry.changes().stream().map(PlanJson::change).toList());
    map.put("notes", entry.notes());
    return map;
  }

  private static Map<String, @Nullable Object> counts(Counts counts) {
    return section(
        "jobs", counts.jobs(),
        "rounds", counts.rounds(),
        "circuits", counts.circuits(),
        "circuits_asked", counts.asked(),
        "unique_circuits", counts.bindings(),
        "bindings", counts.bindings(),
        "executions", counts.executions(),
        "shots", counts.shots());
  }

  private static @Nullable Object qpu(@Nullable QpuSeconds seconds) {
    return seconds == null
        ? null
        : section(
            "low", micro(seconds.low()),
            "likely", micro(seconds.likely()),
            "high", micro(seconds.high()));
  }

  private static Object bound(UpperBound bound) {
    return section(
        "executions", bound.executions(),
        "shots", bound.shots(),
        "qpu_seconds", bound.qpuSeconds());
  }

  private static Map<String, @Nullable Object> money(PlanEstimate estimate) {
    return switch (estimate.venue().price()) {
      case Price.Free _ -> section("known", true, "free", true);
      case Price.Unknown(var remedy) -> section("known", false, "remedy", remedy);
      case Price.Known(var pricing) -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("known", estimate.money().isPresent());
        map.put("currency", pricing.currency());
        map.put("low", estimate.money().map(money -> (Object) (money.low() / 1e6)).orElse(null));
        map.put(
            "likely", estimate.money().map(money -> (Object) (money.likely() / 1e6)).orElse(null));
        map.put("high", estimate.money().map(money -> (Object) (money.high() / 1e6)).orElse(null));
        map.put("per_qpu_second", pricing.microsPerQpuSecond() / 1e6);
        map.put("plan", pricing.plan());
        map.put("source", pricing.source());
        map.put("date", pricing.date());
        yield map;
      }
    };
  }

  private static Object time(PlanEstimate.Nights nights) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("queue_hours", micro(nights.queueHours()));
    map.put("qpu_hours", nights.qpuHours().map(PlanJson::micro).orElse(null));
    map.put("hours_a_night", PlanEstimate.Nights.HOURS_A_NIGHT);
    map.put("nights", nights.nights());
    map.put("dominant", nights.dominant().orElse(null));
    return map;
  }

  private static Map<String, @Nullable Object> change(Change change) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("title", change.title());
    map.put("settings", change.settings());
    map.put("saves_share_of_qpu", micro(change.shareOfQpu()));
    map.put("saves_share_of_time", micro(change.shareOfTime()));
    map.put("saves_rounds", change.rounds());
    map.put("saves_executions", change.executions());
    map.put(
        "saves_qpu_seconds",
        change.qpuSeconds().isPresent() ? (Object) micro(change.qpuSeconds().getAsDouble()) : null);
    map.put("price", change.price());
    return map;
  }

  /** Six decimals: more are rounding's. */
  private static double micro(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  private static Map<String, @Nullable Object> section(Object... keysAndValues) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
