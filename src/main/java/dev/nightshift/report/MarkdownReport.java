package dev.nightshift.report;

import static dev.nightshift.report.Numbers.count;
import static dev.nightshift.report.Numbers.fraction;
import static dev.nightshift.report.Numbers.loss;
import static dev.nightshift.report.Numbers.megabytes;
import static dev.nightshift.report.Numbers.percent;
import static dev.nightshift.report.Numbers.seconds;
import static dev.nightshift.report.Numbers.small;

import dev.nightshift.report.Causality.Verdict;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.md}: the published report's sections in its order, then what it leaves out.
 *
 * <p>Other programs read the two loss lines; their wording is fixed.
 */
public final class MarkdownReport {
  private final RunReport report;
  private final @Nullable Reference reference;
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport(RunReport report) {
    this.report = report;
    this.reference = report.reference();
  }

  /** The report as markdown; every line ends with a line feed. */
  public static String of(RunReport report) {
    return new MarkdownReport(report).text();
  }

  private String text() {
    line("# Nightshift report: %s", report.name());
    configuration();
    figures();
    difference();
    samples();
    profiles();
    quantum();
    time();
    causality();
    environment();
    return out.toString();
  }

  private void configuration() {
    heading("Configuration");
    report
        .config()
        .forEach((key, value) ->
            line("- %s: %s", key, value instanceof Map<?, ?> section ? inOneLine(section) : value));
    Map<String, Object> corpus = report.corpus();
    if (!corpus.isEmpty()) {
      line("- corpus used: %s", inOneLine(corpus));
    }
    if (reference != null) {
      line("- published figures: %s", reference.source());
    }
  }

  private void figures() {
    heading("Losses and cost");
    model("Classical", report.classical(), reference == null ? null : reference.classical());
    model("Hybrid", report.hybrid(), reference == null ? null : reference.hybrid());
    line(
        "- Hybrid over classical: loss %+.4f, wall time %.2f x%s",
        report.hybrid().loss() - report.classical().loss(),
        report.slowdown(),
        reference == null
            ? ""
            : Numbers.of(
                " (published: loss %+.4f, wall time %.0f x)",
                reference.hybrid().loss() - reference.classical().loss(),
                reference.hybrid().wallS() / reference.classical().wallS()));
  }

  private void model(String name, ModelFigures figures, Reference.@Nullable Figures published) {
    line(
        "- %s loss: %s (wall: %.1f s, cpu: %.1f s, peak rss: %s, parameters: %d, tokens/s: %.1f)",
        name,
        loss(figures.loss()),
        figures.wallS(),
        figures.cpuS(),
        megabytes(figures.rssPeakMb()),
        figures.parameters(),
        figures.tokensPerS());
    if (published != null) {
      line(
          "  - published: %s (wall: %.1f s, parameters: %d, tokens/s: %.1f)",
          loss(published.loss()),
          published.wallS(),
          published.parameters(),
          published.tokensPerS());
    }
  }

  private void difference() {
    Difference ours = report.difference();
    Difference published = reference == null ? null : reference.difference();
    int length = longerSample();
    heading("Difference of the samples");
    line(
        "- Hamming distance: %d of %d%s",
        ours.hamming(),
        length,
        published == null || reference == null
            ? ""
            : " (published: %d of %d)".formatted(published.hamming(), reference.sampleLength()));
    line(
        "- Agreement: %s%s",
        fraction(ours.agreement()),
        published == null ? "" : published(fraction(published.agreement())));
    line(
        "- Jaccard similarity of characters: %s%s",
        fraction(ours.jaccard()),
        published == null ? "" : published(fraction(published.jaccard())));
    line(
        "- Levenshtein distance: %d%s",
        ours.levenshtein(), published == null ? "" : published("" + published.levenshtein()));
  }

  private int longerSample() {
    String a = report.classical().sample();
    String b = report.hybrid().sample();
    return Math.max(a.codePointCount(0, a.length()), b.codePointCount(0, b.length()));
  }

  private void samples() {
    heading("Samples");
    sample("Classical", report.classical().sample());
    sample("Hybrid", report.hybrid().sample());
  }

  private void sample(String name, String text) {
    line("### %s", name);
    line("");
    // A fence longer than any run of back quotes in the text cannot be closed by it.
    int longest = 2;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    line("%s%s", fence, "text");
    out.append(text).append('\n');
    line("%s", fence);
    line("");
  }

  private void profiles() {
    heading("Profile");
    RunReport.Profiles profiles = report.profile();
    if (profiles == null) {
      line("No profile was taken in this run.");
      return;
    }
    profile("Classical", profiles.classical());
    profile("Hybrid", profiles.hybrid());
  }

  private void profile(String name, Profile profile) {
    line("### %s: top %d methods of %s samples", name, Profile.TOP, count(profile.samples()));
    line("");
    line("| # | method | samples | share |");
    line("|---:|---|---:|---:|");
    int place = 1;
    for (Profile.Method method : profile.methods()) {
      line(
          "| %d | `%s` | %s | %s |",
          place++,
          method.name().replace("|", "\\|"),
          count(method.samples()),
          percent(method.share()));
    }
    line("");
  }

  private void quantum() {
    Quantum quantum = report.quantum();
    heading("Quantum work");
    line(
        "- Jobs: %s%s",
        count(quantum.jobs()),
        reference == null
            ? ""
            : " (published: %s calls of the simulator)".formatted(count(reference.jobs())));
    line("- Rounds: %s", count(quantum.rounds()));
    line("- Circuits sent: %s templates", count(quantum.circuits()));
    line("- Bindings: %s", count(quantum.bindings()));
    line(
        "- Executions: %s%s",
        count(quantum.executions()),
        reference == null
            ? ""
            : " (published: %s circuits of %s shots)"
                .formatted(count(reference.circuits()), count(reference.shots())));
    line("- Shots: %s", quantum.shots() == 0 ? "0 (exact values)" : count(quantum.shots()));
    line("- Mean standard errors: %s", standardErrors(quantum));
    line(
        "- Cache hits: %s; duplicates sent once: %s",
        count(quantum.cacheHits()), count(quantum.duplicates()));
    line("- Failed jobs: %s; retried calls: %s", count(quantum.failed()), count(quantum.retried()));
    line(
        "- Bytes sent: %s; received: %s",
        count(quantum.bytesSent()), count(quantum.bytesReceived()));
    for (LadderStep step : report.ladder()) {
      line("- Budget: %s (%s): %s; %s", step.place(), step.at(), step.does(), step.why());
    }
  }

  /** Such as {@code 0.0312 of a value, 0.0221 of a derivative}. */
  static String standardErrors(Quantum quantum) {
    return quantum.valueStdError() == null
        ? "0 (exact values)"
        : small(quantum.valueStdError())
            + " of a value"
            + (quantum.gradientStdError() == null
                ? ""
                : ", " + small(quantum.gradientStdError()) + " of a derivative")
            + (quantum.gradientErrorShare() == null
                ? ""
                : "; of a gradient %.3f x that of equal shots"
                    .formatted(quantum.gradientErrorShare()));
  }

  private void time() {
    TimeSplit time = report.timeS();
    double total = time.total();
    heading("Time");
    line("| part | time | share |");
    line("|---|---:|---:|");
    part("classical", time.classical(), total);
    part("compile", time.compile(), total);
    part("wire", time.wire(), total);
    part("simulate", time.simulate(), total);
    part("other", time.other(), total);
  }

  private void part(String name, double value, double total) {
    line("| %s | %s | %s |", name, seconds(value), percent(total == 0 ? 0 : value / total));
  }

  private void causality() {
    Causality probe = report.causalityProbe();
    heading("Causality");
    line("- Causality probe: %s", report.causality());
    line(
        "- A changed future token moves past logits by at most %s (classical, %s) and %s (hybrid,"
            + " %s)",
        small(probe.classical().largestChange()),
        probe.classical().verdict(),
        small(probe.hybrid().largestChange()),
        probe.hybrid().verdict());
    if (report.causality() == Verdict.LEAK) {
      line("- A model that leaks reads the token it is to predict: its loss is no measure of it.");
    }
  }

  private void environment() {
    heading("Versions and machine");
    line("- started: %s", report.started());
    report.versions().forEach((name, version) -> line("- %s: %s", name, version));
    report.machine().forEach((name, value) -> line("- %s: %s", name, value));
  }

  private static String published(String value) {
    return " (published: " + value + ")";
  }

  private static String inOneLine(Map<?, ?> section) {
    StringBuilder text = new StringBuilder();
    section.forEach((key, value) ->
        text.append(text.isEmpty() ? "" : ", ").append(key).append(' ').append(value));
    return text.toString();
  }

  private void heading(String title) {
    if (out.lastIndexOf("\n\n") != out.length() - 2) {
      out.append('\n');
    }
    line("## %s", title);
    out.append('\n');
  }

  private void line(String format, Object... values) {
    out.append(Numbers.of(format, values)).append('\n');
  }
}
