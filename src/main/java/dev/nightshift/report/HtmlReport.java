package dev.nightshift.report;

import static dev.nightshift.report.Markup.escape;
import static dev.nightshift.report.Numbers.count;
import static dev.nightshift.report.Numbers.fraction;
import static dev.nightshift.report.Numbers.loss;
import static dev.nightshift.report.Numbers.megabytes;
import static dev.nightshift.report.Numbers.percent;
import static dev.nightshift.report.Numbers.seconds;
import static dev.nightshift.report.Numbers.small;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.report.Causality.Verdict;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.html}: one page that needs nothing else, in light and dark, from a telephone's
 * width up.
 *
 * <p>There is no script in it and its content policy allows none; whatever comes from a model or a
 * user is escaped.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark;
        --paper: #ffffff; --ground: #f5f4f0; --ink: #1c1b19; --muted: #66635c; --rule: #dedbd3;
        --accent: #33628f; --classical: #2b6cb0; --hybrid: #c2571a; --good: #217a4b; --bad: #b3261e;
        --t1: #2b6cb0; --t2: #8a63b8; --t3: #c2571a; --t4: #2f8f6b; --t5: #a8a397; }
      @media (prefers-color-scheme: dark) { :root {
        --paper: #1d2024; --ground: #14161a; --ink: #e9e6df; --muted: #a19d94; --rule: #34383e;
        --accent: #7fb0dd; --classical: #6aa9e9; --hybrid: #f0935a; --good: #62c58e; --bad: #ff8a80;
        --t1: #6aa9e9; --t2: #b493de; --t3: #f0935a; --t4: #62c5a0; --t5: #6f6c66; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--ground); color: var(--ink);
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
      main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 56px; }
      h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
      h2 { font-size: 1.15rem; margin: 0 0 14px; }
      h3 { font-size: .95rem; margin: 0 0 8px; color: var(--muted); font-weight: 600; }
      p { margin: 0 0 10px; }
      .sub { color: var(--muted); margin: 0 0 18px; }
      .note { border-left: 4px solid var(--hybrid); padding: 8px 14px; background: var(--paper);
        margin: 0 0 18px; }
      section { background: var(--paper); border: 1px solid var(--rule); border-radius: 10px;
        padding: 20px 22px; margin: 0 0 18px; }
      .tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px; margin: 0 0 18px; }
      .tile { background: var(--paper); border: 1px solid var(--rule); border-radius: 10px;
        padding: 14px 16px; border-top: 4px solid var(--rule); }
      .tile.classical { border-top-color: var(--classical); }
      .tile.hybrid { border-top-color: var(--hybrid); }
      .tile.good { border-top-color: var(--good); } .tile.good .big { color: var(--good); }
      .tile.bad { border-top-color: var(--bad); } .tile.bad .big { color: var(--bad); }
      .tile .name { color: var(--muted); font-size: .85rem; }
      .tile .big { font-size: 1.7rem; font-weight: 650; line-height: 1.25;
        font-variant-numeric: tabular-nums; }
      .tile .small { color: var(--muted); font-size: .82rem; }
      .two { display: grid; grid-template-columns: 1fr 1fr; gap: 22px; }
      .two > * { min-width: 0; }
      table { border-collapse: collapse; width: 100%; font-size: .92rem; }
      th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--rule);
        vertical-align: top; }
      th { color: var(--muted); font-weight: 600; }
      td:last-child, th:last-child { padding-right: 0; }
      .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
      .method { overflow-wrap: anywhere; font: .8rem/1.4 ui-monospace, Menlo, Consolas, monospace; }
      .published { color: var(--muted); }
      .config td { overflow-wrap: anywhere; }
      .config td:first-child { color: var(--muted); width: 34%; padding-right: 18px; }
      .scroll { overflow-x: auto; }
      pre { margin: 0; padding: 12px 14px; background: var(--ground); border-radius: 8px;
        white-space: pre-wrap; overflow-wrap: anywhere;
        font: .86rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
      .bar { display: flex; height: 30px; border-radius: 6px; overflow: hidden; margin: 0 0 12px; }
      .bar span { min-width: 1px; }
      .key { display: inline-block; width: 11px; height: 11px; border-radius: 3px;
        margin-right: 8px; }
      .t1 { background: var(--t1); } .t2 { background: var(--t2); } .t3 { background: var(--t3); }
      .t4 { background: var(--t4); } .t5 { background: var(--t5); }
      .share { position: relative; }
      .share i { position: absolute; right: 0; bottom: 0; height: 2px; background: var(--accent); }
      svg { display: block; max-width: 100%; height: auto; }
      svg.circuit { max-width: none; }
      svg.chart text { font: 12px system-ui, "DejaVu Sans", sans-serif; }
      .narrow { display: none; }
      .grid { stroke: var(--rule); } .axis { stroke: var(--muted); } .tick { fill: var(--muted); }
      .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
      .line.classical { stroke: var(--classical); } .line.hybrid { stroke: var(--hybrid); }
      .dot.classical { fill: var(--classical); } .dot.hybrid { fill: var(--hybrid); }
      path.published { fill: var(--paper); stroke-width: 2; }
      path.published.classical { stroke: var(--classical); }
      path.published.hybrid { stroke: var(--hybrid); }
      path.published.neutral { stroke: var(--muted); }
      footer { color: var(--muted); font-size: .85rem; }
      @media (max-width: 860px) { .tiles { grid-template-columns: 1fr 1fr; }
        .two { grid-template-columns: 1fr; } }
      @media (max-width: 560px) { main { padding: 18px 10px 40px; } section { padding: 16px 14px; }
        .wide { display: none; } .narrow { display: block; } .tile .big { font-size: 1.35rem; }
        h1 { font-size: 1.35rem; } table { font-size: .8rem; }
        th, td { padding-right: 6px; } }
      @media print { body { background: #fff; } section, .tile { break-inside: avoid; } }
      """;

  private final RunReport report;
  private final @Nullable Reference reference;
  private final Map<String, Circuit> circuits;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(RunReport report, Map<String, Circuit> circuits) {
    this.report = report;
    this.reference = report.reference();
    this.circuits = circuits;
  }

  /**
   * The page.
   *
   * @param circuits to draw, by the name to print above, in order
   */
  public static String of(RunReport report, Map<String, Circuit> circuits) {
    return new HtmlReport(report, circuits).text();
  }

  private String text() {
    add("<!doctype html>");
    add("<html lang=\"en\">");
    add("<head>");
    add("<meta charset=\"utf-8\">");
    add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    add(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'; img-src data:\">");
    add("<link rel=\"icon\" href=\"data:,\">");
    add("<title>%s: Nightshift report</title>", escape(report.name()));
    add("<style>");
    out.append(STYLE);
    add("</style>");
    add("</head>");
    add("<body>");
    add("<main>");
    header();
    tiles();
    curves();
    configuration();
    cost();
    difference();
    samples();
    circuits();
    quantum();
    time();
    causality();
    profiles();
    environment();
    add("</main>");
    add("</body>");
    add("</html>");
    return out.toString();
  }

  private void header() {
    add("<h1>%s</h1>", escape(report.name()));
    add(
        "<p class=\"sub\">Nightshift %s, started %s, backend %s</p>",
        escape(String.valueOf(report.versions().getOrDefault("nightshift", ""))),
        escape(report.started().replace('T', ' ').replace("Z", " UTC")),
        escape(String.valueOf(report.config().getOrDefault("backend", Numbers.MISSING))));
    if (report.corpus().get("notice") instanceof String notice) {
      add("<p class=\"note\">%s</p>", escape(notice));
    }
  }

  private void tiles() {
    boolean leak = report.causality() == Verdict.LEAK;
    add("<div class=\"tiles\">");
    tile(
        "classical",
        "Classical loss",
        loss(report.classical().loss()),
        reference == null ? "nats a token" : "published " + loss(reference.classical().loss()));
    tile(
        "hybrid",
        "Hybrid loss",
        loss(report.hybrid().loss()),
        reference == null ? "nats a token" : "published " + loss(reference.hybrid().loss()));
    tile(
        "",
        "Hybrid over classical time",
        Numbers.of("%.2f x", report.slowdown()),
        reference == null
            ? seconds(report.hybrid().wallS()) + " against " + seconds(report.classical().wallS())
            : Numbers.of(
                "published %.0f x", reference.hybrid().wallS() / reference.classical().wallS()));
    tile(
        leak ? "bad" : "good",
        "Causality probe",
        report.causality().name(),
        leak ? "a future token moves past logits" : "the future stays hidden");
    add("</div>");
  }

  private void tile(String style, String name, String big, String small) {
    add("<div class=\"tile %s\">", style);
    add("<div class=\"name\">%s</div>", escape(name));
    add("<div class=\"big\">%s</div>", escape(big));
    add("<div class=\"small\">%s</div>", escape(small));
    add("</div>");
  }

  private void curves() {
    open("Loss");
    add("<div class=\"wide\">");
    out.append(LossChart.svg(report, 1000, 380));
    add("</div>");
    add("<div class=\"narrow\">");
    out.append(LossChart.svg(report, 380, 300));
    add("</div>");
    close();
  }

  private void configuration() {
    open("Configuration");
    add("<div class=\"scroll\"><table class=\"config\">");
    report
        .config()
        .forEach((key, value) -> {
          if (value instanceof Map<?, ?> section) {
            section.forEach((inner, leaf) -> row(key + "." + inner, leaf));
          } else {
            row(key, value);
          }
        });
    report
        .corpus()
        .forEach((key, value) -> {
          if (!key.equals("notice")) {
            row("corpus used: " + key, value);
          }
        });
    add("</table></div>");
    if (reference != null) {
      add("<p></p><p class=\"published\">Published figures: %s.</p>", escape(reference.source()));
    }
    close();
  }

  private void row(String name, Object value) {
    add("<tr><td>%s</td><td>%s</td></tr>", escape(name), escape(String.valueOf(value)));
  }

  private void cost() {
    ModelFigures a = report.classical();
    ModelFigures b = report.hybrid();
    Reference.Figures x = reference == null ? null : reference.classical();
    Reference.Figures y = reference == null ? null : reference.hybrid();
    open("Losses and cost");
    add("<div class=\"scroll\"><table>");
    add(
        "<tr><th></th><th class=\"number\">classical</th>%s<th class=\"number\">hybrid</th>%s</tr>",
        publishedHead(), publishedHead());
    figures(
        "loss, nats a token",
        loss(a.loss()),
        x == null ? "" : loss(x.loss()),
        loss(b.loss()),
        y == null ? "" : loss(y.loss()));
    figures(
        "wall time",
        seconds(a.wallS()),
        x == null ? "" : seconds(x.wallS()),
        seconds(b.wallS()),
        y == null ? "" : seconds(y.wallS()));
    figures("CPU time", seconds(a.cpuS()), "", seconds(b.cpuS()), "");
    figures("peak memory", megabytes(a.rssPeakMb()), "", megabytes(b.rssPeakMb()), "");
    figures(
        "parameters",
        count(a.parameters()),
        x == null ? "" : count(x.parameters()),
        count(b.parameters()),
        y == null ? "" : count(y.parameters()));
    figures(
        "tokens/s",
        Numbers.of("%,.1f", a.tokensPerS()),
        x == null ? "" : Numbers.of("%,.1f", x.tokensPerS()),
        Numbers.of("%,.1f", b.tokensPerS()),
        y == null ? "" : Numbers.of("%,.1f", y.tokensPerS()));
    add("</table></div>");
    close();
  }

  private String publishedHead() {
    return reference == null ? "" : "<th class=\"number published\">published</th>";
  }

  private void figures(String name, String a, String x, String b, String y) {
    add(
        "<tr><td>%s</td><td class=\"number\">%s</td>%s<td class=\"number\">%s</td>%s</tr>",
        escape(name), escape(a), publishedCell(x), escape(b), publishedCell(y));
  }

  private String publishedCell(String value) {
    return reference == null
        ? ""
        : "<td class=\"number published\">" + (value.isEmpty() ? "–" : escape(value)) + "</td>";
  }

  private void difference() {
    Difference ours = report.difference();
    Difference published = reference == null ? null : reference.difference();
    open("Difference of the samples");
    add("<div class=\"scroll\"><table>");
    add("<tr><th></th><th class=\"number\">this run</th>%s</tr>", publishedHead());
    comparison(
        "Hamming distance", "" + ours.hamming(), published == null ? "" : "" + published.hamming());
    comparison(
        "Agreement",
        fraction(ours.agreement()),
        published == null ? "" : fraction(published.agreement()));
    comparison(
        "Jaccard similarity of characters",
        fraction(ours.jaccard()),
        published == null ? "" : fraction(published.jaccard()));
    comparison(
        "Levenshtein distance",
        "" + ours.levenshtein(),
        published == null ? "" : "" + published.levenshtein());
    add("</table></div>");
    close();
  }

  private void comparison(String name, String ours, String published) {
    add(
        "<tr><td>%s</td><td class=\"number\">%s</td>%s</tr>",
        escape(name), escape(ours), publishedCell(published));
  }

  private void samples() {
    open("Samples");
    add("<div class=\"two\">");
    // A line feed right after <pre> is dropped by the parser; the first one keeps the text's own.
    add("<div><h3>Classical</h3><pre>\n%s</pre></div>", escape(report.classical().sample()));
    add("<div><h3>Hybrid</h3><pre>\n%s</pre></div>", escape(report.hybrid().sample()));
    add("</div>");
    close();
  }

  private void circuits() {
    if (circuits.isEmpty()) {
      return;
    }
    open(circuits.size() == 1 ? "Circuit" : "Circuits");
    circuits.forEach((name, circuit) -> {
      add(
          "<h3>%s: %d qubits, depth %d, %d instructions, %d parameters</h3>",
          escape(name),
          circuit.qubits(),
          circuit.depth(),
          circuit.instructions().size(),
          circuit.parameters().size());
      add("<div class=\"scroll\">");
      out.append(CircuitDrawing.svg(circuit, 1020));
      add("</div>");
    });
    close();
  }

  private void quantum() {
    Quantum quantum = report.quantum();
    open("Quantum work");
    add("<div class=\"scroll\"><table>");
    add("<tr><th></th><th class=\"number\">this run</th>%s</tr>", publishedHead());
    comparison("jobs", count(quantum.jobs()), reference == null ? "" : count(reference.jobs()));
    comparison("rounds", count(quantum.rounds()), "");
    comparison("circuit templates sent", count(quantum.circuits()), "");
    comparison("bindings", count(quantum.bindings()), "");
    comparison(
        "executions",
        count(quantum.executions()),
        reference == null ? "" : count(reference.circuits()));
    comparison(
        "shots",
        quantum.shots() == 0 ? "exact values" : count(quantum.shots()),
        reference == null ? "" : count(reference.circuits() * reference.shots()));
    comparison("mean standard errors", MarkdownReport.standardErrors(quantum), "");
    comparison("cache hits", count(quantum.cacheHits()), "");
    comparison("duplicates sent once", count(quantum.duplicates()), "");
    comparison("failed jobs", count(quantum.failed()), "");
    comparison("retried calls", count(quantum.retried()), "");
    comparison("bytes sent", count(quantum.bytesSent()), "");
    comparison("bytes received", count(quantum.bytesReceived()), "");
    add("</table></div>");
    for (LadderStep step : report.ladder()) {
      add(
          "<p>Budget: %s</p>",
          escape("%s (%s): %s; %s".formatted(step.place(), step.at(), step.does(), step.why())));
    }
    close();
  }

  private void time() {
    TimeSplit time = report.timeS();
    String[] names = {"classical", "compile", "wire", "simulate", "other"};
    double[] values = {
      time.classical(), time.compile(), time.wire(), time.simulate(), time.other()
    };
    double total = time.total();
    open("Time");
    add("<div class=\"bar\" role=\"img\" aria-label=\"time split\">");
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0) {
        add(
            "<span class=\"t%d\" style=\"flex:%.4f 1 0\" title=\"%s\"></span>",
            i + 1, values[i] / total, escape(names[i] + ": " + seconds(values[i])));
      }
    }
    add("</div>");
    add("<table>");
    for (int i = 0; i < values.length; i++) {
      add(
          "<tr><td><span class=\"key t%d\"></span>%s</td><td class=\"number\">%s</td><td"
              + " class=\"number\">%s</td></tr>",
          i + 1, names[i], seconds(values[i]), percent(total == 0 ? 0 : values[i] / total));
    }
    add("</table>");
    close();
  }

  private void causality() {
    Causality probe = report.causalityProbe();
    open("Causality");
    add("<p>How far a changed future token moves the logits of earlier positions:</p>");
    add("<div class=\"scroll\"><table>");
    add("<tr><th></th><th>verdict</th><th class=\"number\">largest change</th></tr>");
    verdict("classical", probe.classical());
    verdict("hybrid", probe.hybrid());
    add("</table></div>");
    if (report.causality() == Verdict.LEAK) {
      add(
          "<p></p><p>A model that leaks reads the token it is to predict: its loss is no measure of"
              + " it.</p>");
    }
    close();
  }

  private void verdict(String name, Causality.Probe probe) {
    add(
        "<tr><td>%s</td><td>%s</td><td class=\"number\">%s</td></tr>",
        name, probe.verdict(), small(probe.largestChange()));
  }

  private void profiles() {
    open("Profile");
    RunReport.Profiles profiles = report.profile();
    if (profiles == null) {
      add("<p>No profile was taken in this run.</p>");
    } else {
      add("<div class=\"two\">");
      profile("Classical", profiles.classical());
      profile("Hybrid", profiles.hybrid());
      add("</div>");
    }
    close();
  }

  private void profile(String name, Profile profile) {
    add("<div><h3>%s: top %d of %s samples</h3>", name, Profile.TOP, count(profile.samples()));
    add("<table>");
    double most = profile.methods().isEmpty() ? 1 : profile.methods().getFirst().share();
    for (Profile.Method method : profile.methods()) {
      add(
          "<tr><td class=\"method\" title=\"%s\">%s</td><td class=\"number share\">%s<i"
              + " style=\"width:%.0f%%\"></i></td></tr>",
          escape(method.name()),
          escape(shortName(method.name())),
          percent(method.share()),
          100 * method.share() / most);
    }
    add("</table></div>");
  }

  /** Class and method without the package, which the tooltip has. */
  private static String shortName(String name) {
    int method = name.lastIndexOf('.');
    int type = method < 0 ? -1 : name.lastIndexOf('.', method - 1);
    return name.substring(type + 1);
  }

  private void environment() {
    open("Versions and machine");
    add("<table class=\"config\">");
    report.versions().forEach(this::row);
    report.machine().forEach(this::row);
    add("</table>");
    close();
  }

  private void open(String title) {
    add("<section>");
    add("<h2>%s</h2>", escape(title));
  }

  private void close() {
    add("</section>");
  }

  /** Values must be escaped already. */
  private void add(String format, Object... values) {
    out.append(Numbers.of(format, values)).append('\n');
  }
}
