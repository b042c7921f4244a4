package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.RunEntry;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code queue result RUN}: what a finished run has found. */
@Command(
    name = "result",
    description =
        "Print what a finished run has found: a batch's answers, or where a training's report is.")
final class QueueResultCommand implements Callable<Integer> {
  @Mixin private QueueOptions queue = new QueueOptions();

  @Parameters(paramLabel = "RUN", description = "The run's id, or the beginning of it.")
  private String id = "";

  @Option(names = "--json", description = "Print results.json or report.json.")
  private boolean json;

  private final Terminal terminal;

  QueueResultCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (QueueHouse house = queue.open()) {
      RunEntry run = house.runs().find(id);
      if (run.state() != RunState.DONE) {
        throw new NightshiftException(
            ErrorCode.RUN_STATE,
            "run %s is %s%s and has no result yet; nightshift queue watch %s follows it"
                .formatted(
                    run.id(),
                    run.state().label(),
                    run.reason().isEmpty() ? "" : " (" + run.reason() + ")",
                    run.id()));
      }
      QueuedRun done = new QueuedRun(run.id(), Path.of(run.folder()));
      if (CircuitBatch.is(done.folder())) {
        CircuitBatch.print(done.folder(), terminal, json);
      } else if (json) {
        terminal.out().writeBytes(done.report());
        terminal.out().println();
      } else {
        terminal.out().println(done.folder().resolve("report.md"));
      }
    }
    return 0;
  }
}
