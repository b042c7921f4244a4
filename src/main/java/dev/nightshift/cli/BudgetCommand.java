package dev.nightshift.cli;

import dev.nightshift.queue.QueueFacts;
import dev.nightshift.queue.ledger.Account;
import dev.nightshift.wire.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code budget}: the books. */
@Command(
    name = "budget",
    description = {
      "Show what was spent and what is set aside, for all, by day, backend and run.",
      "Times are seconds on the device; a job whose price is not known is counted as unknown."
    })
final class BudgetCommand implements Callable<Integer> {
  private static final String ROW = "%-28s %14s %14s %12s %12s %8s %s";

  @Mixin private QueueOptions queue = new QueueOptions();

  @Option(names = "--json", description = "Print one JSON object a line, one line an account.")
  private boolean json;

  private final Terminal terminal;

  BudgetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (QueueHouse house = queue.open()) {
      List<Account> accounts = house.ledger().accounts();
      if (json) {
        for (Account account : accounts) {
          terminal.out().writeBytes(Json.write(QueueFacts.of(account)));
          terminal.out().println();
        }
        return 0;
      }
      if (accounts.isEmpty()) {
        terminal.out().println("nothing was spent yet");
        return 0;
      }
      line(
          ROW.formatted(
              "ACCOUNT", "SHOTS SPENT", "SET ASIDE", "QPU S SPENT", "SET ASIDE", "JOBS", "MONEY"));
      for (Account account : accounts) {
        line(
            ROW.formatted(
                account.id(),
                "%,d".formatted(account.spent().shots()),
                "%,d".formatted(account.reserved().shots()),
                QueueTexts.seconds(account.spent()),
                QueueTexts.seconds(account.reserved()),
                account.committed().jobs(),
                QueueTexts.money(account)));
      }
    }
    return 0;
  }

  private void line(String text) {
    terminal.out().println(text.stripTrailing());
  }
}
