package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.queue.dispatch.JobService;
import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Audit;
import dev.nightshift.transport.client.RemoteJobService;
import dev.nightshift.transport.client.ServiceClient;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.rest.InstanceUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code budget audit}: whether planned, set aside, charged and reported agree. */
@Command(
    name = "audit",
    description = {
      "Hold what was planned, set aside and charged against each other, and name each gap.",
      "With --backend the service is asked, too: for the charge of each job and for the instance's"
          + " usage. Exit code 0 where everything agrees, 3 where something does not."
    })
final class BudgetAuditCommand implements Callable<Integer> {
  private static final int GAPS = 3;
  private static final String ROW = "%-24s %6s %12s %12s %12s %12s";

  @Mixin private QueueOptions queue = new QueueOptions();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Ask this backend's service what it charges.")
  private @Nullable String backend;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  BudgetAuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (QueueHouse house = queue.open()) {
      if (backend == null) {
        return told(
            Audit.of(house.jobs().all(), house.ledger().accounts(), _ -> Optional.empty()), null);
      }
      String name = backend;
      if (!(Providers.standard(null, System.getenv()).find(name) instanceof Provider.Rest rest)
          || rest.url() == null) {
        throw new NightshiftException(
            ErrorCode.USAGE,
            "backend %s has no service that could be asked; name one that has".formatted(name));
      }
      try (RemoteJobService service =
              new RemoteJobService(
                  rest,
                  new Meter(),
                  notice -> terminal.err().println(notice.text()),
                  Waiting.REAL,
                  () -> {});
          ServiceClient client =
              new ServiceClient(
                  rest, new Meter(), notice -> terminal.err().println(notice.text()))) {
        Audit.Finding finding =
            Audit.of(
                house.jobs().all(),
                house.ledger().accounts(),
                job -> job.backend().equals(name) ? charged(service, job) : Optional.empty());
        return told(finding, client.usage());
      }
    }
  }

  private static Optional<Long> charged(JobService service, JobEntry job) {
    String id = job.serviceId();
    return id == null
        ? Optional.empty()
        : service
            .job(id)
            .map(JobService.Told::chargedSeconds)
            .map(seconds -> Amounts.micros(seconds));
  }

  private int told(Audit.Finding finding, @Nullable InstanceUsage usage) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      List<Object> lines = new ArrayList<>();
      for (Audit.Line line : finding.lines()) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("backend", line.backend());
        fields.put("jobs", line.jobs());
        fields.put("planned_s", line.planned() / 1e6);
        fields.put("reserved_s", line.reserved() / 1e6);
        fields.put("charged_s", line.settled() / 1e6);
        fields.put("reported_s", line.reported() / 1e6);
        lines.add(fields);
      }
      object.put("backends", lines);
      object.put("instance_usage_s", usage == null ? null : usage.usageConsumedSeconds());
      object.put("unbilled_jobs", finding.unbilled());
      object.put("gaps", finding.gaps());
      terminal.out().writeBytes(Json.writePretty(object));
      terminal.out().println();
    } else {
      line(ROW.formatted("BACKEND", "JOBS", "PLANNED S", "SET ASIDE S", "CHARGED S", "REPORTED S"));
      for (Audit.Line line : finding.lines()) {
        line(
            ROW.formatted(
                line.backend(),
                line.jobs(),
                seconds(line.planned()),
                seconds(line.reserved()),
                seconds(line.settled()),
                seconds(line.reported())));
      }
      if (usage != null) {
        line(
            "the instance has used %.1f s in its period; jobs of others are in it, too"
                .formatted(usage.usageConsumedSeconds()));
      }
      if (finding.unbilled() > 0) {
        line(
            "%d jobs have ended and are not billed yet; a worker closes their accounts when they are"
                .formatted(finding.unbilled()));
      }
      for (Audit.Gap gap : finding.gaps()) {
        line("gap  %s: %s".formatted(gap.what(), gap.text()));
      }
      line(finding.gaps().isEmpty() ? "everything agrees" : finding.gaps().size() + " gaps");
    }
    return finding.gaps().isEmpty() ? 0 : GAPS;
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.1f", micros / 1e6);
  }

  private void line(String text) {
    terminal.out().println(text.stripTrailing());
  }
}
