package dev.nightshift.cli;

import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.transport.page.QueuePage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code queue ui}: the queue in a browser. */
@Command(
    name = "ui",
    description = {
      "Serve a page with the runs, their jobs, sessions, curves, books and logs, live, until"
          + " stopped.",
      "It listens on loopback only and changes nothing."
    })
final class QueueUiCommand implements Callable<Integer> {
  @Mixin private QueueOptions queue = new QueueOptions();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port = 8192;

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "Write the port here once the page is served.")
  private @Nullable Path portFile;

  private final Terminal terminal;

  QueueUiCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "stop-page"));
    try (QueueHouse house = queue.open();
        QueuePage page =
            new QueuePage(house.runs(), house.jobs(), house.sessions(), house.ledger(), port)) {
      if (portFile != null) {
        AtomicFile.write(
            portFile, String.valueOf(page.uri().getPort()).getBytes(StandardCharsets.US_ASCII));
      }
      terminal.out().println("the queue " + house.database().shown() + " at " + page.uri());
      stopped.await();
    }
    return 0;
  }
}
