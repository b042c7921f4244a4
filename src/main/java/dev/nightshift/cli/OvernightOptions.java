package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.config.Budgets;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.NewRun;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Window;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.work.WorkerOptions;
import dev.nightshift.wire.Json;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a run is handed to the queue. */
final class OvernightOptions {
  @Option(
      names = "--overnight",
      description = "Hand the run to the queue and return its id; a worker does it.")
  private boolean overnight;

  @Option(
      names = "--budget",
      paramLabel = "CAP",
      description =
          "What the run may take: 600s, 10min or 1h on the device, 100_000shots, 20jobs or 50money;"
              + " may be repeated. Where a job would pass it, quantum.ladder of the config says"
              + " what is done.")
  private List<String> budgets = new ArrayList<>();

  @Option(
      names = "--not-before",
      paramLabel = "HH:MM",
      description = "With --not-after: the hours of each day in which the run is worked on.")
  private @Nullable String notBefore;

  @Option(names = "--not-after", paramLabel = "HH:MM", description = "The end of these hours.")
  private @Nullable String notAfter;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Whose clock is meant, such as Europe/Berlin (default: this machine's).")
  private @Nullable String zone;

  @Option(
      names = "--deadline",
      paramLabel = "INSTANT",
      description = "Pause the run after this moment, such as 2026-12-01T08:00:00Z.")
  private @Nullable String deadline;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Runs with a higher one go first (default: ${DEFAULT-VALUE}).")
  private int priority;

  @Option(
      names = "--session",
      paramLabel = "MODE",
      description =
          "Whether jobs are grouped at the service: none, batch (paid by the job), dedicated (the"
              + " device is the run's own and paid by the clock), auto (a batch where the plan"
              + " gives it an hour or more). Default: the config's, else auto.")
  private @Nullable String session;

  @Option(
      names = "--start-worker",
      description = "With --overnight: start a worker that outlives this terminal.")
  private boolean startWorker;

  @Mixin private QueueOptions queue = new QueueOptions();

  QueueOptions queue() {
    return queue;
  }

  /** Whether another process does the work. */
  boolean detached() {
    return overnight;
  }

  /** Refuses options that mean nothing together. */
  void check(CommandSpec spec) {
    if ((notBefore == null) != (notAfter == null)) {
      throw new ParameterException(
          spec.commandLine(), "give both --not-before and --not-after, or neither");
    }
    if (!overnight && (startWorker || notBefore != null || deadline != null || priority != 0)) {
      throw new ParameterException(
          spec.commandLine(),
          "--start-worker, --not-before, --not-after, --deadline and --priority go with"
              + " --overnight");
    }
    // Read before a folder is made: a typing error leaves nothing behind.
    ofCommandLine();
    window();
    deadline();
    if (session != null) {
      var _ = SessionMode.ofText(session);
    }
  }

  private SessionMode session(RunConfig config) {
    return session == null ? config.session() : SessionMode.ofText(session);
  }

  private static boolean grouped(SessionMode mode) {
    return mode == SessionMode.BATCH || mode == SessionMode.DEDICATED;
  }

  /**
   * Refuses what goes with a config badly: what bounds jobs does not bound the time for which a
   * device is kept.
   */
  void check(RunConfig config) {
    Budget budget = config.budgets().and(ofCommandLine()).and(Budgets.ofUser(System.getenv()));
    boolean capped =
        budget.caps().stream()
            .anyMatch(cap -> cap.qpuMicros() != null || cap.moneyMicros() != null);
    if (session(config) == SessionMode.DEDICATED && capped) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "a dedicated session is paid by the clock, idle or not, and caps on qpu_s and money hold"
              + " for jobs; take --session batch, or cap shots and jobs only");
    }
  }

  /** Whether the run goes through the queue: because it is asked for, or because caps hold. */
  boolean wanted(RunConfig config) {
    return asked(config) || config.budgets().limits() || Budgets.ofUser(System.getenv()).limits();
  }

  private Budget ofCommandLine() {
    return Budgets.ofTexts(budgets);
  }

  private Window window() {
    if (notBefore == null || notAfter == null) {
      return Window.ALWAYS;
    }
    try {
      return new Window.Hours(
          LocalTime.parse(notBefore),
          LocalTime.parse(notAfter),
          zone == null ? ZoneId.systemDefault() : ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "the hours %s to %s%s cannot be read (%s); give times such as 22:00 and a zone such as Europe/Berlin"
              .formatted(notBefore, notAfter, zone == null ? "" : " in " + zone, e.getMessage()),
          e);
    }
  }

  private @Nullable Instant deadline() {
    if (deadline == null) {
      return null;
    }
    try {
      return Instant.parse(deadline);
    } catch (DateTimeException e) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "--deadline is '%s'; give a moment such as 2026-12-01T08:00:00Z".formatted(deadline),
          e);
    }
  }

  /** Whether the command line asks for the queue. */
  boolean asked(RunConfig config) {
    return overnight || !budgets.isEmpty() || grouped(session(config));
  }

  /** As {@link #newRun(Path, String, String, RunConfig)}, for work without a config. */
  NewRun newRun(Path folder, String name, String backend) {
    return newRun(folder, name, backend, RunConfig.DEFAULT);
  }

  /** The run as the queue takes it. */
  NewRun newRun(Path folder, String name, String backend, RunConfig config) {
    return new NewRun(
        UUID.randomUUID().toString().substring(0, 8),
        name,
        folder.toString(),
        backend,
        Mode.RESYNC,
        priority,
        deadline(),
        window(),
        config.budgets().and(ofCommandLine()),
        session(config));
  }

  /** Says what was handed over, and who will work on it. */
  int announce(QueueHouse house, QueuedRun run, Terminal terminal, boolean json) {
    boolean working = !house.runs().workers().seen(WorkerOptions.SIGN.multipliedBy(3)).isEmpty();
    if (startWorker && !working) {
      Path log = DetachedWorker.start(house);
      terminal.err().println("a worker was started; its log is " + log);
    } else if (!working) {
      terminal
          .err()
          .println(
              "no worker looks into the queue; start one with: nightshift worker, or add"
                  + " --start-worker for one that outlives this terminal");
    }
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", run.id());
      fields.put("folder", run.folder().toString());
      fields.put("queue", house.database().shown());
      fields.put("worker", working || startWorker);
      terminal.out().writeBytes(Json.write(fields));
      terminal.out().println();
    } else {
      terminal.out().println(run.id());
    }
    return 0;
  }
}
