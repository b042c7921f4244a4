package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.result.ExactDistribution;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/*
 * circuits.json  what is asked: the circuits' names and files, and the options that go with them
 * 001.qasm ...   the circuits, and copies of the files that the options name
 * results.json   the answers, in the order of the circuits; there when the work is done
 *
 * All circuits are pubs of one job, which costs its base time once and waits in the queue once; what
 * is too large for the service is cut by the queue.
 */
/** A batch of circuits that the queue works on, in a folder of its own. */
final class CircuitBatch {
  private static final String ASKED = "circuits.json";
  private static final String RESULTS = "results.json";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private CircuitBatch() {}

  /** What is asked of one circuit. */
  private record Item(String name, CircuitAsk.Asked asked) {}

  /**
   * Makes the folder of a batch; nothing is made where a circuit or an option is wrong.
   *
   * @param out the folder, new or empty; null for one named by time
   * @throws NightshiftException what {@link CircuitAsk#read} throws; USAGE where {@code out} holds
   *     something
   */
  static Path create(@Nullable Path out, List<Path> files, CircuitAsk ask) {
    files.forEach(ask::read);
    Path folder =
        out != null
            ? out
            : RunFolder.RUNS.resolve(
                "%s-circuits-%s"
                    .formatted(
                        STAMP.format(Instant.now()), UUID.randomUUID().toString().substring(0, 6)));
    try {
      Files.createDirectories(folder);
      try (Stream<Path> held = Files.list(folder)) {
        if (held.findAny().isPresent()) {
          throw new NightshiftException(
              ErrorCode.USAGE, "%s is not empty; give a new folder".formatted(folder));
        }
      }
    } catch (IOException e) {
      throw AtomicFile.failure(folder, e);
    }
    List<Object> circuits = new ArrayList<>();
    for (Path file : files) {
      String copy = "%03d.qasm".formatted(circuits.size() + 1);
      AtomicFile.write(folder.resolve(copy), TextFiles.bytes(file));
      Map<String, Object> circuit = new LinkedHashMap<>();
      circuit.put("name", file.toString());
      circuit.put("file", copy);
      circuits.add(circuit);
    }
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("circuits", circuits);
    asked.put("options", ask.arguments(folder));
    // Last: with it the folder is a batch.
    AtomicFile.write(folder.resolve(ASKED), Json.writePretty(asked));
    return folder;
  }

  /** Whether a folder holds a batch of circuits. */
  static boolean is(Path folder) {
    return Files.exists(folder.resolve(ASKED));
  }

  private static List<Item> read(Path folder) {
    Path file = folder.resolve(ASKED);
    if (!(Json.read(TextFiles.bytes(file), Object.class) instanceof Map<?, ?> map)
        || !(map.get("circuits") instanceof List<?> circuits)
        || !(map.get("options") instanceof List<?> options)) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE, "%s is damaged; hand the batch over anew".formatted(file));
    }
    CircuitAsk ask = new CircuitAsk();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("ask", CommandLine.Model.CommandSpec.forAnnotatedObject(ask)))
        .parseArgs(
            options.stream()
                .map(option -> CircuitAsk.inFolder(String.valueOf(option), folder))
                .toArray(String[]::new));
    List<Item> items = new ArrayList<>();
    for (Object circuit : circuits) {
      Map<?, ?> fields = (Map<?, ?>) circuit;
      items.add(
          new Item(
              String.valueOf(fields.get("name")),
              ask.read(folder.resolve(String.valueOf(fields.get("file"))))));
    }
    return items;
  }

  /**
   * Runs a batch and keeps its answers.
   *
   * @param opener opens the backend for circuits that are mapped as the batch asks
   */
  static void work(Path folder, Function<TranspileOptions, Backend> opener) {
    List<Item> items = read(folder);
    try (Backend backend = opener.apply(items.getFirst().asked().mapping())) {
      backend.at("circuits");
      AtomicFile.write(folder.resolve(RESULTS), Json.writePretty(answers(items, backend)));
    }
  }

  private static List<Object> answers(List<Item> items, Backend backend) {
    List<Object> answers = new ArrayList<>();
    CircuitAsk.Asked first = items.getFirst().asked();
    switch (first.kind()) {
      case EXPECTATIONS -> {
        JobResult result = backend.run(joined(items));
        for (int i = 0; i < items.size(); i++) {
          answers.add(answer(items.get(i), CircuitAnswers.of(result.estimated(i))));
        }
      }
      case COUNTS -> {
        JobResult result = backend.run(joined(items));
        for (int i = 0; i < items.size(); i++) {
          answers.add(answer(items.get(i), CircuitAnswers.of(result.sampled(i))));
        }
      }
      case PROBABILITIES -> {
        for (Item item : items) {
          CircuitAsk.Asked asked = item.asked();
          answers.add(
              answer(
                  item,
                  Map.of(
                      "probabilities",
                      ExactDistribution.of(
                          backend,
                          asked.circuit(),
                          asked.binding(),
                          asked.options().simulator()))));
        }
      }
    }
    return answers;
  }

  private static JobRequest joined(List<Item> items) {
    List<Pub> pubs = new ArrayList<>();
    items.forEach(item -> pubs.addAll(item.asked().request().pubs()));
    JobRequest first = items.getFirst().asked().request();
    return new JobRequest(first.program(), pubs, first.options());
  }

  private static Map<String, Object> answer(Item item, Map<String, Object> values) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("circuit", item.name());
    answer.putAll(values);
    return answer;
  }

  /** The answers of a finished batch, as they were written. */
  static byte[] results(Path folder) {
    return TextFiles.bytes(folder.resolve(RESULTS));
  }

  /** Prints the answers of a finished batch. */
  static void print(Path folder, Terminal terminal, boolean json) {
    byte[] text = results(folder);
    if (json) {
      terminal.out().writeBytes(text);
      terminal.out().println();
      return;
    }
    for (Object one : Json.read(text, List.class)) {
      Map<String, Object> answer = new LinkedHashMap<>();
      ((Map<?, ?>) one).forEach((key, value) -> answer.put(String.valueOf(key), value));
      terminal.out().println(String.valueOf(answer.remove("circuit")));
      CircuitAnswers.print(terminal, answer);
    }
  }
}
