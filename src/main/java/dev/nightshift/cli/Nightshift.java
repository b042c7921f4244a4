package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The entry point: joins the commands to the house and turns errors into one line and an exit code.
 */
@Command(
    name = "nightshift",
    description = "Trains, runs and compares hybrid quantum-classical models.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Nightshift.Version.class)
public final class Nightshift implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    int code = run(terminal, args);
    terminal.out().flush();
    terminal.err().flush();
    System.exit(code);
  }

  /** Runs a command. Returns the exit code; never throws. */
  static int run(Terminal terminal, String... args) {
    quietLogs();
    CommandLine line = new CommandLine(new Nightshift());
    line.addSubcommand(new RunCommand(terminal));
    line.addSubcommand(new PlanCommand(terminal));
    line.addSubcommand(new ServeCommand(terminal));
    line.addSubcommand(
        new CommandLine(new BackendsCommand())
            .addSubcommand(new BackendsLsCommand(terminal))
            .addSubcommand(new BackendsShowCommand(terminal))
            .addSubcommand(new BackendsImportCommand(terminal))
            .addSubcommand(new BackendsSnapshotCommand(terminal)));
    line.addSubcommand(
        new CommandLine(new CircuitCommand()).addSubcommand(new CircuitRunCommand(terminal)));
    line.addSubcommand(
        new CommandLine(new QasmCommand())
            .addSubcommand(new QasmCheckCommand(terminal))
            .addSubcommand(new QasmFormatCommand(terminal)));
    line.addSubcommand(
        new CommandLine(new CacheCommand())
            .addSubcommand(new CacheLsCommand(terminal))
            .addSubcommand(new CacheClearCommand(terminal))
            .addSubcommand(new CacheVerifyCommand(terminal))
            .addSubcommand(new CacheExplainCommand(terminal)));
    line.addSubcommand(new TranspileCommand(terminal));
    line.addSubcommand(new ProveCommand(terminal));
    line.addSubcommand(new GenerateCommand(terminal));
    line.addSubcommand(new WorkerCommand(terminal));
    line.addSubcommand(
        new CommandLine(new QueueCommand())
            .addSubcommand(new QueueLsCommand(terminal))
            .addSubcommand(new QueueShowCommand(terminal))
            .addSubcommand(new QueueWatchCommand(terminal))
            .addSubcommand(new QueueChangeCommand.Pause(terminal))
            .addSubcommand(new QueueChangeCommand.Resume(terminal))
            .addSubcommand(new QueueChangeCommand.Retry(terminal))
            .addSubcommand(new QueueChangeCommand.Cancel(terminal))
            .addSubcommand(new QueueResultCommand(terminal))
            .addSubcommand(new QueueExportCommand(terminal))
            .addSubcommand(new QueueUiCommand(terminal)));
    line.addSubcommand(
        new CommandLine(new BudgetCommand(terminal))
            .addSubcommand(new BudgetAuditCommand(terminal)));
    line.addSubcommand(new WarmUpCommand(terminal));
    line.setOut(new java.io.PrintWriter(terminal.out(), true));
    line.setErr(new java.io.PrintWriter(terminal.err(), true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, _) -> usageError(terminal, e));
    line.setExecutionExceptionHandler((e, _, _) -> report(terminal, e));
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? one of the list below");
  }

  private static int usageError(Terminal terminal, ParameterException e) {
    terminal.err().println("nightshift: " + ErrorCode.USAGE.label() + ": " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(
        e, new java.io.PrintWriter(terminal.err(), true));
    terminal
        .err()
        .println("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ErrorCode.USAGE.exitCode();
  }

  private static int report(Terminal terminal, Exception e) {
    if (e instanceof NightshiftException known) {
      terminal.err().println("nightshift: " + known.code().label() + ": " + known.getMessage());
      return known.code().exitCode();
    }
    terminal
        .err()
        .println(
            "nightshift: %s: %s; please report this (NIGHTSHIFT_TRACE=1 prints where)"
                .formatted(ErrorCode.INTERNAL.label(), e));
    if ("1".equals(System.getenv("NIGHTSHIFT_TRACE"))) {
      e.printStackTrace(terminal.err());
    }
    return ErrorCode.INTERNAL.exitCode();
  }

  /**
   * Libraries log through java.util.logging; what users must know comes from our own messages
   * instead.
   */
  private static void quietLogs() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
  }

  /** The version as the jar's manifest states it. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"nightshift " + text()};
    }

    static String text() {
      String version = Nightshift.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }
  }
}
