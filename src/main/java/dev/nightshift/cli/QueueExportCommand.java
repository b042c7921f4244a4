package dev.nightshift.cli;

import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.queue.QueueFacts;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code queue export RUN}: everything the queue knows about a run, as JSON. */
@Command(
    name = "export",
    description = "Write all that the queue knows of a run as JSON: jobs, account and log.")
final class QueueExportCommand implements Callable<Integer> {
  @Mixin private QueueOptions queue = new QueueOptions();

  @Parameters(paramLabel = "RUN", description = "The run's id, or the beginning of it.")
  private String id = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to; standard output where it is left out.")
  private @Nullable Path out;

  private final Terminal terminal;

  QueueExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (QueueHouse house = queue.open()) {
      RunEntry run = house.runs().find(id);
      List<JobEntry> jobs = house.jobs().ofRun(run.id(), Integer.MAX_VALUE);
      Map<String, Object> facts =
          QueueFacts.of(
              run,
              jobs,
              house.jobs().mappings(jobs),
              house.sessions().ofRun(run.id()),
              house.ledger().account("run:" + run.id()),
              house.runs().log().events(run.id(), Integer.MAX_VALUE));
      Path folder = Path.of(run.folder());
      if (run.state() == RunState.DONE && CircuitBatch.is(folder)) {
        facts.put("results", Json.read(CircuitBatch.results(folder), Object.class));
      }
      byte[] text = Json.writePretty(facts);
      if (out == null) {
        terminal.out().writeBytes(text);
        terminal.out().println();
      } else {
        AtomicFile.write(out, text);
        terminal.out().println(out);
      }
    }
    return 0;
  }
}
