package dev.nightshift.cli;

import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.RunLog;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code queue watch RUN}: what happens to a run, as it happens. */
@Command(
    name = "watch",
    description = "Follow a run until it ends or is paused: its log and its steps, as they come.")
final class QueueWatchCommand implements Callable<Integer> {
  private static final int EVERY_MILLIS = 1_000;
  private static final int LINES = 1_000;

  @Mixin private QueueOptions queue = new QueueOptions();

  @Parameters(paramLabel = "RUN", description = "The run's id, or the beginning of it.")
  private String id = "";

  private final Terminal terminal;

  QueueWatchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (QueueHouse house = queue.open()) {
      long told = 0;
      long step = -1;
      while (true) {
        RunEntry run = house.runs().find(id);
        List<RunLog.Event> events = house.runs().log().events(run.id(), LINES);
        for (RunLog.Event event : events) {
          if (event.number() > told) {
            told = event.number();
            terminal
                .out()
                .println("%s %-8s %s".formatted(event.at(), event.kind(), event.text()).strip());
          }
        }
        if (run.step() != step && run.steps() > 0) {
          step = run.step();
          terminal
              .out()
              .println("step %s loss %s".formatted(QueueTexts.progress(run), QueueTexts.loss(run)));
        }
        if (run.state().ended() || run.state() == RunState.PAUSED) {
          return 0;
        }
        Thread.sleep(EVERY_MILLIS);
      }
    }
  }
}
