package dev.nightshift.cli;

import dev.nightshift.queue.QueueFacts;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code queue ls}: one line a run. */
@Command(name = "ls", description = "List the runs of the queue, one line each.")
final class QueueLsCommand implements Callable<Integer> {
  private static final String ROW = "%-9s %-18s %-16s %-9s %11s %8s %9s  %s";

  @Mixin private QueueOptions queue = new QueueOptions();

  @Option(names = "--all", description = "Those that have ended, too.")
  private boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, those that changed last (default: ${DEFAULT-VALUE}).")
  private int limit = 100;

  @Option(names = "--json", description = "Print one JSON object a line, one line a run.")
  private boolean json;

  private final Terminal terminal;

  QueueLsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (QueueHouse house = queue.open()) {
      List<RunEntry> runs = house.runs().list(all, limit);
      if (json) {
        for (RunEntry run : runs) {
          terminal.out().writeBytes(Json.write(QueueFacts.of(run)));
          terminal.out().println();
        }
        return 0;
      }
      if (runs.isEmpty()) {
        terminal.out().println(all ? "the queue has no runs" : "no run waits; --all shows all");
        return 0;
      }
      line(ROW.formatted("RUN", "NAME", "BACKEND", "STATE", "STEP", "LOSS", "CHANGED", "REASON"));
      Instant now = Instant.now();
      for (RunEntry run : runs) {
        line(
            ROW.formatted(
                run.id(),
                run.name(),
                run.backend(),
                run.state().label(),
                QueueTexts.progress(run),
                QueueTexts.loss(run),
                QueueTexts.ago(run.changed(), now),
                run.reason()));
      }
    }
    return 0;
  }

  private void line(String text) {
    terminal.out().println(text.stripTrailing());
  }
}
