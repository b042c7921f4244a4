package dev.nightshift.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nightshift.assertion.Golden;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportGoldenTest {
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(locale);
  }

  @Test
  void theMarkdownIsAsReviewed() {
    Golden.assertMatches("report/faithful.md", MarkdownReport.of(Reports.faithful()));
    Golden.assertMatches("report/plain.md", MarkdownReport.of(Reports.withoutReference()));
  }

  @Test
  void theJsonIsAsReviewedAndReadsBack() {
    RunReport report = Reports.faithful();
    String json = report.toJson();

    Golden.assertMatches("report/faithful.json", json);
    assertThat(RunReport.ofJson(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(report);
  }

  @Test
  void theJsonHasTheNamesThatOtherProgramsRead() {
    Map<?, ?> json =
        Json.read(Reports.faithful().toJson().getBytes(StandardCharsets.UTF_8), Map.class);

    assertThat(json.keySet().stream().map(String::valueOf))
        .contains(
            "classical",
            "hybrid",
            "difference",
            "quantum",
            "time_s",
            "causality",
            "versions",
            "config");
    assertThat(names(json, "classical"))
        .contains(
            "loss",
            "eval_losses",
            "wall_s",
            "cpu_s",
            "rss_peak_mb",
            "parameters",
            "tokens_per_s",
            "sample")
        .isEqualTo(names(json, "hybrid"));
    assertThat(names(json, "difference"))
        .containsExactly("hamming", "agreement", "jaccard", "levenshtein");
    assertThat(names(json, "quantum"))
        .contains(
            "jobs",
            "rounds",
            "circuits",
            "bindings",
            "executions",
            "shots",
            "cache_hits",
            "failed",
            "retried");
    assertThat(names(json, "time_s"))
        .containsExactly("classical", "compile", "wire", "simulate", "other");
    assertThat(json.get("causality")).isEqualTo("LEAK");
  }

  @Test
  void theLossLinesKeepThePublishedWording() {
    assertThat(MarkdownReport.of(Reports.faithful()).lines())
        .contains(
            "- Classical loss: 2.7006 (wall: 2.8 s, cpu: 3.9 s, peak rss: 412.3 MB, parameters:"
                + " 8769, tokens/s: 11267.6)",
            "- Hybrid loss: 2.7586 (wall: 5.1 s, cpu: 7.5 s, peak rss: 431.0 MB, parameters: 8821,"
                + " tokens/s: 6250.0)");
  }

  @Test
  void aReportIsTheSameInEveryLocale() {
    String english = MarkdownReport.of(Reports.faithful());
    Locale.setDefault(Locale.GERMANY);

    assertThat(MarkdownReport.of(Reports.faithful())).isEqualTo(english);
  }

  @Test
  void aLossThatIsNoNumberIsRefused() {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() ->
            new ModelFigures(Double.NaN, List.of(4.0), List.of(0), 1, 1, null, 10, 10, "text"))
        .withMessage("the loss is NaN after evaluations [4.0]; lower train.learning_rate")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FINITE));
  }

  private static List<String> names(Map<?, ?> json, String key) {
    return json.get(key) instanceof Map<?, ?> section
        ? section.keySet().stream().map(String::valueOf).toList()
        : List.of();
  }
}
