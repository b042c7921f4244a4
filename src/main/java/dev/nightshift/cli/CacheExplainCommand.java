package dev.nightshift.cli;

import dev.nightshift.cache.CacheFolder;
import dev.nightshift.cache.Explanation;
import dev.nightshift.cache.LastRun;
import dev.nightshift.cache.Wanted;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Providers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cache explain}: why something was not there. */
@Command(
    name = "explain",
    description = {
      "Say why results were not taken from the cache: which part of what was asked differs from the"
          + " nearest that is kept.",
      "Without a circuit: of the last command that kept its results on disk. With one: whether"
          + " `circuit run` with these options would find it; nothing is run."
    })
final class CacheExplainCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE.qasm",
      description = "A circuit; absent: the last run.")
  private @Nullable Path file;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "embedded",
      description = "Where the circuit would be run (default: ${DEFAULT-VALUE}).")
  private String backend = "embedded";

  @Mixin private CircuitAsk ask = new CircuitAsk();

  @Mixin private CacheFolderOption folder = new CacheFolderOption();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  CacheExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return file == null ? lastRun() : circuit(file);
  }

  private int lastRun() {
    CacheFolder cache = folder.open();
    Optional<LastRun> last = cache.lastRun();
    if (last.isEmpty()) {
      if (json) {
        print(Map.of("explanations", List.of()));
      } else {
        terminal.out().println("no command has kept its results in " + folder.folder() + " yet");
      }
      return 0;
    }
    LastRun run = last.get();
    List<Explanation> explanations = cache.explain(run.missed());
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("backend", run.backend());
      document.put("ended", run.ended().toString());
      document.put("hits", run.hits());
      document.put("pooled", run.pooled());
      document.put(
          "reasons",
          run.reasons().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      entry -> name(entry.getKey()),
                      Map.Entry::getValue,
                      Long::sum,
                      LinkedHashMap::new)));
      document.put("others", run.others());
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < explanations.size(); i++) {
        Map<String, Object> one = object(explanations.get(i));
        one.put("values", run.values().get(i));
        list.add(one);
      }
      document.put("explanations", list);
      print(document);
      return 0;
    }
    terminal
        .out()
        .println(
            "the run on %s that ended %s: %d values from the cache, %d joined with earlier shots"
                .formatted(run.backend(), run.ended(), run.hits(), run.pooled()));
    run.reasons()
        .forEach((reason, values) ->
            terminal.out().println("%d values not: %s".formatted(values, name(reason))));
    for (int i = 0; i < explanations.size(); i++) {
      tell(explanations.get(i), run.values().get(i) + " values, ");
    }
    if (run.others() > 0) {
      terminal.out().println("%d more values of other circuits".formatted(run.others()));
    }
    return 0;
  }

  private static String name(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private int circuit(Path source) {
    CircuitAsk.Asked asked = ask.read(source);
    Origins origins =
        Origins.of(backend, asked.mapping(), Providers.standard(null, System.getenv()), terminal);
    List<Wanted> wanted =
        Wanted.of(
            asked.request(), origins.backend(), origins.provenance().get(), !origins.hardware());
    List<Explanation> explanations = folder.open().explain(wanted);
    if (json) {
      print(
          Map.of("explanations", explanations.stream().map(CacheExplainCommand::object).toList()));
      return 0;
    }
    if (wanted.isEmpty()) {
      terminal
          .out()
          .println(
              "nothing of such a request is kept: a seed or a level of resilience without shots is"
                  + " of no use on this backend");
    }
    explanations.forEach(explanation -> tell(explanation, ""));
    return 0;
  }

  private void tell(Explanation explanation, String before) {
    Wanted wanted = explanation.wanted();
    String what = before + wanted.kind().text();
    if (!wanted.observable().isEmpty()) {
      what += " of " + wanted.observable();
    }
    if (explanation.held()) {
      line(
          what
              + ": held in "
              + explanation.nearest()
              + (wanted.kind().pooled()
                  ? ", %d shots; new ones are added".formatted(explanation.shots())
                  : ""));
    } else if (explanation.nearest().isEmpty()) {
      line(what + ": nothing of this kind is held");
    } else {
      line(what + ": not held; the nearest, " + explanation.nearest() + ", differs in");
      explanation
          .differences()
          .forEach(difference ->
              line(
                  "  %-12s asked %s, held %s"
                      .formatted(difference.part().text(), difference.asked(), difference.held())));
    }
  }

  private void line(String text) {
    terminal.out().println(CacheTexts.brief(text));
  }

  private void print(Map<String, Object> document) {
    terminal.out().println(new String(Json.write(document), StandardCharsets.UTF_8));
  }

  private static Map<String, Object> object(Explanation explanation) {
    Wanted wanted = explanation.wanted();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", wanted.kind().text());
    fields.put("held", explanation.held());
    if (explanation.held() && wanted.kind().pooled()) {
      fields.put("shots", explanation.shots());
    }
    if (!explanation.nearest().isEmpty()) {
      fields.put(explanation.held() ? "entry" : "nearest", explanation.nearest());
    }
    Map<String, Object> differences = new LinkedHashMap<>();
    explanation
        .differences()
        .forEach(difference -> {
          Map<String, Object> both = new LinkedHashMap<>();
          both.put("asked", difference.asked());
          both.put("held", difference.held());
          differences.put(difference.part().text(), both);
        });
    fields.put("differences", differences);
    fields.put("parts", CacheTexts.json(wanted.parts()));
    if (!wanted.observable().isEmpty()) {
      fields.put("observable", wanted.observable());
    }
    fields.put("row", wanted.row());
    return fields;
  }
}
