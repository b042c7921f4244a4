package dev.nightshift.cli;

import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.work.Worker;
import dev.nightshift.queue.work.WorkerOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code worker}: does the work of the queue. */
@Command(
    name = "worker",
    description = {
      "Take runs from the queue and work on them, one at a time, until stopped.",
      "Any number of workers may share a queue; a run has one at a time. Ctrl-C leaves the run in"
          + " hand where the next worker takes it up."
    })
final class WorkerCommand implements Callable<Integer> {
  private static final int STOP_WAIT_SECONDS = 20;

  @Mixin private QueueOptions queue = new QueueOptions();

  @Option(
      names = "--until-empty",
      description = "End when no run is left that may be worked on, now or later.")
  private boolean untilEmpty;

  private final Terminal terminal;

  WorkerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (StopHook stop = StopHook.install("stop-worker", STOP_WAIT_SECONDS, terminal);
        QueueHouse house = queue.open()) {
      Worker worker =
          new Worker(
              house.runs(),
              new RunWork(house, UnaryOperator.identity()),
              owner(),
              WorkerOptions.DEFAULT,
              Waiting.REAL,
              terminal.err()::println);
      terminal.err().println("worker %s at %s".formatted(owner(), house.database().shown()));
      worker.loop(stop::requested, untilEmpty);
      return 0;
    }
  }

  /** This process, for people to read. */
  static String owner() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine without a name of its own; the number of the process is enough to find it.
      host = "localhost";
    }
    return host + ":" + ProcessHandle.current().pid();
  }
}
