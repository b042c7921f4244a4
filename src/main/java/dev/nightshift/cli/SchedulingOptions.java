package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.transpile.schedule.Decoupling;
import dev.nightshift.transpile.schedule.Decoupling.Sequence;
import dev.nightshift.transpile.schedule.Decoupling.Slack;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether idle times are written out, and which pulses stand in them. */
final class SchedulingOptions {
  @Option(
      names = "--schedule",
      paramLabel = "none|asap|alap",
      description =
          "Write idle times as delays: as soon or as late as possible (default: none; alap with"
              + " pulses).")
  private @Nullable String schedule;

  @Option(
      names = "--dynamical-decoupling",
      paramLabel = "XX|XpXm|XY4",
      description = "Pulses in idle times that are at least twice as long as they.")
  private @Nullable String sequence;

  @Option(
      names = "--extra-slack-distribution",
      paramLabel = "middle|edges",
      defaultValue = "middle",
      description =
          "Where time goes that does not divide into equal spaces (default: ${DEFAULT-VALUE}).")
  private String slack = "middle";

  @Option(
      names = "--skip-reset-qubits",
      description = "No pulses before a qubit's first gate, and none behind a reset.")
  private boolean skipReset;

  Scheduling scheduling() {
    Method method =
        schedule == null
            ? sequence == null ? Method.NONE : Method.ALAP
            : Method.named(schedule)
                .orElseThrow(() -> wrong("--schedule", schedule, "none, asap or alap"));
    if (sequence == null) {
      return Scheduling.of(method);
    }
    return Scheduling.of(
        method,
        new Decoupling(
            named(sequence),
            Slack.named(slack)
                .orElseThrow(() -> wrong("--extra-slack-distribution", slack, "middle or edges")),
            skipReset));
  }

  /** What a job asks its device for: pulses by the service's defaults, or nothing. */
  static Scheduling pulses(@Nullable String sequence) {
    return sequence == null
        ? Scheduling.NONE
        : Scheduling.of(Method.ALAP, Decoupling.of(named(sequence)));
  }

  private static Sequence named(String sequence) {
    return Sequence.named(sequence)
        .orElseThrow(() -> wrong("--dynamical-decoupling", sequence, "XX, XpXm or XY4"));
  }

  private static NightshiftException wrong(String option, @Nullable String value, String words) {
    return new NightshiftException(
        ErrorCode.OPTION_VALUE, "%s is %s; give %s".formatted(option, value, words));
  }
}
