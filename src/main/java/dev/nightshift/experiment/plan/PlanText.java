package dev.nightshift.experiment.plan;

import dev.nightshift.job.QpuSeconds;
import dev.nightshift.learn.RunPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A plan as people read it in a terminal, at most 80 columns. */
public final class PlanText {
  private static final int WIDTH = 80;

  /** Between words that stay on one line. */
  private static final String TIE = "\u00a0";

  private static final String LABEL = "%-12s";
  private static final String INDENT = " ".repeat(12);

  private final List<String> lines = new ArrayList<>();

  private PlanText() {}

  /** One backend with its parts and changes; several as a table. */
  public static String of(RunPlan plan) {
    PlanText text = new PlanText();
    if (plan.entries().size() == 1) {
      text.one(plan, plan.entries().getFirst());
    } else {
      text.table(plan);
    }
    text.published(plan);
    return String.join("\n", text.lines) + "\n";
  }

  private void one(RunPlan plan, RunPlan.Entry entry) {
    PlanEstimate estimate = entry.estimate();
    lines.add(Words.of("plan of %s on %s", plan.config(), estimate.venue().name()));
    lines.add("");
    StringBuilder head = new StringBuilder(Words.of(LABEL, ""));
    for (RunPart part : RunPart.values()) {
      head.append(Words.of("%13s", part.label()));
    }
    lines.add(head.append(Words.of("%13s", "all")).toString());
    row(estimate, "jobs", Counts::jobs);
    row(estimate, "rounds", Counts::rounds);
    row(estimate, "circuits", Counts::circuits);
    row(estimate, "bindings", Counts::bindings);
    row(estimate, "executions", Counts::executions);
    row(estimate, "shots", Counts::shots);
    lines.add("");
    Counts total = estimate.total();
    item(
        "asked for",
        estimate.exact()
            ? Words.of(
                "%,d bound circuits, %,d of them unique in their job; %s equal another and are sent"
                    + " once",
                total.asked(),
                total.bindings(),
                percent((double) total.merged() / Math.max(1, total.asked())))
            : Words.of(
                "at most %,d bound circuits; those that are equal in a job are sent once",
                total.asked()));
    item("timing", estimate.venue().timing());
    qpu(estimate);
    money(estimate);
    time(estimate, plan.queueMinutes());
    entry.notes().forEach(note -> item("note", note));
    changes(entry);
  }

  private void row(PlanEstimate estimate, String label, ToLongFunction<Counts> count) {
    StringBuilder row = new StringBuilder(Words.of(LABEL, label));
    for (RunPart part : RunPart.values()) {
      row.append(
          Words.of(
              "%13s",
              number(count.applyAsLong(estimate.counts().getOrDefault(part, Counts.NONE)))));
    }
    lines.add(row.append(Words.of("%13s", number(count.applyAsLong(estimate.total())))).toString());
  }

  private void qpu(PlanEstimate estimate) {
    if (estimate.venue().kind() == Venue.Kind.SIMULATOR) {
      return;
    }
    if (estimate.qpuSeconds().isEmpty()) {
      item("QPU time", "unknown: the device's gate lengths are");
      return;
    }
    QpuSeconds seconds = estimate.qpuSeconds().get();
    item(
        "QPU time",
        Words.of(
            "%s; from %s to %s",
            duration(seconds.likely()), duration(seconds.low()), duration(seconds.high())));
    List<Term> terms = Term.of(seconds);
    item(
        "",
        Words.of(
            "%s of it %s, %s %s, %s %s",
            percent(terms.get(0).share()),
            terms.get(0).text(),
            percent(terms.get(1).share()),
            terms.get(1).text(),
            percent(terms.get(2).share()),
            terms.get(2).text()));
    estimate
        .largestJob()
        .ifPresent(bound ->
            item(
                "",
                Words.of(
                    "no job takes more than %,d s, %,d executions and %,d shots",
                    bound.qpuSeconds(), bound.executions(), bound.shots())));
  }

  private void money(PlanEstimate estimate) {
    switch (estimate.venue().price()) {
      case Price.Free _ -> item("money", "none: it runs on this machine");
      case Price.Unknown(var remedy) -> item("money", "unknown: no price is at hand; " + remedy);
      case Price.Known(var pricing) -> {
        item(
            "money",
            estimate
                .money()
                .map(money ->
                    Words.of(
                        "%s; from %s to %s",
                        pricing.text(money.likely()),
                        pricing.text(money.low()),
                        pricing.text(money.high())))
                .orElse("unknown, as the QPU time is"));
        item(
            "",
            Words.of(
                "%s a QPU second: %s, %s, %s",
                pricing.text(pricing.microsPerQpuSecond()),
                pricing.plan(),
                pricing.date(),
                pricing.source()));
      }
    }
  }

  private void time(PlanEstimate estimate, double queueMinutes) {
    estimate
        .nights(queueMinutes)
        .ifPresent(nights -> {
          item(
              "nights",
              Words.of(
                  "%s%,d of %.0f h when each of %,d rounds waits %s min in the queue",
                  nights.qpuHours().isPresent() ? "" : "at least ",
                  nights.nights(),
                  PlanEstimate.Nights.HOURS_A_NIGHT,
                  estimate.total().rounds(),
                  decimal(queueMinutes)));
          item(
              "",
              Words.of(
                  "%,.1f h in the queue, %s on the QPU: %s",
                  nights.queueHours(),
                  nights
                      .qpuHours()
                      .map(hours -> Words.of("%,.1f h", hours))
                      .orElse("an unknown time"),
                  nights
                      .dominant()
                      .map(dominant ->
                          dominant.equals("queue")
                              ? "the queue dominates, so fewer rounds save most time"
                              : "the QPU dominates")
                      .orElse("what dominates is unknown")));
        });
  }

  private void changes(RunPlan.Entry entry) {
    if (entry.changes().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("changes that save most");
    boolean simulator = entry.estimate().venue().kind() == Venue.Kind.SIMULATOR;
    int number = 1;
    for (Change change : entry.changes()) {
      List<String> saves = new ArrayList<>();
      if (change.shareOfQpu() >= Changes.WORTH_TELLING) {
        saves.add(
            Words.of(
                "%s of the %s",
                percent(change.shareOfQpu()), simulator ? "executions" : "QPU time"));
        change.qpuSeconds().ifPresent(seconds -> saves.add(duration(seconds)));
        money(entry.estimate(), change).ifPresent(saves::add);
      }
      if (change.shareOfTime() >= Changes.WORTH_TELLING) {
        saves.add(Words.of("%s of the nights", percent(change.shareOfTime())));
      }
      if (change.rounds() > 0) {
        saves.add(Words.of("%,d rounds", change.rounds()));
      }
      lines.add(Words.of("  %d. %s", number++, change.title()));
      wrapped("     ", "saves " + String.join(", ", saves));
      wrapped("     ", settings(change));
      wrapped("     ", "costs: " + change.price());
    }
  }

  private static String settings(Change change) {
    return change.settings().stream()
        .map(setting -> "--set" + TIE + setting)
        .collect(Collectors.joining(" "));
  }

  private static Optional<String> money(PlanEstimate estimate, Change change) {
    return estimate.venue().price() instanceof Price.Known(var pricing)
            && change.qpuSeconds().isPresent()
        ? Optional.of(pricing.text(pricing.micros(change.qpuSeconds().getAsDouble())))
        : Optional.empty();
  }

  private void table(RunPlan plan) {
    lines.add(Words.of("plan of %s", plan.config()));
    lines.add("");
    String form = "%-23s %8s %14s %11s %13s %6s";
    lines.add(Words.of(form, "backend", "jobs", "executions", "QPU time", "money", "nights"));
    for (RunPlan.Entry entry : plan.entries()) {
      PlanEstimate estimate = entry.estimate();
      Counts total = estimate.total();
      lines.add(
          Words.of(
              form,
              estimate.venue().name(),
              number(total.jobs()),
              number(total.executions()),
              estimate.venue().kind() == Venue.Kind.SIMULATOR
                  ? "-"
                  : estimate
                      .qpuSeconds()
                      .map(seconds -> duration(seconds.likely()))
                      .orElse("unknown"),
              switch (estimate.venue().price()) {
                case Price.Free _ -> "-";
                case Price.Unknown _ -> "unknown";
                case Price.Known(var pricing) ->
                    estimate.money().map(money -> pricing.text(money.likely())).orElse("unknown");
              },
              estimate
                  .nights(plan.queueMinutes())
                  .map(nights -> number(nights.nights()))
                  .orElse("-")));
    }
    lines.add("");
    for (RunPlan.Entry entry : plan.entries()) {
      lines.add(entry.estimate().venue().name());
      Venue venue = entry.estimate().venue();
      bullet(venue.timing());
      switch (venue.price()) {
        case Price.Free _ -> {}
        case Price.Unknown(var remedy) -> bullet("no price is at hand; " + remedy);
        case Price.Known(var pricing) ->
            bullet(
                Words.of(
                    "%s a QPU second: %s, %s, %s",
                    pricing.text(pricing.microsPerQpuSecond()),
                    pricing.plan(),
                    pricing.date(),
                    pricing.source()));
      }
      entry.notes().forEach(this::bullet);
      if (!entry.changes().isEmpty()) {
        Change first = entry.changes().getFirst();
        bullet(Words.of("%s saves %s", first.title(), percent(first.share())));
      }
    }
    bulletless(
        Words.of(
            "A night has %.0f h, and each round waits %s min in the queue (--queue-minutes).",
            PlanEstimate.Nights.HOURS_A_NIGHT, decimal(plan.queueMinutes())));
  }

  private void published(RunPlan plan) {
    plan.published()
        .ifPresent(shape -> {
          lines.add("");
          bulletless(
              Words.of(
                  "The published program sends training and evaluations as %,d calls of %,d"
                      + " circuits, of which %,d differ; one job a layer and batch would be %,d"
                      + " jobs.",
                  shape.calls(), shape.circuits(), shape.different(), shape.jobs()));
        });
  }

  private void item(String label, String text) {
    int from = lines.size();
    wrapped(INDENT, text);
    lines.set(from, Words.of(LABEL, label) + lines.get(from).substring(INDENT.length()));
  }

  private void bullet(String text) {
    wrapped("  ", text);
  }

  private void bulletless(String text) {
    wrapped("", text);
  }

  /** Breaks between words; a word that is too long stands alone. */
  private void wrapped(String indent, String text) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ")) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word.replace(TIE, " "));
    }
    lines.add(line.toString());
  }

  /** A count that fits a column. */
  private static String number(long count) {
    String all = Words.of("%,d", count);
    return all.length() <= 12 ? all : Words.of("%.3e", (double) count);
  }

  private static String decimal(double value) {
    return value == Math.rint(value) ? Words.of("%.0f", value) : String.valueOf(value);
  }

  private static String percent(double share) {
    return String.format(
        Locale.ROOT, share < 0.01 && share > 0 ? "%.2f %%" : "%.0f %%", 100 * share);
  }

  /** A time in its two largest units. */
  static String duration(double seconds) {
    if (seconds < 60) {
      return Words.of("%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 3600) {
      return Words.of("%d min %02d s", whole / 60, whole % 60);
    }
    long minutes = Math.round(seconds / 60);
    return Words.of("%,d h %02d min", minutes / 60, minutes % 60);
  }
}
