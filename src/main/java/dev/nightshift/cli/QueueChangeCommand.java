package dev.nightshift.cli;

import dev.nightshift.experiment.config.Budgets;
import dev.nightshift.queue.QueueFacts;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.wire.Json;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that change where runs stand. */
abstract class QueueChangeCommand implements Callable<Integer> {
  @Mixin private QueueOptions queue = new QueueOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Ids of runs, or beginnings of them.")
  private List<String> ids = List.of();

  @Option(names = "--json", description = "Print one JSON object a line, one line a run.")
  private boolean json;

  private final Terminal terminal;

  QueueChangeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  abstract RunEntry change(QueueHouse house, RunEntry run);

  @Override
  public Integer call() {
    try (QueueHouse house = queue.open()) {
      // All are looked up before the first is changed: a typing error changes nothing.
      List<RunEntry> runs = ids.stream().map(house.runs()::find).toList();
      for (RunEntry run : runs) {
        RunEntry changed = change(house, run);
        if (json) {
          terminal.out().writeBytes(Json.write(QueueFacts.of(changed)));
          terminal.out().println();
        } else {
          terminal.out().println(told(changed));
        }
      }
    }
    return 0;
  }

  private static String told(RunEntry run) {
    String asked =
        run.wish() == RunEntry.Wish.NONE
            ? ""
            : ", asked to " + run.wish().name().toLowerCase(java.util.Locale.ROOT);
    return "run %s is %s%s".formatted(run.id(), run.state().label(), asked);
  }

  /** {@code queue cancel}. */
  @Command(
      name = "cancel",
      description = "End runs for good, and call their jobs back at the service.")
  static final class Cancel extends QueueChangeCommand {
    Cancel(Terminal terminal) {
      super(terminal);
    }

    @Override
    RunEntry change(QueueHouse house, RunEntry run) {
      return house.runs().wish(run.id(), RunEntry.Wish.CANCEL);
    }
  }

  /** {@code queue pause}. */
  @Command(
      name = "pause",
      description = "Let runs stand still; jobs that the service has go on and are found again.")
  static final class Pause extends QueueChangeCommand {
    Pause(Terminal terminal) {
      super(terminal);
    }

    @Override
    RunEntry change(QueueHouse house, RunEntry run) {
      return house.runs().wish(run.id(), RunEntry.Wish.PAUSE);
    }
  }

  /** {@code queue resume}. */
  @Command(name = "resume", description = "Let paused or failed runs go on.")
  static final class Resume extends QueueChangeCommand {
    @Option(
        names = "--mode",
        paramLabel = "MODE",
        description =
            "What becomes of a job that the service has forgotten: resync pauses the run,"
                + " resubmit-if-unknown sends it again, force sends without asking.")
    private @Nullable String mode;

    @Option(
        names = "--budget",
        paramLabel = "CAP",
        description = "Caps instead of the run's own, as for run; may be repeated.")
    private List<String> budgets = List.of();

    Resume(Terminal terminal) {
      super(terminal);
    }

    @Override
    RunEntry change(QueueHouse house, RunEntry run) {
      return house
          .runs()
          .resume(
              run.id(),
              mode == null ? null : Mode.ofText(mode),
              budgets.isEmpty() ? null : Budgets.ofTexts(budgets));
    }
  }

  /** {@code queue retry}. */
  @Command(
      name = "retry",
      description = "Let paused or failed runs go on, and send their failed jobs again.")
  static final class Retry extends QueueChangeCommand {
    Retry(Terminal terminal) {
      super(terminal);
    }

    @Override
    RunEntry change(QueueHouse house, RunEntry run) {
      RunEntry resumed = house.runs().resume(run.id(), null, null);
      house.jobs().retry(run.id());
      return resumed;
    }
  }
}
