package dev.nightshift.experiment;

import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpus;
import dev.nightshift.experiment.folder.Machine;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Meter;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.learn.quantum.StandardErrors;
import dev.nightshift.report.Causality;
import dev.nightshift.report.Difference;
import dev.nightshift.report.HtmlReport;
import dev.nightshift.report.LadderStep;
import dev.nightshift.report.MarkdownReport;
import dev.nightshift.report.ModelFigures;
import dev.nightshift.report.Quantum;
import dev.nightshift.report.Reference;
import dev.nightshift.report.RunReport;
import dev.nightshift.report.TimeSplit;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Puts a run's figures together and writes the three forms of its report. */
final class Reports {
  private Reports() {}

  /**
   * @param wholeSeconds this process' part of the run
   * @param waitedSeconds of it the training spent waiting for circuits
   */
  record Times(double wholeSeconds, double waitedSeconds) {}

  /**
   * @param ladder of the whole run
   */
  record Work(Meter meter, StandardErrors errors, List<LadderStep> ladder) {}

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  static RunReport of(
      String name,
      RunConfig config,
      String started,
      ModelRun.Outcome classical,
      ModelRun.Outcome hybrid,
      Work work,
      Times times,
      Map<String, String> versions,
      Machine machine,
      Corpus corpus) {
    ModelFigures twin = classical.figures();
    ModelFigures model = hybrid.figures();
    Causality causality = new Causality(probe(classical), probe(hybrid));
    double tensors = Math.max(0, twin.wallS() + model.wallS() - times.waitedSeconds());
    return new RunReport(
        name,
        started,
        twin,
        model,
        Difference.of(twin.sample(), model.sample()),
        Quantum.of(
            work.meter(),
            orNull(work.errors().values()),
            orNull(work.errors().derivatives()),
            orNull(work.errors().overEqualShots())),
        TimeSplit.of(times.wholeSeconds(), Math.min(tensors, times.wholeSeconds()), work.meter()),
        causality.verdict(),
        causality,
        versions,
        machine(machine),
        corpus(corpus),
        config.toMap(),
        new RunReport.Profiles(classical.profile(), hybrid.profile()),
        config.reference() == null ? null : Reference.named(config.reference()).orElse(null),
        work.ladder());
  }

  /** Writes report.json, report.md and report.html. Returns the JSON. */
  static byte[] write(RunFolder folder, RunReport report) {
    byte[] json = report.toJson().getBytes(StandardCharsets.UTF_8);
    folder.write("report.md", MarkdownReport.of(report));
    int qubits = folder.config().quantum().qubits();
    folder.write(
        "report.html", HtmlReport.of(report, Map.of("quantum-head", QuantumHeads.circuit(qubits))));
    folder.write("report.json", json);
    return json;
  }

  private static Causality.Probe probe(ModelRun.Outcome outcome) {
    return new Causality.Probe(
        outcome.leak() ? Causality.Verdict.LEAK : Causality.Verdict.PASS, outcome.largestChange());
  }

  private static Map<String, Object> machine(Machine machine) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("os", machine.os());
    map.put("arch", machine.arch());
    map.put("cpu", machine.cpu());
    map.put("cores", machine.cores());
    map.put("memory_mb", machine.memoryMb());
    map.put("java", machine.java());
    return map;
  }

  private static Map<String, Object> corpus(Corpus corpus) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", corpus.name());
    map.put("origin", corpus.origin());
    map.put("sha256", corpus.sha256());
    map.put("characters", corpus.length());
    map.put("vocabulary", corpus.vocabularySize());
    if (corpus.notice() != null) {
      map.put("notice", corpus.notice());
    }
    return map;
  }
}
