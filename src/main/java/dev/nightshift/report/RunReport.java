package dev.nightshift.report;

import dev.nightshift.report.Causality.Verdict;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a finished run has to tell; {@code report.json} is this record with names in
 * snake case.
 *
 * @param name of the config
 * @param started UTC, ISO 8601
 * @param timeS where the wall time went
 * @param causality of both models; LEAK where either leaks
 * @param causalityProbe each model's probe
 * @param versions of Nightshift and what it stands on, by name
 * @param machine by property, in order
 * @param corpus name, origin, digest and sizes, and a notice where it stands in for another
 * @param config as resolved, by key
 * @param profile where each model's training spent its time; null where none was taken
 * @param reference published figures to print beside; null where the config names none
 * @param ladder what was done when the budget refused jobs, in order
 */
public record RunReport(
    String name,
    String started,
    ModelFigures classical,
    ModelFigures hybrid,
    Difference difference,
    Quantum quantum,
    TimeSplit timeS,
    Verdict causality,
    Causality causalityProbe,
    Map<String, String> versions,
    Map<String, Object> machine,
    Map<String, Object> corpus,
    Map<String, Object> config,
    @Nullable Profiles profile,
    @Nullable Reference reference,
    List<LadderStep> ladder) {

  /** Both models' profiles. */
  public record Profiles(Profile classical, Profile hybrid) {}

  public RunReport {
    versions = ordered(versions);
    machine = ordered(machine);
    corpus = ordered(corpus);
    config = ordered(config);
    // Reports of earlier versions have none.
    ladder = ladder == null ? List.of() : List.copyOf(ladder);
  }

  /** The text of {@code report.json}, on many lines. */
  public String toJson() {
    return new String(Json.writePretty(this), StandardCharsets.UTF_8) + "\n";
  }

  /** The report that a {@code report.json} holds. */
  public static RunReport ofJson(byte[] json) {
    return Json.read(json, RunReport.class);
  }

  /** How many times longer the hybrid model trained. */
  public double slowdown() {
    return classical.wallS() > 0 ? hybrid.wallS() / classical.wallS() : 0;
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
