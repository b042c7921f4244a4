package dev.nightshift.cli;

import dev.nightshift.experiment.config.Budgets;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.result.ExactDistribution;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code circuit run FILE.qasm}: counts, exact probabilities, or expectation values. */
@Command(
    name = "run",
    description = {
      "Run one OpenQASM 3 circuit, or hand a batch of them to the queue (--overnight;"
          + " docs/queue.md).",
      "With --shots: counts. Without: exact probabilities (at most 12 measured bits, measured at"
          + " the end).",
      "With --observable: expectation values before the final measurement, exact unless --shots is"
          + " given.",
      "A circuit without classical bits counts as measured on every qubit.",
      "Without --seed all shots are run each time, and added to those of earlier requests:"
          + " expectation values are those of all shots, counts of both are printed"
          + " (docs/cache.md)."
    })
final class CircuitRunCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE.qasm",
      description = "The circuit; several where they go through the queue.")
  private List<Path> files = List.of();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "embedded",
      description =
          "Where to run: embedded, local, ibm, a device name, or twin:DEVICE for its noisy twin"
              + " here (default: ${DEFAULT-VALUE}).")
  private String backendName = "embedded";

  @Mixin private CircuitAsk ask = new CircuitAsk();

  @Mixin private CacheChoice cache = new CacheChoice();

  @Mixin private OvernightOptions overnight = new OvernightOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of a batch in the queue, new or empty (default: one under runs/).")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** How long a stopped process waits for what is in hand. */
  private static final int STOP_WAIT_SECONDS = 20;

  private final Terminal terminal;

  CircuitRunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    overnight.check(spec);
    overnight.check(RunConfig.DEFAULT);
    if (overnight.asked(RunConfig.DEFAULT) || capped()) {
      return throughQueue();
    }
    if (files.size() > 1 || out != null) {
      throw new ParameterException(
          spec.commandLine(), "several circuits and --out go with --overnight or --budget");
    }
    CircuitAsk.Asked asked = ask.read(files.getFirst());
    Map<String, Object> answer;
    try (Backend backend =
        Backends.open(backendName, asked.mapping(), new Meter(), terminal, cache.options())) {
      answer =
          switch (asked.kind()) {
            case EXPECTATIONS -> CircuitAnswers.of(backend.run(asked.request()).estimated(0));
            case COUNTS -> CircuitAnswers.of(backend.run(asked.request()).sampled(0));
            case PROBABILITIES ->
                Map.of(
                    "probabilities",
                    ExactDistribution.of(
                        backend, asked.circuit(), asked.binding(), asked.options().simulator()));
          };
    }
    if (json) {
      terminal.out().println(new String(Json.write(answer), StandardCharsets.UTF_8));
    } else {
      CircuitAnswers.print(terminal, answer);
    }
    return 0;
  }

  /** The user's own caps hold for single circuits, too, wherever they cost something. */
  private boolean capped() {
    return !backendName.equals("embedded") && Budgets.ofUser(System.getenv()).limits();
  }

  private int throughQueue() {
    Path folder = CircuitBatch.create(out, files, ask).toAbsolutePath().normalize();
    String name = files.size() == 1 ? "1 circuit" : files.size() + " circuits";
    try (QueueHouse house = overnight.queue().open()) {
      QueuedRun queued = QueuedRun.hand(house, overnight.newRun(folder, name, backendName));
      if (overnight.detached()) {
        return overnight.announce(house, queued, terminal, json);
      }
      try (StopHook stop = StopHook.install("stop-run", STOP_WAIT_SECONDS, terminal)) {
        queued.finish(
            house, stop::requested, UnaryOperator.identity(), terminal.err()::println, terminal);
      }
      CircuitBatch.print(queued.folder(), terminal, json);
      return 0;
    }
  }
}
