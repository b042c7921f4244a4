package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.Experiment;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.report.PlainProgress;
import dev.nightshift.report.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run CONFIG}: the main job. */
@Command(
    name = "run",
    description = {
      "Train the classical and the hybrid model of a config and write a report.",
      "Each run has a folder of its own under runs/, or the new or empty one of --out.",
      "Ctrl-C or a failing backend leaves a run that --resume goes on with, to the same final"
          + " weights."
    })
final class RunCommand implements Callable<Integer> {
  /** How long a stopped process waits for the checkpoint; a step takes milliseconds. */
  private static final int STOP_WAIT_SECONDS = 20;

  private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "A config such as configs/nano-gpt.yaml.")
  private @Nullable Path config;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "embedded, local, ibm, a device name, or twin:DEVICE for its noisy twin here; overrides"
              + " the config.")
  private @Nullable String backend;

  @Option(names = "--seed", paramLabel = "N", description = "Overrides the config's seed.")
  private @Nullable Long seed;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides any key, such as model.n_embd=32; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", description = "The run's folder, new or empty.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = "Goes on with a stopped run: its folder, or its name under runs/.")
  private @Nullable Path resume;

  @Option(
      names = "--cache",
      paramLabel = "WHERE",
      description = "Keeps results by content: off, memory or disk (default: ${DEFAULT-VALUE}).")
  private CacheMode cache = CacheMode.MEMORY;

  @Option(
      names = "--no-cache",
      description = "As --cache off: asks the backend for every value anew.")
  private boolean noCache;

  @Mixin private OvernightOptions overnight = new OvernightOptions();

  @Option(names = "--json", description = "Print report.json on standard output at the end.")
  private boolean json;

  @Option(names = "--quiet", description = "No progress; errors only.")
  private boolean quiet;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Terminal terminal;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if ((config == null) == (resume == null)) {
      throw new ParameterException(
          spec.commandLine(),
          config == null
              ? "a config is missing, such as configs/nano-gpt.yaml"
              : "give a config or --resume, not both: a resumed run keeps its own config");
    }
    overnight.check(spec);
    Path path;
    RunConfig read;
    try (RunFolder folder = folder()) {
      read = folder.config();
      overnight.check(read);
      QueuedRun.refuseIfQueued(folder.path());
      if (!overnight.wanted(read)) {
        return run(folder);
      }
      path = folder.path().toAbsolutePath().normalize();
    }
    try (QueueHouse house = overnight.queue().open()) {
      QueuedRun queued =
          QueuedRun.hand(
              house,
              overnight.newRun(
                  path, configName(), backend == null ? read.backend() : backend, read));
      return overnight.detached()
          ? overnight.announce(house, queued, terminal, json)
          : foreground(house, queued);
    }
  }

  /** Works on a run of the queue in this process, as a worker of this run alone. */
  private int foreground(QueueHouse house, QueuedRun queued) {
    try (StopHook stop = StopHook.install("stop-run", STOP_WAIT_SECONDS, terminal)) {
      queued.finish(
          house,
          stop::requested,
          inner -> quiet ? inner : new BothProgress(inner, progress()),
          quiet ? _ -> {} : terminal.err()::println,
          terminal);
    }
    if (json) {
      terminal.out().writeBytes(queued.report());
      terminal.out().println();
    } else {
      terminal.out().println(queued.folder().resolve("report.md"));
    }
    return 0;
  }

  private RunFolder folder() {
    if (resume != null) {
      if (seed != null || !settings.isEmpty() || out != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--resume keeps the run's own config; leave --seed, --set and --out out");
      }
      Path named = RunFolder.RUNS.resolve(resume);
      return RunFolder.open(!resume.toFile().exists() && named.toFile().exists() ? named : resume);
    }
    RunConfig read = RunConfig.read(java.util.Objects.requireNonNull(config), overrides());
    overnight.check(read);
    String where = out != null ? out.toString() : read.out();
    return where == null
        ? RunFolder.create(RunFolder.RUNS, read, Instant.now())
        : RunFolder.createAt(Path.of(where), read);
  }

  private String configName() {
    return config == null ? "run" : RunConfig.nameOf(config);
  }

  private List<String> overrides() {
    List<String> all = new ArrayList<>(settings);
    if (backend != null) {
      all.add("backend=" + backend);
    }
    if (seed != null) {
      all.add("seed=" + seed);
    }
    return all;
  }

  private int run(RunFolder folder) {
    try (StopHook stop = StopHook.install("stop-run", STOP_WAIT_SECONDS, terminal)) {
      Experiment experiment =
          new Experiment(
              (name, mapping, meter) ->
                  Backends.open(name, mapping, meter, terminal, noCache ? CacheMode.OFF : cache),
              Corpora.ofThisUser(),
              quiet ? Progress.none() : progress(),
              Nightshift.Version.text(),
              stop::requested);
      byte[] report = experiment.run(folder, configName(), backend);
      if (json) {
        terminal.out().writeBytes(report);
        terminal.out().println();
      } else {
        terminal.out().println(folder.path().resolve("report.md"));
      }
      return 0;
    } catch (NightshiftException e) {
      if (e.code() == ErrorCode.INTERRUPTED || e.code().kind() == ErrorCode.Kind.PROVIDER) {
        terminal
            .err()
            .println(
                "nightshift: the run is kept; go on with: nightshift run --resume "
                    + folder.path());
      }
      throw e;
    }
  }

  private Progress progress() {
    return terminal.interactive()
        ? new BarProgress(terminal)
        : new PlainProgress(terminal.err()::println, System::nanoTime, LINE_INTERVAL);
  }
}
