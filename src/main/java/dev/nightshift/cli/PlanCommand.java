package dev.nightshift.cli;

import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.plan.PlanJson;
import dev.nightshift.experiment.plan.PlanText;
import dev.nightshift.experiment.plan.Planner;
import dev.nightshift.experiment.plan.RunPlan;
import dev.nightshift.experiment.plan.Venue;
import dev.nightshift.experiment.plan.Venues;
import dev.nightshift.wire.config.Providers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plan CONFIG}: what a run will cost, before its first call. */
@Command(
    name = "plan",
    description = {
      "Count what a run will send and what it will cost, without a call to anybody.",
      "The run is rehearsed with its own batches, so jobs, rounds, circuits, executions and shots"
          + " are those of the run; QPU seconds come from the device's gate lengths, money from the"
          + " provider's price."
    })
final class PlanCommand implements Callable<Integer> {
  /** How often a rehearsal says how far it is. */
  private static final long SILENT_NANOS = 5_000_000_000L;

  @Parameters(paramLabel = "CONFIG", description = "A config such as configs/nano-gpt.yaml.")
  private Path config = Path.of("");

  @Option(
      names = "--backend",
      split = ",",
      paramLabel = "NAME",
      description =
          "As run takes it, or a device's name (backends ls); several with commas give a table."
              + " Default: the config's.")
  private List<String> backends = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "Overrides the config's seed.")
  private @Nullable Long seed;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides any key, such as quantum.shots=1024; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--queue-minutes",
      paramLabel = "M",
      description = "How long a round waits in the queue (default: ${DEFAULT-VALUE}).")
  private double queueMinutes = 10;

  @Option(
      names = "--quick",
      description = "Bounds at once, by multiplication, in place of a rehearsal.")
  private boolean quick;

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Terminal terminal;

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!(queueMinutes >= 0 && queueMinutes <= 100_000)) {
      throw new ParameterException(
          spec.commandLine(), "--queue-minutes is %s; give 0 to 100000".formatted(queueMinutes));
    }
    List<String> overrides = new ArrayList<>(settings);
    if (seed != null) {
      overrides.add("seed=" + seed);
    }
    RunConfig read = RunConfig.read(config, overrides);
    Venues venues = new Venues(Providers.standard(null, System.getenv()), devices.catalog());
    List<Venue> where =
        (backends.isEmpty() ? List.of(read.backend()) : backends)
            .stream().map(String::strip).distinct().map(venues::find).toList();
    RunPlan plan =
        new Planner(Corpora.ofThisUser(), progress(read.train().maxIterations()))
            .plan(read, where, quick, queueMinutes);
    if (json) {
      terminal.out().println(PlanJson.of(plan));
    } else {
      terminal.out().print(PlanText.of(plan));
    }
    return 0;
  }

  private IntConsumer progress(int steps) {
    long start = System.nanoTime();
    long[] next = {start + SILENT_NANOS};
    return step -> {
      long now = System.nanoTime();
      if (now - next[0] >= 0) {
        next[0] = now + SILENT_NANOS;
        terminal.err().println("rehearsing step %d of %d".formatted(step, steps));
      }
    };
  }
}
