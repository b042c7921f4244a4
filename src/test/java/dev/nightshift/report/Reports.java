package dev.nightshift.report;

import dev.nightshift.report.Causality.Probe;
import dev.nightshift.report.Causality.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report with fixed figures, hostile text included. */
final class Reports {
  static final String CLASSICAL_SAMPLE = "\nI\nTe he be <b>the</b> the & \"te\" and the ``` the";
  static final String HYBRID_SAMPLE = "\n\nAn he he the <script>alert(1)</script> the thes 😀";

  private Reports() {}

  static RunReport faithful() {
    return report(
        Reference.named("nano-gpt").orElseThrow(),
        new RunReport.Profiles(profile("dev.nightshift.learn.Trainer.step"), profile("a.B.c|d")));
  }

  static RunReport withoutReference() {
    return report(null, null);
  }

  private static RunReport report(
      @Nullable Reference reference, RunReport.@Nullable Profiles profiles) {
    Causality causality =
        new Causality(Probe.of(0, 1e-6), Probe.of(reference == null ? 0 : 0.0312, 1e-6));
    return new RunReport(
        "nano-gpt-faithful",
        "2026-11-23T22:15:00Z",
        new ModelFigures(
            2.70055890083313,
            losses(4.385958194732666, 2.70055890083313),
            steps(),
            2.84,
            3.91,
            412.3456,
            8_769,
            11_267.6,
            CLASSICAL_SAMPLE),
        new ModelFigures(
            2.7585766315460205,
            losses(4.371365547180176, 2.7585766315460205),
            steps(),
            5.12,
            7.5,
            reference == null ? null : 431.0,
            8_821,
            6_250,
            HYBRID_SAMPLE),
        Difference.of(CLASSICAL_SAMPLE, HYBRID_SAMPLE),
        quantum(reference == null),
        new TimeSplit(5.25, 0.04, 1.1, 0.9, 0.31),
        reference == null ? Verdict.PASS : causality.verdict(),
        causality,
        ordered("nightshift", "0.1.0", "java", "25.0.1+8", "djl", "0.36.0", "pytorch", "2.7.1"),
        ordered("os", "Linux 6.1", "arch", "amd64", "cpu", "A <Processor>", "cores", 2),
        ordered("name", "tiny-shakespeare", "tokens", 1_115_394, "vocabulary", 65),
        config(),
        profiles,
        reference,
        reference == null ? ladder() : List.of());
  }

  private static Quantum quantum(boolean sampled) {
    return new Quantum(
        2_800,
        2_800,
        5_600,
        406_400,
        sampled ? 416_153_600 : 406_400,
        sampled ? 416_153_600 : 0,
        12,
        1_219_200,
        0,
        3,
        98_765_432,
        12_345_678,
        sampled ? 0.03104 : null,
        sampled ? 0.02186 : null,
        sampled ? 0.8311 : null);
  }

  private static List<LadderStep> ladder() {
    return List.of(
        new LadderStep(
            57,
            2,
            "spsa",
            "2026-11-24T01:02:03Z",
            "NS2001 cap-reached: 600 s of the run & no more"),
        new LadderStep(
            90, null, "pause", "2026-11-24T02:03:04Z", "NS2001 cap-reached: <600 s> of the run"));
  }

  private static Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("seed", 0);
    config.put("backend", "local");
    config.put("corpus", "tiny-shakespeare");
    config.put("model", ordered("n_embd", 16, "n_head", 2, "dropout", 0.1));
    config.put("quantum", ordered("mode", "faithful", "qubits", 4, "shots", 0));
    return config;
  }

  private static List<Integer> steps() {
    List<Integer> steps = new ArrayList<>();
    for (int step = 0; step < 1_000; step += 50) {
      steps.add(step);
    }
    return steps;
  }

  /** A curve that falls like 1/(1 + k/4), bent a little, from one loss to the other. */
  private static List<Double> losses(double first, double last) {
    List<Double> losses = new ArrayList<>();
    for (int k = 0; k < 20; k++) {
      double fall = 1 / (1 + k / 4.0);
      double rest = 1 / (1 + 19 / 4.0);
      double bend = k == 0 || k == 19 ? 0 : 0.05 * StrictMath.sin(2.3 * k + first);
      losses.add(last + (first - last) * (fall - rest) / (1 - rest) + bend);
    }
    return losses;
  }

  private static Profile profile(String first) {
    List<Profile.Method> methods = new ArrayList<>();
    methods.add(new Profile.Method(first, 120, 0.4));
    for (int i = 1; i < Profile.TOP; i++) {
      methods.add(
          new Profile.Method(
              "ai.djl.pytorch.jni.PyTorchLibrary.torchOperation" + i, 60 / i, (60 / i) / 300.0));
    }
    return new Profile(300, methods);
  }

  @SuppressWarnings("unchecked")
  private static <V> Map<String, V> ordered(Object... keysAndValues) {
    Map<String, V> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], (V) keysAndValues[i + 1]);
    }
    return map;
  }
}
