package dev.nightshift.cli;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueFacts;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.RunLog;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Account;
import dev.nightshift.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code queue show RUN}: a run with its jobs, its account and its log. */
@Command(name = "show", description = "Show a run: its jobs, what it has taken, and its log.")
final class QueueShowCommand implements Callable<Integer> {
  private static final String JOB = "  %-14s %3s %-10s %-22s %12s %9s  %s";

  @Mixin private QueueOptions queue = new QueueOptions();

  @Parameters(paramLabel = "RUN", description = "The run's id, or the beginning of it.")
  private String id = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The newest jobs, sessions and log lines (default: ${DEFAULT-VALUE}).")
  private int limit = 20;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  QueueShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (QueueHouse house = queue.open()) {
      RunEntry run = house.runs().find(id);
      List<JobEntry> jobs = house.jobs().ofRun(run.id(), limit);
      Account account = house.ledger().account("run:" + run.id());
      List<Sessions.Entry> sessions = house.sessions().ofRun(run.id(), limit);
      List<RunLog.Event> events = house.runs().log().events(run.id(), limit);
      if (json) {
        terminal
            .out()
            .writeBytes(
                Json.writePretty(
                    QueueFacts.of(
                        run, jobs, house.jobs().mappings(jobs), sessions, account, events)));
        terminal.out().println();
      } else {
        print(run, jobs, sessions, account, events);
      }
    }
    return 0;
  }

  private void print(
      RunEntry run,
      List<JobEntry> jobs,
      List<Sessions.Entry> sessions,
      Account account,
      List<RunLog.Event> events) {
    line("run      %s (%s) on %s".formatted(run.id(), run.name(), run.backend()));
    line(
        "state    %s%s"
            .formatted(run.state().label(), run.reason().isEmpty() ? "" : ": " + run.reason()));
    line("step     %s  loss %s".formatted(QueueTexts.progress(run), QueueTexts.loss(run)));
    line("folder   " + run.folder());
    line(
        "spent    %,d shots, %s QPU s, %d jobs; set aside %,d shots, %s QPU s"
            .formatted(
                account.spent().shots(),
                QueueTexts.seconds(account.spent()),
                account.spent().jobs(),
                account.reserved().shots(),
                QueueTexts.seconds(account.reserved())));
    for (Sessions.Entry session : sessions) {
      line("session  " + QueueTexts.session(session, Instant.now()));
    }
    if (!jobs.isEmpty()) {
      line("jobs");
      line(JOB.formatted("PHASE", "NO", "STATE", "JOB", "SHOTS", "QPU S", "REASON"));
      for (JobEntry job : jobs) {
        boolean settled = job.state() == JobState.SETTLED;
        line(
            JOB.formatted(
                job.phase(),
                job.ordinal(),
                settled && job.outcome() != null ? job.outcome().label() : job.state().label(),
                job.serviceId() == null ? "" : job.serviceId(),
                "%,d".formatted(settled ? job.charged().shots() : job.reserved().shots()),
                QueueTexts.seconds(settled ? job.charged() : job.reserved()),
                job.reason()));
      }
    }
    if (!events.isEmpty()) {
      line("log");
      for (RunLog.Event event : events) {
        line("  %s %-8s %s".formatted(event.at(), event.kind(), event.text()));
      }
    }
  }

  private void line(String text) {
    terminal.out().println(text.stripTrailing());
  }
}
