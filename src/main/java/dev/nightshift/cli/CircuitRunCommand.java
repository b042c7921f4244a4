package dev.nightshift.cli;

import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.job.PubResult;
import dev.nightshift.result.ExactDistribution;
import dev.nightshift.value.BitArray;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code circuit run FILE.qasm}: counts, exact probabilities, or expectation values. */
@Command(
    name = "run",
    description = {
      "Run one OpenQASM 3 circuit.",
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
  @Parameters(paramLabel = "FILE.qasm", description = "The circuit.")
  private Path file = Path.of("");

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

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  CircuitRunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CircuitAsk.Asked asked = ask.read(file);
    Map<String, Object> answer;
    try (Backend backend = Backends.open(backendName, new Meter(), terminal, cache.options())) {
      answer =
          switch (asked.kind()) {
            case EXPECTATIONS -> estimate(backend.run(asked.request()).estimated(0));
            case COUNTS -> counts(backend.run(asked.request()).sampled(0));
            case PROBABILITIES ->
                Map.of(
                    "probabilities",
                    ExactDistribution.of(
                        backend, asked.circuit(), asked.binding(), asked.options().simulator()));
          };
    }
    print(answer);
    return 0;
  }

  /** Where earlier requests stand behind the values, also how many shots, and this one's own. */
  private static Map<String, Object> estimate(PubResult.Estimated estimate) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("evs", estimate.evs());
    answer.put("stds", estimate.stds());
    estimate
        .pooled()
        .ifPresent(pooled -> {
          Map<String, Object> own = new LinkedHashMap<>();
          own.put("shots", pooled.shots());
          own.put("own_shots", estimate.shots());
          own.put("own_evs", pooled.ownEvs());
          own.put("own_stds", pooled.ownStds());
          answer.put("pooled", own);
        });
    return answer;
  }

  /** Counts of this request's shots; those of all requests beside them where there were others. */
  private static Map<String, Object> counts(PubResult.Sampled result) {
    // The last declared register stands leftmost, as everywhere in this field.
    List<BitArray> registers = new ArrayList<>(result.registers().sequencedValues()).reversed();
    SortedMap<String, Integer> counts = new TreeMap<>();
    int shots = registers.getFirst().shots();
    for (int shot = 0; shot < shots; shot++) {
      StringBuilder text = new StringBuilder();
      for (BitArray register : registers) {
        text.append(register.bitString(0, shot));
      }
      counts.merge(text.toString(), 1, Integer::sum);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("counts", counts);
    result
        .pooled()
        .ifPresent(pooled -> {
          Map<String, Object> all = new LinkedHashMap<>();
          all.put("shots", pooled.shots(0));
          all.put("counts", pooled.counts().getFirst());
          answer.put("pooled", all);
        });
    return answer;
  }

  private void print(Map<String, Object> answer) {
    if (json) {
      terminal.out().println(new String(Json.write(answer), StandardCharsets.UTF_8));
      return;
    }
    answer.forEach((what, value) -> {
      switch (value) {
        case Map<?, ?> pooled when what.equals("pooled") -> {
          terminal
              .out()
              .println("with the shots of earlier requests (--cache off leaves them out):");
          pooled.forEach(this::line);
        }
        case Map<?, ?> table -> table.forEach(this::line);
        default -> line(what, value);
      }
    });
  }

  private void line(Object what, Object value) {
    switch (value) {
      case Map<?, ?> table -> table.forEach(this::line);
      case double[] numbers -> terminal.out().println(what + "  " + Arrays.toString(numbers));
      case long[] numbers -> terminal.out().println(what + "  " + Arrays.toString(numbers));
      default -> terminal.out().println(what + "  " + value);
    }
  }
}
